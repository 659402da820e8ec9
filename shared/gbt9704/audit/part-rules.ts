/** Rules about the parts of a 公文: 版头, 标题, 主送, 正文, 附件说明, 署名 and 成文日期, 附注, 附件, 版记. */
import { CHARACTER_MM, LINE_MM, MARK_TOP_MM, PAGE, PT_PER_MM, RED_RULE_GAP_MM, RULES_MM, TYPE } from '#shared/gbt9704/layout/measures.ts';
import type { AuditRule, Measurement } from './model.ts';
import { measured, TOLERANCE_MM } from './page-rules.ts';
import type { Found, FoundPart, Line, ReadPaper } from './read-paper.ts';

const RIGHT_MM = PAGE.leftMm + PAGE.textWidthMm;
const CENTRE_MM = PAGE.leftMm + PAGE.textWidthMm / 2;
const SIZE_TOLERANCE_PT = 0.3;
const RULE_TOLERANCE_MM = 0.05;
/** A head stands where its face has its edge; faces differ by this much. */
const MARK_TOLERANCE_MM = 1;
/** Lines of a letter's head: its number stands 7/8 of a letter below the rule. */
const LETTER = { markTopMm: 30, ruleMm: 170, footMm: 20, gapMm: 4 } as const;
const ORDER_TOP_MM = 20;

const first = ({ lines }: Found): Line => lines[0] as Line;
const last = ({ lines }: Found): Line => lines.at(-1) as Line;
/** Upper edge of the row of 28.99 pt in which a line stands. */
const rowTop = (line: Line): number => line.middle - LINE_MM / 2;
/** The first lines of paragraphs; the second line for what goes back to the edge. */
const paragraphs = ({ body, behind }: ReadPaper): readonly FoundPart[] => [...body, ...behind].filter(({ part }) => part.kind === 'paragraph' && !part.isAligned);
const headings = ({ body, behind }: ReadPaper): readonly FoundPart[] => [...body, ...behind].filter(({ part }) => part.kind === 'heading');
const attachmentTitles = ({ behind }: ReadPaper): readonly FoundPart[] => behind.filter(({ part }) => part.kind === 'attachment');
const centred = (found: Found): readonly Measurement[] => found.lines.map((line) => measured(line, line.text, (line.left + line.right) / 2, CENTRE_MM));
const sized = (lines: readonly Line[], sizePt: number): readonly Measurement[] => lines.map((line) => measured(line, line.text, line.sizePt, sizePt, SIZE_TOLERANCE_PT));
/** Blank rows between two lines of the same page. */
const rowsBetween = (above: Line, below: Line): number => (below.middle - above.middle) / LINE_MM - 1;
const blank = (above: Line | undefined, below: Found | null, rows: number): readonly Measurement[] =>
  (above === undefined || below === null || above.page !== first(below).page ? [] : [measured(first(below), below.text, rowsBetween(above, first(below)), rows, 0.3)]);
const isGeneral = ({ facts }: ReadPaper): boolean => facts.format === 'general' || facts.format === 'minutes';
const isLetter = ({ facts }: ReadPaper): boolean => facts.format === 'letter';
/** Above this line on the same page. */
const lineBefore = (paper: ReadPaper, found: Found | null): Line | undefined => (found === null ? undefined : paper.lines.filter((line) => line.page === first(found).page && line.middle < first(found).middle - 1).at(-1));

