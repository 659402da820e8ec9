/**
 * A printed file held against GB/T 9704-2012: every number of the standard that the file shows is taken from it and compared. Pure: the same file and facts give the same
 * report. What the document has and the pages do not show is named; a rule whose part the document does not have counts nothing.
 */
import type { PaperFacts } from './facts.ts';
import type { MeasuredPdf } from './measured.ts';
import { isOff, type AuditRow, type Measurement } from './model.ts';
import { PAGE_RULES } from './page-rules.ts';
import { PART_RULES } from './part-rules.ts';
import { readPaper } from './read-paper.ts';

export const AUDIT_RULES = { ...PAGE_RULES, ...PART_RULES };
export type AuditRuleId = keyof typeof AUDIT_RULES;

export interface Audit {
  readonly pages: number;
  readonly rows: readonly AuditRow<AuditRuleId>[];
  /** How many numbers were taken in all. */
  readonly count: number;
  readonly missing: readonly string[];
  /** Faces as the file names them, without a subset's tag. */
  readonly fonts: readonly string[];
  readonly isTagged: boolean;
}

const distance = ({ value, wanted, tolerance }: Measurement): number => Math.abs(value - wanted) / (tolerance + Number.EPSILON);

export function auditPaper(pdf: MeasuredPdf, facts: PaperFacts): Audit {
  const paper = readPaper(pdf, facts);
  const rows = (Object.entries(AUDIT_RULES)).map(([rule, { clause, unit, measure }]): AuditRow<AuditRuleId> => {
    const taken = measure(paper);
    const worst = taken.reduce<Measurement | null>((far, each) => (far === null || distance(each) > distance(far) ? each : far), null);
    return { rule: rule as AuditRuleId, clause, unit, count: taken.length, worst, off: taken.filter(isOff) };
  });
  const fonts = new Set(pdf.pages.flatMap(({ words }) => words.map(({ font }) => font.replace(/^[A-Z]{6}\+/u, ''))));
  return { pages: pdf.pages.length, rows, count: rows.reduce((sum, { count }) => sum + count, 0), missing: paper.missing, fonts: [...fonts].toSorted(), isTagged: pdf.isTagged };
}
