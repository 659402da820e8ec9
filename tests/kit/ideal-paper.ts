/** A paper exactly as GB/T 9704-2012 has it, made from the numbers of the standard alone: what an audit must find right, and what a test breaks in one place. */
import type { Format } from '#shared/doc/shape.ts';
import type { PaperFacts } from '#shared/gbt9704/audit/facts.ts';
import { CHARACTER_MM, LINE_MM, PAGE, PT_PER_MM } from '#shared/gbt9704/layout/measures.ts';

type Bare<T> = { -readonly [K in keyof T]: T[K] };
export type IdealWord = Bare<import('#shared/gbt9704/audit/measured.ts').Word>;
export type IdealBox = Bare<import('#shared/gbt9704/audit/measured.ts').Box>;
export interface IdealPage { widthMm: number; heightMm: number; words: IdealWord[]; boxes: IdealBox[]; pictures: IdealBox[] }

export interface IdealOptions {
  readonly format?: Format;
  readonly jointOrgans?: readonly string[];
  /** Of the one long paragraph. */
  readonly bodyLines?: number;
  readonly hasNote?: boolean;
}

const RED = '#d7000f';
const BLACK = '#000000';
const RIGHT = PAGE.leftMm + PAGE.textWidthMm;
const BOTTOM = PAGE.topMm + PAGE.textHeightMm;
const CENTRE = PAGE.leftMm + PAGE.textWidthMm / 2;
const ORGAN = '桐梓县人民政府';
const NUMBER = '桐府呈〔2026〕3号';
const SIGNER = '陈强';
const TITLE = ['关于修建水库', '防洪堤的请示'];
const DATE = '2026年11月27日';
const NOTE = '附件：工程预算表';
const ANNOTATION = '（联系人：李兰）';
const MARK_PT = 44;
const em = (sizePt: number): number => sizePt / PT_PER_MM;
/** Digits and their like are half as wide. */
const widthOf = (text: string, letter: number): number => [...text].reduce((sum, each) => sum + (/[0-9 ]/u.test(each) ? letter / 2 : letter), 0);

