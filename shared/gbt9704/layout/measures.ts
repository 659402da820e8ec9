/**
 * The numbers of GB/T 9704-2012 that the paper is drawn, broken into pages and measured by. Millimetres and points; the clause stands beside each.
 * CSS has the same numbers in renderer/features/paper/paper.css, and PAP01 holds the two together.
 */
export const PT_PER_MM = 72 / 25.4;

export const PAGE = {
  widthMm: 210, heightMm: 297, // 5.1
  topMm: 37, leftMm: 28, // 5.2.1: 天头, 订口
  textWidthMm: 156, textHeightMm: 225, // 5.2.1: 版心
  lines: 22, characters: 28, // 5.2.3
} as const;

/** 3号 16 pt for the text, 2号 for the title, 4号 for the 版记 and page numbers (5.2.2, 7.3.1, 7.4, 7.5). */
export const TYPE = { textPt: 16, titlePt: 22, smallPt: 14 } as const;

/** Twenty-two lines fill 225 mm. */
export const LINE_MM = PAGE.textHeightMm / PAGE.lines;
/** Twenty-eight characters fill 156 mm: 3号 is a little wider than that, so they stand a little closer. */
export const CHARACTER_MM = PAGE.textWidthMm / PAGE.characters;

export const MARK_TOP_MM = 35; // 7.2.4: 发文机关标志 below the top of the 版心
export const RED_RULE_GAP_MM = 4; // 7.2.7: below the 发文字号
export const RULES_MM = { outer: 0.35, inner: 0.25 } as const; // 7.4.1: 版记
export const PAGE_NUMBER_GAP_MM = 7; // 7.5: the dashes below the 版心
