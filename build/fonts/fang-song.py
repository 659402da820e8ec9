"""Turns FandolFang-Regular (CFF) into the TrueType web font of the official text.

    python3 fang-song.py FandolFang-Regular.otf fang-song.woff2

Needs fonttools and brotli. The source is the OpenType file of the Fandol fonts 0.3 (GPL-3.0 with the font exception), as Debian's texlive-lang-chinese has it.
Why: without 仿宋 on the machine the text would stand in another face; and Chromium embeds CFF fonts in a PDF as dozens of Type 3 fonts, from which no text can be taken.
"""
import sys
from fontTools.ttLib import TTFont
from true_type import to_true_type

NAME = "GZT Fang Song"
# Radicals share their glyphs with the characters they look like, and a PDF would give back the radical: 水 would be read as U+2F54, a space as U+0001.
DOUBLES = [(0x00, 0x1F), (0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]

source, target = sys.argv[1:]
font = TTFont(source)
to_true_type(font)
for charmap in font["cmap"].tables:
    if charmap.isUnicode():
        for code in [code for code in charmap.cmap if any(low <= code <= high for low, high in DOUBLES)]:
            del charmap.cmap[code]
for record in font["name"].names:
    if record.nameID in (1, 4, 16):
        record.string = NAME
    elif record.nameID == 6:
        record.string = NAME.replace(" ", "")
font.flavor = "woff2"
font.save(target)
print(f"{len(font.getGlyphOrder())} glyphs")
