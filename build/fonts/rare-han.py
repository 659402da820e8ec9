"""Cuts the rare Han characters (Extension A and beyond) out of Source Han Serif SC Regular into one web font.

    python3 rare-han.py SourceHanSerifSC-Regular.otf rare-han.woff2

Needs fonttools and brotli. The result is renamed, as the SIL Open Font License asks of a modified font whose name is reserved.
Why: names of people and places carry characters (㵲水街道, 桴㯊镇, 䶮) that the faces we bundle lack; without this one they are blank. As TrueType, so that text can be taken from a PDF and an OFD can carry it.
"""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont
from true_type import to_true_type

RANGES = [(0x3400, 0x4DBF), (0x20000, 0x3FFFF)]
NAME = "GZT Rare Han"

source, target = sys.argv[1:]
font = TTFont(source)
wanted = [code for code in font.getBestCmap() if any(low <= code <= high for low, high in RANGES)]
options = subset.Options(flavor="woff2", layout_features=[], hinting=False, desubroutinize=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=wanted)
subsetter.subset(font)
for record in font["name"].names:
    if record.nameID in (1, 4):
        record.string = NAME
    elif record.nameID == 6:
        record.string = NAME.replace(" ", "")
to_true_type(font)
font.flavor = "woff2"
font.save(target)
print(f"{len(wanted)} characters")
