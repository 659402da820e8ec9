/** How findings are shown: in groups by what they do to the document, each with what can be done about it. */
import { SEVERITIES, type Finding, type Place, type Severity, type TextEdit } from '#shared/gbt9704/check/model.ts';
import { metaEdits, textEdits } from '#shared/gbt9704/check/mend.ts';
import type { MetaKey } from '#shared/doc/shape.ts';

export interface FindingRow {
  readonly key: string;
  readonly finding: Finding;
  /** Where it stands in the text; null for what the text does not hold. */
  readonly place: Extract<Place, { readonly kind: 'block' }> | null;
  /** What one click changes in the text and in the fields beside it; null when there is nothing, or it is not the drafter's to change there. */
  readonly mend: { readonly texts: readonly TextEdit[]; readonly metas: readonly (readonly [key: MetaKey, value: string])[] } | null;
}

export interface FindingGroup {
  readonly severity: Severity;
  readonly rows: readonly FindingRow[];
}

export function findingGroups(findings: readonly Finding[], canWrite: boolean): readonly FindingGroup[] {
  const seen = new Map<string, number>();
  const rows = findings.map((finding): FindingRow => {
    const { rule, message, place, mend } = finding;
    const name = `${rule} ${message}`;
    const turn = (seen.get(name) ?? 0) + 1;
    seen.set(name, turn);
    // Rows keep their key while the text above them grows, so that focus stays where it is.
    const metas = canWrite && mend !== null ? metaEdits(mend) : null;
    return { key: `${name} ${turn}`, finding, place: place.kind === 'block' ? place : null, mend: metas === null || mend === null ? null : { texts: textEdits(mend), metas } };
  });
  return SEVERITIES.map((severity) => ({ severity, rows: rows.filter(({ finding }) => finding.severity === severity) })).filter((group) => group.rows.length > 0);
}

/** The colour of the badge is that of the worst. */
export const worstSeverity = (findings: readonly Finding[]): Severity | null => SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null;
