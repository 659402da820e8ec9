"""Turns FandolFang-Regular (CFF) into the TrueType web font of the official text.

    python3 fang-song.py FandolFang-Regular.otf fang-song.woff2

Needs fonttools and brotli. The source is the OpenType file of the Fandol fonts 0.3 (GPL-3.0 with the font exception), as Debian's texlive-lang-chinese has it.
Why: without 仿宋 on the machine the text would stand in another face; and Chromium embeds CFF fonts in a PDF as dozens of Type 3 fonts, from which no text can be taken.
"""
import sys
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

NAME = "GZT Fang Song"
# Radicals share their glyphs with the characters they look like, and a PDF would give back the radical: 水 would be read as U+2F54.
RADICALS = [(0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]
MAX_ERROR = 1.0

source, target = sys.argv[1:]
font = TTFont(source)
order = font.getGlyphOrder()
glyphs = font.getGlyphSet()
quadratic = {}
for name in order:
    pen = TTGlyphPen(None)
    glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
    quadratic[name] = pen.glyph()
font["loca"] = newTable("loca")
table = font["glyf"] = newTable("glyf")
table.glyphOrder = order
table.glyphs = quadratic
for tag in ("CFF ", "VORG"):
    if tag in font:
        del font[tag]
table.compile(font)
limits = font["maxp"]
limits.tableVersion = 0x00010000
for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):
    setattr(limits, field, 0)
limits.maxZones = 1
limits.compile(font)
font["post"].formatType = 3.0
font["post"].extraNames, font["post"].mapping = [], {}
for charmap in font["cmap"].tables:
    if charmap.isUnicode():
        for code in [code for code in charmap.cmap if any(low <= code <= high for low, high in RADICALS)]:
            del charmap.cmap[code]
font.sfntVersion = "\x00\x01\x00\x00"
for record in font["name"].names:
    if record.nameID in (1, 4, 16):
        record.string = NAME
    elif record.nameID == 6:
        record.string = NAME.replace(" ", "")
font.flavor = "woff2"
font.save(target)
print(f"{len(order)} glyphs")
