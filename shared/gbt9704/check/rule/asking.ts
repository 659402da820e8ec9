/** What is asked and how (条例第十五条（四）, 第九条): R4 一文一事, R5 no requests inside a 报告, R7 签发人, R8 联系人 and telephone under a 请示. */
import { bodyLines, isInside, placeIn, quotedSpans, replaceIn, sentencesOf, type Span } from '../block-text.ts';
import type { Line, Remark, RuleCheck } from '../model.ts';
import { isUpward, isVillage, unitOf } from '../relations.ts';

/** 妥否，请批示 · 请予批准 · 恳请县人民政府审批 · 现将方案报请审批. Not: 经报请县政府批准, 申请批准, 向县委请示. */
const VERDICT = '(?:批示|批复|审批|批准|核准|审定|示下)';
const OR_NOT = '(?:[妥当可]否|是否(?:妥当|可行)|如无不妥)';
const ASKS: readonly RegExp[] = [
  new RegExp(`${OR_NOT}[，,]\\s?(?:敬|恳|呈|报)?请[^。；\\n]{0,14}(?:${VERDICT}|指示|决定)`, 'gu'),
  new RegExp(`(?<![申报提呈邀聘延约])请(?:求|予以?|求予以?|[^，。；、：“”《》]{0,12}?(?:政府|党委|市委|州委|县委|区委|省委|部门|领导|上级))?(?:予以|给予|尽快|及时)?${VERDICT}`, 'gu'),
  new RegExp(`(?:现|特|一并)(?![^。；，\\n]{0,24}[已曾])[^。；，\\n]{0,24}(?:报|呈|提)请[^。；，\\n]{0,14}${VERDICT}`, 'gu'),
  /(?:恳请|请求)[^。；\n]{1,24}(?:解决|拨付|支持|给予|安排|补助|同意)/gu,
];
/** Told of, not asked: 曾请求…, 已请…, 经请…批准, and a 批准 that is finished. */
const TOLD = /(?:曾|已经?|经|先后|多次|应|被|及时|分别|依法|按程序|未|不得|不再|无需|须|需|应当|必须)(?:向[^。；，]{1,16})?$/u;

/** Nobody asks for anything in three characters. */
const isWorthReading = ({ start, end }: Span): boolean => end - start > 3;

interface Asking extends Span {
  readonly sentence: Span;
}

/** Askings in a line, outside of quotations, one for each sentence at most. */
function askings(line: Line): readonly Asking[] {
  if (!line.text.includes('请')) return [];
  const quoted = quotedSpans(line.text);
  return sentencesOf(line.text).filter(isWorthReading).flatMap((sentence): readonly Asking[] => {
    const text = line.text.slice(sentence.start, sentence.end);
    for (const pattern of ASKS) {
      for (const match of text.matchAll(pattern)) {
        const end = match.index + match[0].length;
        const isTold = TOLD.test(text.slice(Math.max(0, match.index - 20), match.index)) || /^[后的之]/u.test(text.charAt(end));
        if (!isTold && !isInside(quoted, sentence.start + match.index)) return [{ start: sentence.start + match.index, end: sentence.start + end, sentence }];
      }
    }
    return [];
  });
}

const ENDING = new RegExp(`^\\s*(?:以上(?:请示|意见|事项)?[，,]?)?${OR_NOT}[，,]`, 'u');
const SECOND_MATTER = /^\s*(?:另外?|此外|同时|还有|再者|又)[，,]?[^。；\n]{0,60}?(?:恳请|请求|申请|拟请|请(?:予|县|市|州|省|区|上级|贵))/u;

/** R4: one request, one matter. Two endings, or a 另请 after the first, are looked at again. */
export const oneMatter: RuleCheck = (document) => {
  if (document.facts.docType !== 'request') return [];
  const lines = bodyLines(document);
  const matching = (pattern: RegExp) => lines.flatMap((line) =>
    sentencesOf(line.text).filter((span) => isWorthReading(span) && pattern.test(line.text.slice(span.start, span.end))).map((span) => ({ line, span })));
  const endings = matching(ENDING);
  const seconds = matching(SECOND_MATTER);
  return [
    ...endings.slice(1).map(({ line, span }): Remark =>
      ({ message: 'rule.find.R4.endings', place: placeIn(line, span.start, span.end), mend: { edits: [replaceIn(line, span.start, span.end, '')] } })),
    ...seconds.map(({ line, span }): Remark => ({ message: 'rule.find.R4.second', place: placeIn(line, span.start, span.end) })),
  ];
};

const CLOSING = '特此报告。';

/** R5: a 报告 tells and asks for nothing; the request becomes a 请示 of its own. */
export const noRequestInReport: RuleCheck = (document) => {
  if (document.facts.docType !== 'report') return [];
  const lines = bodyLines(document);
  const hasClosing = lines.some(({ text }) => text.includes('特此报告'));
  return lines.flatMap((line) => askings(line).map((span): Remark => {
    const { sentence } = span;
    const isAlone = line.text.slice(0, sentence.start).trim() === '' && line.text.slice(sentence.end).trim() === '';
    const insert = isAlone && !hasClosing ? CLOSING : '';
    return {
      message: 'rule.find.R5.asks', params: { words: line.text.slice(span.start, span.end) }, place: placeIn(line, span.start, span.end),
      mend: { edits: [replaceIn(line, sentence.start, sentence.end, insert)] },
    };
  }));
};

/** R7: the 签发人 stands in the head of what goes up, and only there. */
export const signerUpwardsOnly: RuleCheck = ({ facts }, context) => {
  const { signer, docType, direction } = facts;
  if (signer === null || docType === null || (docType === 'opinion' && direction === null) || isVillage(unitOf(facts.organ, context))) return [];
  const place = { kind: 'meta', key: 'signer' } as const;
  if (isUpward(facts)) return signer.trim() === '' ? [{ message: 'rule.find.R7.missing', place }] : [];
  return signer.trim() === '' ? [] : [{ message: 'rule.find.R7.notUpward', place, mend: { edits: [{ kind: 'fact', key: 'signer', value: '' }] } }];
};

const CONTACT = /联系人[\s\u3000]*[：:][\s\u3000]*[\p{Script=Han}A-Za-z·•]{2,}/u;
const PHONE = /(?<!\d)(?:1\d{10}|(?:0\d{2,3}[\s—－-]?)?[2-9]\d{6,7})(?!\d)/u;

/** R8: under a 请示 stands whom to ask, and under which number. */
export const whomToAsk: RuleCheck = ({ facts }) => {
  const { docType, annotation } = facts;
  if (docType !== 'request' || annotation === null) return [];
  const hasContact = CONTACT.test(annotation);
  const hasPhone = PHONE.test(annotation);
  if (hasContact && hasPhone) return [];
  const message = hasPhone ? 'rule.find.R8.contact' : hasContact ? 'rule.find.R8.phone' : 'rule.find.R8.both';
  return [{ message, place: { kind: 'meta', key: 'annotation' } }];
};
