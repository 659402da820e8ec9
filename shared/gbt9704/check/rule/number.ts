/** R16: 发文字号 = 机关代字 + 〔year〕 + sequence + 号 (条例第九条（五）, GB/T 9704—2012 7.2.5). Some 文种 have a form of their own. */
import type { OfficialDocType } from '../doc-types.ts';
import type { RuleCheck } from '../model.ts';

const NUMBER = /^\p{Script=Han}+〔(?:19|20)\d{2}〕[1-9]\d*号$/u;
/** 命令: 第8号; 公告 and 通告: 2026年第3号; 纪要: 〔2026〕3号, 第12期. */
const OWN_FORMS: Partial<Record<OfficialDocType, RegExp>> = {
  order: /^第[1-9]\d*号$/u,
  announcement: /^(?:(?:19|20)\d{2}年)?第[1-9]\d*号$/u,
  publicNotice: /^(?:(?:19|20)\d{2}年)?第[1-9]\d*号$/u,
  communique: /^(?:(?:19|20)\d{2}年)?第[1-9]\d*号$/u,
  minutes: /^(?:\p{Script=Han}*〔(?:19|20)\d{2}〕[1-9]\d*号|第[1-9]\d*[次期号])$/u,
};

export const isWellFormedNumber = (number: string, docType: OfficialDocType | null): boolean =>
  NUMBER.test(number) || (docType !== null && OWN_FORMS[docType]?.test(number) === true);

const BRACKETED = /[〔［[（(【〖{｛〈<](?<year>(?:19|20)\d{2})年?[〕］\])）】〗}｝〉>]/u;

/** The same number in the form of the rule, where only its writing is wrong; null where something is missing. */
export function mendedNumber(number: string, docType: OfficialDocType | null): string | null {
  const plain = number.replace(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)).replace(/[\s\u3000\p{Cf}]/gu, '');
  const mended = plain.replace(BRACKETED, '〔$<year>〕').replace(/〕第/u, '〕').replace(/(?<=〕|第)0+(?=[1-9])/u, '').replace(/(?<=〕\d{1,9})$/u, '号');
  return mended !== number && isWellFormedNumber(mended, docType) ? mended : null;
}

export const numberForm: RuleCheck = ({ facts }) => {
  const { number, docType } = facts;
  if (number === null || number === '' || isWellFormedNumber(number, docType)) return [];
  const mended = mendedNumber(number, docType);
  return [{
    message: 'rule.find.R16.form', params: { number }, place: { kind: 'meta', key: 'number' },
    mend: mended === null ? null : { edits: [{ kind: 'fact', key: 'number', value: mended }] },
  }];
};
