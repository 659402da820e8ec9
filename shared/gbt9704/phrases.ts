/** Set phrases of 公文 by 文种, and how a document is cited: title first, then its number (条例 实施; GB/T 9704 gives no words). Pure. */
import { quoted } from '#shared/exchange/citing.ts';
import type { DocType } from '#shared/workflow/model.ts';

export const PHRASE_PLACES = ['opening', 'leading', 'closing'] as const; // 开头 过渡 结尾
export interface Phrase {
  readonly place: (typeof PHRASE_PLACES)[number];
  readonly text: string;
  /** Left out: for every 文种. */
  readonly docTypes?: readonly DocType[];
}

const PHRASES: readonly Phrase[] = [
  { place: 'opening', text: '根据有关规定，' },
  { place: 'opening', text: '为深入贯彻落实有关文件精神，' },
  { place: 'opening', text: '按照上级统一部署，结合我单位实际，' },
  { place: 'opening', text: '收悉。经研究，', docTypes: ['reply', 'letter'] },
  { place: 'leading', text: '经研究，现将有关事项请示如下：', docTypes: ['request'] },
  { place: 'leading', text: '现将有关情况报告如下：', docTypes: ['report'] },
  { place: 'leading', text: '现将有关事项通知如下：', docTypes: ['notice'] },
  { place: 'leading', text: '现就有关事项函告如下：', docTypes: ['letter'] },
  { place: 'leading', text: '现函复如下：', docTypes: ['letter'] },
  { place: 'leading', text: '现批复如下：', docTypes: ['reply'] },
  { place: 'leading', text: '现就有关事项提请审示：', docTypes: ['memo'] },
  { place: 'closing', text: '妥否，请批示。', docTypes: ['request'] },
  { place: 'closing', text: '以上请示如无不妥，请批准。', docTypes: ['request'] },
  { place: 'closing', text: '特此报告。', docTypes: ['report'] },
  { place: 'closing', text: '请认真贯彻执行。', docTypes: ['notice'] },
  { place: 'closing', text: '特此通知。', docTypes: ['notice'] },
  { place: 'closing', text: '请予支持为盼。', docTypes: ['letter'] },
  { place: 'closing', text: '特此函达。', docTypes: ['letter'] },
  { place: 'closing', text: '专此函复。', docTypes: ['letter'] },
  { place: 'closing', text: '此复。', docTypes: ['reply'] },
  { place: 'closing', text: '妥否，请审示。', docTypes: ['memo'] },
  { place: 'closing', text: '请按时限要求抓好落实，并反馈办理情况。', docTypes: ['supervision'] },
];

/** In the order in which a text uses them. */
export const phrasesFor = (docType: DocType): readonly Phrase[] => PHRASES.filter((phrase) => phrase.docTypes === undefined || phrase.docTypes.includes(docType));

const NUMBER = /^(.*?)\s*[〔[［(（【]\s*(\d{4})\s*[〕\]］)）】]\s*(?:第\s*)?0*(\d{1,5})\s*号?$/u;

/** 机关代字〔年份〕序号号, as it should be written; null where it is none. */
export function tidyNumber(typed: string): string | null {
  const [, code, year, seq] = NUMBER.exec(typed.trim()) ?? [];
  return code === undefined || code === '' || code.length > 20 || seq === '0' ? null : `${code}〔${year ?? ''}〕${seq ?? ''}号`;
}

/** 《标题》（发文字号）; what is quoted inside a title stands in single marks. Null without a title, or with a number that is none. */
export function citation(title: string, number: string): string | null {
  const plain = title.trim().replace(/^《/u, '').replace(/》$/u, '');
  if (plain === '') return null;
  if (number.trim() === '') return quoted(plain);
  const tidy = tidyNumber(number);
  return tidy === null ? null : `${quoted(plain)}（${tidy}）`;
}
