/** How 校对 is shown: by kind, without what the writer said is right, and all changes of several as one. */
import type { TextEdit } from '#shared/gbt9704/check/model.ts';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import { PROOF_KINDS, type ProofKind } from '#shared/gbt9704/proof/rules.ts';

export interface ProofRow {
  readonly key: string;
  readonly remark: ProofRemark;
}

/** What is the same wherever it stands: said of one, it is said of all. */
export const wordsOf = ({ message, params = {} }: ProofRemark): string => `${message} ${JSON.stringify(params)}`;

export function proofGroups(remarks: readonly ProofRemark[], ignored: ReadonlySet<string>): { readonly groups: readonly { readonly kind: ProofKind; readonly rows: readonly ProofRow[] }[]; readonly hidden: number } {
  const shown = remarks.filter((remark) => !ignored.has(wordsOf(remark)));
  const turns = new Map<string, number>();
  // Rows keep their key while the text above them grows.
  const rows = shown.map((remark): ProofRow => {
    const words = wordsOf(remark);
    const turn = (turns.get(words) ?? 0) + 1;
    turns.set(words, turn);
    return { key: `${words} ${turn}`, remark };
  });
  return { groups: PROOF_KINDS.map((kind) => ({ kind, rows: rows.filter(({ remark }) => remark.kind === kind) })).filter((group) => group.rows.length > 0), hidden: remarks.length - shown.length };
}

/** From the end to the beginning, as the editor takes them; of two that touch each other the first is made, the other found again afterwards. */
export function editsOfAll(remarks: readonly ProofRemark[]): readonly TextEdit[] {
  const edits = remarks.flatMap(({ edits: own }) => own ?? []).toSorted((a, b) => a.index - b.index || a.start - b.start || a.end - b.end);
  const kept: TextEdit[] = [];
  for (const edit of edits) {
    const last = kept.at(-1);
    if (last === undefined || last.index !== edit.index || edit.start > last.end || (edit.start === last.end && edit.end > edit.start && last.end > last.start)) kept.push(edit);
  }
  return kept.toReversed();
}
