/**
 * The rules of 校对 as one table, in the order in which they are shown: what kind of slip each is about, and the clause that it follows where there is one.
 * GB/T 15834—2011 is 《标点符号用法》, GB/T 15835—2011 《出版物上数字用法》, GF 1001—2001 《第一批异形词整理表》.
 */
export const PROOF_KINDS = ['word', 'repeat', 'punctuation', 'pair', 'level', 'number', 'date', 'name'] as const; // 错别字 重复 标点 成对符号 层次 数字 日期 简称与名称
export type ProofKind = (typeof PROOF_KINDS)[number];

interface ProofRuleRow {
  readonly kind: ProofKind;
  readonly clause: string | null;
}

export const PROOF_RULES = {
  word: { kind: 'word', clause: null },
  variant: { kind: 'word', clause: 'GF 1001—2001' },
  pinyin: { kind: 'word', clause: null },
  repeat: { kind: 'repeat', clause: null },
  halfWidth: { kind: 'punctuation', clause: 'GB/T 15834—2011 4' },
  halfBrackets: { kind: 'punctuation', clause: 'GB/T 15834—2011 4.9' },
  double: { kind: 'punctuation', clause: null },
  betweenTitles: { kind: 'punctuation', clause: 'GB/T 15834—2011 4.5.3.5' },
  betweenQuotes: { kind: 'punctuation', clause: 'GB/T 15834—2011 4.5.3.5' },
  ellipsis: { kind: 'punctuation', clause: 'GB/T 15834—2011 4.11' },
  ellipsisEtc: { kind: 'punctuation', clause: 'GB/T 15834—2011 附录A.9' },
  ellipsisMark: { kind: 'punctuation', clause: 'GB/T 15834—2011 附录B.2.4' },
  dash: { kind: 'punctuation', clause: 'GB/T 15834—2011 4.10' },
  space: { kind: 'punctuation', clause: null },
  fullWidth: { kind: 'punctuation', clause: null },
  headingEnd: { kind: 'punctuation', clause: 'GB/T 15834—2011 附录B.4' },
  paragraphEnd: { kind: 'punctuation', clause: 'GB/T 15834—2011 4.1' },
  single: { kind: 'pair', clause: null },
  nested: { kind: 'pair', clause: 'GB/T 15834—2011 4.8、4.15' },
  straight: { kind: 'pair', clause: 'GB/T 15834—2011 4.8' },
  ordinalWord: { kind: 'level', clause: 'GB/T 15834—2011 附录B.3' },
  ordinalMark: { kind: 'level', clause: 'GB/T 15834—2011 附录B.3' },
  inlineGap: { kind: 'level', clause: null },
  estimate: { kind: 'number', clause: 'GB/T 15835—2011 5.2.1' },
  fewerTimes: { kind: 'number', clause: null },
  hedge: { kind: 'number', clause: null },
  percentRange: { kind: 'number', clause: 'GB/T 15835—2011 5.1.3' },
  unitRange: { kind: 'number', clause: 'GB/T 15835—2011 5.1.3' },
  yearRange: { kind: 'number', clause: 'GB/T 15834—2011 4.13' },
  range: { kind: 'number', clause: 'GB/T 15835—2011 5.1.3' },
  backwards: { kind: 'number', clause: null },
  mixed: { kind: 'number', clause: 'GB/T 15835—2011 5.3' },
  shortYear: { kind: 'date', clause: 'GB/T 15835—2011 5.1.4' },
  noDay: { kind: 'date', clause: null },
  noTime: { kind: 'date', clause: null },
  weekday: { kind: 'date', clause: null },
  shortTwice: { kind: 'name', clause: null },
  shortSame: { kind: 'name', clause: null },
  shortUnused: { kind: 'name', clause: null },
  shortEarly: { kind: 'name', clause: null },
  organ: { kind: 'name', clause: null },
  organDiffers: { kind: 'name', clause: null },
  titleDiffers: { kind: 'name', clause: null },
  termDiffers: { kind: 'name', clause: null },
} as const satisfies Record<string, ProofRuleRow>;

export type ProofRule = keyof typeof PROOF_RULES;

export const proofRule = (rule: ProofRule): ProofRuleRow => PROOF_RULES[rule];
