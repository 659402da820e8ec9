import { describe, expect, it } from 'vitest';
import { CHARACTER_MM, LINE_MM, PAGE } from '#shared/gbt9704/layout/measures.ts';
import { idealPaper, type IdealPage, type IdealWord } from '#tests/kit/ideal-paper.ts';
import { AUDIT_RULES, auditPaper, type AuditRuleId } from './audit.ts';
import type { MeasuredPdf } from './measured.ts';

const wrong = (pdf: MeasuredPdf, facts = idealPaper().facts): readonly string[] => auditPaper(pdf, facts).rows.filter(({ off }) => off.length > 0).map(({ rule }) => rule);

type Change = (pages: IdealPage[]) => void;
const words = (pages: IdealPage[], text: string): IdealWord[] => {
  const found = pages.flatMap((page) => page.words).filter((word) => word.text.includes(text));
  if (found.length === 0) throw new Error(`nowhere on the ideal paper: ${text}`);
  return found;
};
const shift = (text: string, { x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Change => (pages) => {
  for (const word of words(pages, text).slice(0, 1)) Object.assign(word, { left: word.left + x, right: word.right + x, top: word.top + y, baseline: word.baseline + y });
};
const resize = (text: string, sizePt: number): Change => (pages) => { for (const word of words(pages, text)) word.sizePt = sizePt; };
const box = (which: 'red' | 'black', at: number, change: Partial<Record<'left' | 'right' | 'top' | 'bottom', number>>): Change => (pages) => {
  const boxes = pages.flatMap((page) => page.boxes).filter(({ color }) => (color === '#000000') === (which === 'black'));
  for (const [side, by] of Object.entries(change)) (boxes.at(at) as Record<string, number | string>)[side] = Number((boxes.at(at) as Record<string, number | string>)[side]) + by;
};

/** For every rule a paper that breaks it. */
const BROKEN: Readonly<Record<AuditRuleId, { readonly paper?: Parameters<typeof idealPaper>[0]; readonly change: Change }>> = {
  paperWidth: { change: (pages) => { (pages[0] as IdealPage).widthMm = 216; } },
  paperHeight: { change: (pages) => { (pages[1] as IdealPage).heightMm = 279; } },
  top: { change: (pages) => { for (const word of pages[1]?.words ?? []) if (!word.text.includes('—')) word.baseline += 2; } },
  left: { change: shift('乙乙', { x: -2 }) },
  right: { change: (pages) => { for (const word of words(pages, '乙乙').slice(0, 1)) word.right -= 3; } },
  lines: { paper: { bodyLines: 60 }, change: (pages) => { const { words: on } = pages[1] as IdealPage; (on[5] as IdealWord).baseline = (on[4] as IdealWord).baseline; } },
  pitch: { change: shift('乙乙', { y: 1 }) },
  characters: { change: (pages) => { for (const [at, word] of words(pages, '乙乙').slice(0, 2).entries()) word.text = '乙'.repeat(at === 0 ? 25 : 31); } },
  textSize: { change: resize('乙乙', 15) },
  inside: { change: shift('乙乙', { x: 6 }) },
  pageNumber: { change: (pages) => { for (const word of words(pages, '— 2 —')) word.text = '— 3 —'; } },
  pageNumberSize: { change: resize('— 2 —', 12) },
  pageNumberGap: { change: shift('— 2 —', { y: 4 }) },
  pageNumberSide: { change: shift('— 2 —', { x: 100 }) },
  pageNumberMissing: { change: (pages) => { (pages[1] as IdealPage).words = (pages[1] as IdealPage).words.filter(({ text }) => !text.includes('—')); } },
  markTop: { change: shift('桐梓县人民政府文件', { y: -10 }) },
  markCentred: { change: shift('桐梓县人民政府文件', { x: 5 }) },
  markJoint: { paper: { jointOrgans: ['桐梓县水务局', '桐梓县财政局'] }, change: (pages) => { for (const word of words(pages, '桐梓县水务局').filter(({ color }) => color !== '#000000')) word.right -= 4; } },
  numberBelowMark: { change: shift('签发人', { y: LINE_MM }) },
  numberPlace: { change: shift('桐府呈', { x: 8 }) },
  signerPlace: { change: shift('签发人', { x: -8 }) },
  signerLine: { change: shift('签发人', { y: -3 }) },
  redRuleWidth: { change: box('red', 0, { left: 6, right: -6 }) },
  redRuleCentred: { change: box('red', 0, { left: 3, right: 3 }) },
  redRuleGap: { change: box('red', 0, { top: 3, bottom: 3 }) },
  letterFoot: { paper: { format: 'letter' }, change: box('red', -1, { top: -5, bottom: -5 }) },
  titleSize: { change: resize('关于修建', 18) },
  titleCentred: { change: shift('关于修建', { x: 6 }) },
  titleBelowRule: { change: shift('关于修建', { y: 6 }) },
  recipientsPlace: { change: shift('遵义市人民政府：', { x: CHARACTER_MM }) },
  recipientsBelowTitle: { change: shift('遵义市人民政府：', { y: LINE_MM }) },
  indent: { change: shift('甲甲', { x: -CHARACTER_MM }) },
  headingIndent: { change: shift('一、起因', { x: -CHARACTER_MM }) },
  bodyOnFirst: { change: (pages) => { const [first, second] = pages as [IdealPage, IdealPage]; second.words.unshift(...first.words.filter(({ text }) => /[甲乙一]/u.test(text))); first.words = first.words.filter(({ text }) => !/[甲乙一]/u.test(text)); } },
  notePlace: { change: shift('附件：', { x: -CHARACTER_MM }) },
  noteBelowText: { change: shift('附件：', { y: LINE_MM }) },
  datePlace: { change: shift('2026年11月27日', { x: 2 * CHARACTER_MM }) },
  signatureCentred: { change: (pages) => { for (const word of words(pages, '桐梓县人民政府').filter(({ color, text }) => color === '#000000' && text === '桐梓县人民政府')) { word.left -= 5; word.right -= 5; } } },
  signatureWithText: { paper: { bodyLines: 4, hasNote: false }, change: (pages) => { const [first, second] = pages as [IdealPage, IdealPage]; const moved = first.words.filter(({ text, color }) => color === '#000000' && (text === '桐梓县人民政府' || text.startsWith('2026年'))); first.words = first.words.filter((word) => !moved.includes(word)); second.words.unshift(...moved); } },
  annotationPlace: { change: shift('（联系人', { x: 4 }) },
  attachmentTop: { change: (pages) => { for (const word of words(pages, '附件').filter(({ text }) => text === '附件')) word.baseline += 4; } },
  attachmentLabel: { change: (pages) => { for (const word of words(pages, '附件').filter(({ text }) => text === '附件')) word.left += 6; } },
  attachmentCentred: { change: (pages) => { for (const word of words(pages, '预算表').slice(-1)) { word.left += 5; word.right += 5; } } },
  colophonFace: { change: (pages) => { const [blank] = pages.splice(-2, 1); if (blank === undefined) throw new Error('no page'); } },
  colophonBottom: { change: box('black', -1, { top: -4, bottom: -4 }) },
  colophonWidth: { change: box('black', 1, { left: 4 }) },
  colophonRule: { change: box('black', 0, { bottom: 0.3 }) },
  colophonSize: { change: resize('印发', 12) },
  colophonIndent: { change: shift('抄送', { x: 4 }) },
};

describe('the audit of a printed file', () => {
  it.each([{}, { format: 'letter' as const }, { format: 'order' as const }, { jointOrgans: ['桐梓县水务局', '桐梓县财政局'] }, { bodyLines: 10, hasNote: false }])('[MSR01] finds nothing off on a paper as the standard has it (%j)', (paper) => {
    const { pdf, facts } = idealPaper(paper);
    const audit = auditPaper(pdf, facts);
    expect(audit.rows.flatMap(({ rule, off }) => off.map((each) => ({ rule, ...each })))).toEqual([]);
    expect(audit.missing).toEqual([]);
    expect(audit.count).toBeGreaterThan(60);
  });

  it.each(Object.keys(AUDIT_RULES) as AuditRuleId[])('[MSR01] says which rule is broken: %s', (rule) => {
    const { paper, change } = BROKEN[rule];
    const { pdf, facts } = idealPaper(paper);
    change(pdf.pages);
    expect(wrong(pdf, facts)).toContain(rule);
  });

  it('[MSR02] names what the document has and the pages do not show, and measures the rest', () => {
    const { pdf, facts } = idealPaper();
    pdf.pages[0]?.words.splice(0, Infinity, ...(pdf.pages[0]?.words ?? []).filter(({ text }) => !text.startsWith('遵义市')));
    const audit = auditPaper(pdf, facts);
    expect(audit.missing).toEqual(['遵义市人民政府：']);
    expect(audit.rows.find(({ rule }) => rule === 'recipientsPlace')?.count).toBe(0);
    expect(audit.rows.find(({ rule }) => rule === 'indent')?.count).toBeGreaterThan(0);
  });

  it('[MSR02] keeps its head on a file without anything', () => {
    const { facts } = idealPaper();
    const audit = auditPaper({ pages: [{ widthMm: PAGE.widthMm, heightMm: PAGE.heightMm, words: [], boxes: [], pictures: [] }], info: {}, isTagged: false }, facts);
    expect(audit.missing.length).toBeGreaterThan(5);
    expect(audit.rows.find(({ rule }) => rule === 'pageNumberMissing')?.off).toHaveLength(1);
  });
});