export function idealPaper({ format = 'general', jointOrgans = [], bodyLines = 40, hasNote = true }: IdealOptions = {}): { readonly pdf: { readonly pages: IdealPage[]; readonly info: { readonly [key: string]: unknown }; readonly isTagged: boolean }; readonly facts: PaperFacts } {
  const pages: IdealPage[] = [];
  const newPage = (): IdealPage => {
    const page: IdealPage = { widthMm: PAGE.widthMm, heightMm: PAGE.heightMm, words: [], boxes: [], pictures: [] };
    pages.push(page);
    return page;
  };
  const put = (page: IdealPage, text: string, left: number, middle: number, sizePt = 16, color = BLACK, letter = sizePt === 16 ? CHARACTER_MM : em(sizePt)): void => {
    const baseline = middle + 0.38 * em(sizePt);
    page.words.push({ text, left, right: left + widthOf(text, letter), top: baseline - 0.88 * em(sizePt), baseline, sizePt, font: 'AAAAAA+FangSong', color });
  };
  const rule = (page: IdealPage, left: number, right: number, top: number, height: number, color: string): void => { page.boxes.push({ left, right, top, bottom: top + height, color }); };
  const isLetter = format === 'letter';
  const isGeneral = format === 'general';

  // 版头
  const first = newPage();
  const organs = [ORGAN, ...jointOrgans];
  let y = isLetter ? 30 : PAGE.topMm + (format === 'order' ? 20 : 35);
  const behind = isGeneral ? '文件' : format === 'order' ? '令' : '';
  const widest = Math.max(...organs.map((name) => widthOf(name, em(MARK_PT))));
  for (const [at, name] of organs.entries()) {
    const whole = organs.length === 1 ? name + behind : name;
    const width = organs.length === 1 ? widthOf(whole, em(MARK_PT)) : widest;
    const left = CENTRE - (width + (organs.length > 1 ? 2 * em(MARK_PT) : 0)) / 2;
    put(first, whole, left, y + 0.5 * em(MARK_PT), MARK_PT, RED);
    (first.words.at(-1) as IdealWord).right = left + width;
    if (organs.length > 1 && at === 1) put(first, behind, left + width, y + 0.5 * em(MARK_PT), MARK_PT, RED);
    y += em(MARK_PT) * (at === organs.length - 1 ? 1 : 1.25);
  }
  if (isLetter) {
    rule(first, 20, 190, y + 4, 1, RED);
    rule(first, 20, 190, PAGE.heightMm - 20 - 1, 1, RED);
    put(first, NUMBER, RIGHT - widthOf(NUMBER, CHARACTER_MM), y + 4 + 1 + 5 + LINE_MM / 2);
    y += 4 + 1 + 5 + LINE_MM;
  } else {
    y += 2 * LINE_MM;
    if (isGeneral) {
      put(first, NUMBER, PAGE.leftMm + CHARACTER_MM, y + LINE_MM / 2);
      put(first, `签发人：${SIGNER}`, RIGHT - CHARACTER_MM - widthOf(`签发人：${SIGNER}`, CHARACTER_MM), y + LINE_MM / 2);
    } else put(first, NUMBER, CENTRE - widthOf(NUMBER, CHARACTER_MM) / 2, y + LINE_MM / 2);
    y += LINE_MM;
    if (isGeneral) rule(first, PAGE.leftMm, RIGHT, y + 4, 0.5, RED);
    y += 4.5;
  }
  // 标题, 主送
  y += 2 * LINE_MM;
  const hasTitle = format !== 'order';
  if (hasTitle) for (const line of TITLE) {
    put(first, line, CENTRE - widthOf(line, em(22)) / 2, y + em(22) / 2, 22);
    y += LINE_MM;
  }
  y += LINE_MM;
  // Rows count from the row of the last title line: one blank row below it.
  const lastTitle = first.words.at(-1) as IdealWord;
  let middle = hasTitle ? lastTitle.baseline - 0.38 * em(22) + 2 * LINE_MM : y;
  put(first, '遵义市人民政府：', PAGE.leftMm, middle);

  // 正文: a heading and one long paragraph of full lines.
  let page = first;
  let row = -1;
  const next = (): void => {
    if (row < 0) middle += LINE_MM;
    else {
      row += 1;
      middle = PAGE.topMm + (row + 0.5) * LINE_MM;
    }
    if (middle + LINE_MM / 2 > BOTTOM + 0.01) {
      page = newPage();
      row = 0;
      middle = PAGE.topMm + LINE_MM / 2;
    }
  };
  next();
  put(page, '一、起因', PAGE.leftMm + 2 * CHARACTER_MM, middle);
  const body: string[] = [];
  for (let line = 0; line < bodyLines; line += 1) {
    const letters = line === 0 ? '甲'.repeat(PAGE.characters - 2) : line === bodyLines - 1 ? '丙丙丙。' : '乙'.repeat(PAGE.characters);
    next();
    body.push(letters);
    put(page, letters, PAGE.leftMm + (line === 0 ? 2 * CHARACTER_MM : 0), middle);
  }
  // 附件说明, 署名, 成文日期, 附注
  if (hasNote) {
    next();
    next();
    put(page, NOTE, PAGE.leftMm + 2 * CHARACTER_MM, middle);
  }
  next();
  next();
  const dateRight = RIGHT - 4 * CHARACTER_MM;
  const dateCentre = dateRight - widthOf(DATE, CHARACTER_MM) / 2;
  for (const name of organs) {
    next();
    put(page, name, dateCentre - widthOf(name, CHARACTER_MM) / 2, middle);
  }
  next();
  put(page, DATE, dateRight - widthOf(DATE, CHARACTER_MM), middle);
  next();
  put(page, ANNOTATION, PAGE.leftMm + 2 * CHARACTER_MM, middle);
  // 附件
  if (hasNote) {
    const behindPage = newPage();
    put(behindPage, '附件', PAGE.leftMm, PAGE.topMm + LINE_MM / 2);
    put(behindPage, '工程预算表', CENTRE - widthOf('工程预算表', em(22)) / 2, PAGE.topMm + 2.5 * LINE_MM, 22);
    put(behindPage, '丁丁丁丁。', PAGE.leftMm + 2 * CHARACTER_MM, PAGE.topMm + 4.5 * LINE_MM);
  }
  // 版记 on an even page
  if (pages.length % 2 === 1) newPage();
  const last = pages.at(-1) as IdealPage;
  if (!isLetter) {
    rule(last, PAGE.leftMm, RIGHT, BOTTOM - 20, 0.35, BLACK);
    rule(last, PAGE.leftMm, RIGHT, BOTTOM - 10, 0.25, BLACK);
    rule(last, PAGE.leftMm, RIGHT, BOTTOM - 0.35, 0.35, BLACK);
  }
  put(last, '抄送：县水务局。', PAGE.leftMm + em(14), BOTTOM - 15, 14);
  if (!isLetter) put(last, `县政府办公室 ${DATE}印发`, PAGE.leftMm + em(14), BOTTOM - 5, 14);
  for (const [at, each] of pages.entries()) {
    if (isLetter && at === 0) continue;
    const words = `— ${at + 1} —`;
    const width = widthOf(words, em(14));
    put(each, words, at % 2 === 0 ? RIGHT - em(14) - width : PAGE.leftMm + em(14), BOTTOM + 7 - 0.03 * em(14), 14);
  }
  const facts: PaperFacts = {
    format, isUpward: isGeneral, isDuplex: true, mark: { names: organs, behind }, number: NUMBER, signers: isGeneral ? [[SIGNER]] : [], title: hasTitle ? TITLE.join('') : '', recipients: '遵义市人民政府：',
    body: [{ kind: 'heading', level: 1, text: '一、起因', isAligned: false }, { kind: 'paragraph', level: 1, text: body.join(''), isAligned: false }],
    attachmentNote: hasNote ? [NOTE] : [], signatures: organs, date: DATE, annotation: ANNOTATION,
    behind: hasNote ? [{ kind: 'attachment', level: 1, text: '工程预算表', isAligned: false }, { kind: 'paragraph', level: 1, text: '丁丁丁丁。', isAligned: false }] : [],
    hasColophon: true,
  };
  return { pdf: { pages, info: {}, isTagged: true }, facts };
}