export const PART_RULES = {
  markTop: {
    clause: '7.2.4', unit: 'mm',
    measure: ({ mark: [line], facts }) => {
      if (line === undefined) return [];
      const top = Math.min(...line.words.map((word) => word.top));
      const wanted = facts.format === 'letter' ? LETTER.markTopMm : PAGE.topMm + (facts.format === 'order' ? ORDER_TOP_MM : MARK_TOP_MM);
      return [measured(line, line.text, top, wanted, MARK_TOLERANCE_MM)];
    },
  },
  markCentred: {
    clause: '7.2.4', unit: 'mm',
    measure: ({ mark, facts }) => (mark.length === 0 || facts.mark.names.length > 1 ? [] : [measured(mark[0] as Line, facts.mark.names.join(''), (Math.min(...mark.map(({ left }) => left)) + Math.max(...mark.map(({ right }) => right))) / 2, CENTRE_MM, 1)]),
  },
  // 联合行文: as wide as each other, 主办 first.
  markJoint: {
    clause: '7.2.4', unit: 'mm',
    measure: ({ mark, facts }) => {
      if (facts.mark.names.length < 2) return [];
      const names = mark.map(({ words, page }) => words.filter(({ text }) => !'文件'.includes(text.trim())).map((word) => ({ ...word, page }))).filter((words) => words.length > 0);
      const edge = names[0]?.at(-1)?.right ?? 0;
      return names.map((words, at) => measured(words[0] as Line['words'][number] & { readonly page: number }, facts.mark.names[at] ?? '', words.at(-1)?.right ?? 0, edge));
    },
  },
  numberBelowMark: {
    clause: '7.2.5', unit: 'mm',
    measure: (paper) => {
      const { mark, number, signers: [signer] } = paper;
      const lowest = mark.at(-1);
      // Several lines of 签发人 begin above the number.
      const below = signer ?? number;
      if (lowest === undefined || below === null || !isGeneral(paper)) return [];
      const bottom = Math.max(...lowest.words.map((word) => word.top + word.sizePt / PT_PER_MM));
      return [measured(first(below), below.text, rowTop(first(below)) - bottom, 2 * LINE_MM, 1.5)];
    },
  },
  numberPlace: {
    clause: '7.2.5', unit: 'mm',
    measure: (paper) => {
      const { number, facts } = paper;
      if (number === null) return [];
      const signerNames = new Set(facts.signers.flat());
      const words = first(number).words.filter(({ text }) => !text.includes('签发人') && !signerNames.has(text.trim()));
      const left = Math.min(...words.map((word) => word.left));
      if (isLetter(paper)) return [measured(first(number), number.text, first(number).right, RIGHT_MM, 1)];
      if (facts.isUpward && facts.format === 'general') return [measured(first(number), number.text, left - PAGE.leftMm, CHARACTER_MM)];
      return [measured(first(number), number.text, (first(number).left + first(number).right) / 2, CENTRE_MM)];
    },
  },
  signerPlace: { clause: '7.2.6', unit: 'mm', measure: ({ signers: [top] }) => (top === undefined ? [] : [measured(first(top), top.text, RIGHT_MM - first(top).right, CHARACTER_MM)]) },
  signerLine: { clause: '7.2.6', unit: 'mm', measure: ({ signers, number }) => signers.slice(-1).flatMap((found) => (number === null ? [] : [measured(last(found), found.text, last(found).middle - first(number).middle, 0)])) },
  redRuleWidth: {
    clause: '7.2.7', unit: 'mm',
    measure: (paper) => paper.redRules.map(({ left, right }) => measured({ page: 0 }, '', right - left, isLetter(paper) ? LETTER.ruleMm : PAGE.textWidthMm)),
  },
  redRuleCentred: {
    clause: '7.2.7', unit: 'mm',
    measure: (paper) => paper.redRules.map(({ left, right }) => measured({ page: 0 }, '', (left + right) / 2, isLetter(paper) ? PAGE.widthMm / 2 : CENTRE_MM)),
  },
  redRuleGap: {
    clause: '7.2.7', unit: 'mm',
    measure: (paper) => {
      const [rule] = paper.redRules;
      if (rule === undefined) return [];
      if (isLetter(paper)) {
        const lowest = paper.mark.at(-1);
        return lowest === undefined ? [] : [measured(lowest, lowest.text, rule.top - Math.max(...lowest.words.map((word) => word.top + word.sizePt / PT_PER_MM)), LETTER.gapMm, MARK_TOLERANCE_MM)];
      }
      if (paper.number === null || !isGeneral(paper)) return [];
      return [measured(last(paper.number), paper.number.text, rule.top - (rowTop(last(paper.number)) + LINE_MM), RED_RULE_GAP_MM)];
    },
  },
  letterFoot: {
    clause: '10.1', unit: 'mm',
    measure: (paper) => (!isLetter(paper) || paper.redRules.length === 0 ? [] : [measured({ page: 0 }, '', PAGE.heightMm - (paper.redRules.at(-1)?.bottom ?? 0), LETTER.footMm, 1)]),
  },
  titleSize: { clause: '7.3.1', unit: 'pt', measure: ({ title }) => (title === null ? [] : sized(title.lines, TYPE.titlePt)) },
  titleCentred: { clause: '7.3.1', unit: 'mm', measure: ({ title }) => (title === null ? [] : centred(title)) },
  titleBelowRule: {
    clause: '7.3.1', unit: 'mm',
    measure: (paper) => {
      const rule = paper.redRules[0];
      if (rule === undefined || paper.title === null || !isGeneral(paper)) return [];
      const line = first(paper.title);
      return [measured(line, paper.title.text, line.middle - TYPE.titlePt / PT_PER_MM / 2 - rule.bottom, 2 * LINE_MM, LINE_MM / 3)];
    },
  },
  recipientsPlace: { clause: '7.3.2', unit: 'mm', measure: ({ recipients }) => (recipients === null ? [] : recipients.lines.map((line) => measured(line, line.text, line.left, PAGE.leftMm))) },
  recipientsBelowTitle: { clause: '7.3.2', unit: 'line', measure: ({ title, recipients }) => blank(title?.lines.at(-1), recipients, 1) },
  indent: { clause: '7.3.3', unit: 'mm', measure: (paper) => paragraphs(paper).map((found) => measured(first(found), found.text, first(found).left - PAGE.leftMm, 2 * CHARACTER_MM)) },
  headingIndent: {
    clause: '7.3.3', unit: 'mm',
    measure: (paper) => headings(paper).map((found) => measured(first(found), found.text, first(found).left - PAGE.leftMm, 2 * CHARACTER_MM)),
  },
  bodyOnFirst: { clause: '7.3.3', unit: 'page', measure: ({ body }) => (body[0] === undefined ? [] : [measured({ page: 0 }, body[0].text, first(body[0]).page + 1, 1, 0)]) },
  notePlace: { clause: '7.3.4', unit: 'mm', measure: ({ attachmentNote: [note] }) => (note === undefined ? [] : [measured(first(note), note.text, first(note).left - PAGE.leftMm, 2 * CHARACTER_MM)]) },
  noteBelowText: { clause: '7.3.4', unit: 'line', measure: (paper) => (paper.attachmentNote[0] === undefined ? [] : blank(lineBefore(paper, paper.attachmentNote[0]), paper.attachmentNote[0], 1)) },
  // 加盖印章: the date four letters from the right, the organ over its middle.
  datePlace: { clause: '7.3.5.1', unit: 'mm', measure: ({ date, signatures }) => {
    if (date === null) return [];
    // A name longer than that leaves room for keeps to the 版心, and the date to its middle.
    const width = ({ left, right }: Line): number => right - left;
    const longest = Math.max(0, ...signatures.map((found) => width(first(found))));
    return [measured(last(date), date.text, RIGHT_MM - last(date).right, Math.max(4 * CHARACTER_MM, (longest - width(last(date))) / 2), 1)];
  } },
  signatureCentred: {
    clause: '7.3.5.1', unit: 'mm',
    measure: ({ date, signatures }) => (date === null || signatures.length !== 1 ? [] : signatures.map((found) => measured(first(found), found.text, (first(found).left + first(found).right) / 2, (first(date).left + first(date).right) / 2))),
  },
  // 此页无正文 is no way out: text stands on the page of 署名 and date.
  signatureWithText: {
    clause: '7.3.5.4', unit: 'page',
    measure: ({ body, signatures: [signature] }) => (signature === undefined || body.length === 0 ? [] : [measured(first(signature), signature.text, Math.max(...body.map((found) => last(found).page)) + 1, first(signature).page + 1, 0)]),
  },
  annotationPlace: { clause: '7.3.6', unit: 'mm', measure: ({ annotation }) => (annotation === null ? [] : [measured(first(annotation), annotation.text, first(annotation).left - PAGE.leftMm, 2 * CHARACTER_MM)]) },
  attachmentTop: {
    clause: '7.3.7', unit: 'mm',
    measure: (paper) => attachmentTitles(paper).flatMap((found) => {
      const top = paper.lines.find((line) => line.page === first(found).page);
      return top === undefined ? [] : [measured(top, top.text, rowTop(top), PAGE.topMm, 1)];
    }),
  },
  attachmentLabel: {
    clause: '7.3.7', unit: 'mm',
    measure: (paper) => attachmentTitles(paper).flatMap((found) => {
      const top = paper.lines.find((line) => line.page === first(found).page);
      // Where no 附件 stands on top of the page, its title does: not at the edge.
      return top === undefined ? [] : [measured(top, top.text, top.left, PAGE.leftMm)];
    }),
  },
  attachmentCentred: { clause: '7.3.7', unit: 'mm', measure: (paper) => attachmentTitles(paper).flatMap(centred) },
  colophonFace: { clause: '7.4', unit: 'page', measure: ({ facts, pdf }) => (facts.hasColophon && facts.isDuplex && facts.format !== 'letter' ? [measured({ page: pdf.pages.length - 1 }, '', pdf.pages.length % 2, 0, 0)] : []) },
  colophonBottom: { clause: '7.4.1', unit: 'mm', measure: ({ colophonRules, pdf }) => (colophonRules.length === 0 ? [] : [measured({ page: pdf.pages.length - 1 }, '', colophonRules.at(-1)?.bottom ?? 0, PAGE.topMm + PAGE.textHeightMm)]) },
  colophonWidth: { clause: '7.4.1', unit: 'mm', measure: ({ colophonRules, pdf }) => colophonRules.map(({ left, right }) => measured({ page: pdf.pages.length - 1 }, '', right - left, PAGE.textWidthMm)) },
  colophonRule: {
    clause: '7.4.1', unit: 'mm',
    measure: ({ colophonRules, pdf }) => colophonRules.map(({ top, bottom }, at) => measured({ page: pdf.pages.length - 1 }, '', bottom - top, at === 0 || at === colophonRules.length - 1 ? RULES_MM.outer : RULES_MM.inner, RULE_TOLERANCE_MM)),
  },
  colophonSize: { clause: '7.4.2', unit: 'pt', measure: ({ colophon }) => sized(colophon, TYPE.smallPt) },
  colophonIndent: { clause: '7.4.2', unit: 'mm', measure: ({ colophon, colophonRules }) => (colophonRules.length === 0 ? [] : colophon.slice(0, 1).map((line) => measured(line, line.text, line.left - PAGE.leftMm, TYPE.smallPt / PT_PER_MM, TOLERANCE_MM))) },
} as const satisfies Record<string, AuditRule>;
