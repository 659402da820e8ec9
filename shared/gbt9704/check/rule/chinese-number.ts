/** Chinese numerals of dates and headings: 一 to 九十九, and years digit by digit (二〇二三). */
const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

export function toChinese(value: number): string {
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  return `${tens > 1 ? DIGITS[tens] ?? '' : ''}${tens > 0 ? '十' : ''}${ones > 0 ? DIGITS[ones] ?? '' : ''}`;
}

/** 0 for what is no such numeral. */
export function fromChinese(text: string): number {
  for (let value = 1; value < 100; value += 1) if (toChinese(value) === text) return value;
  return 0;
}

/** 二〇二三 → 2023; ○ and 零 are written for 〇. */
export const yearFromChinese = (text: string): string => [...text].map((each) => Math.max(0, DIGITS.findIndex((digit) => digit === each))).join('');
