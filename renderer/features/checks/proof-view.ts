/** How 校对 is shown: by kind, without what the writer said is right, and all changes of several as one. */
import type { TextEdit } from '#shared/gbt9704/check/model.ts';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import { PROOF_KINDS, type ProofKind } from '#shared/gbt9704/proof/rules.ts';

export interface ProofRow {
  readonly key: string;
  readonly remark: ProofRemark;
}

export interface ProofGroup {
  readonly kind: ProofKind;
  readonly rows: readonly ProofRow[];
}

export interface ProofView {
  readonly groups: readonly ProofGroup[];
  /** What stands in the groups. */
  readonly count: number;
  /** What the writer said is right. */
  readonly hidden: number;
  /** The kinds that have something to say, and those that are off: each can be switched. */
  readonly kinds: readonly { readonly kind: ProofKind; readonly isOn: boolean; readonly count: number }[];
}

/** What is the same wherever it stands: said of one, it is said of all. */
export const wordsOf = ({ message, params = {} }: ProofRemark): string => `${message} ${JSON.stringify(params)}`;

export function proofView(remarks: readonly ProofRemark[], ignored: ReadonlySet<string>, off: readonly ProofKind[]): ProofView {
  const wanted = remarks.filter((remark) => !off.includes(remark.kind));
  const shown = wanted.filter((remark) => !ignored.has(wordsOf(remark)));
  const turns = new Map<string, number>();
  // Rows keep their key while the text above them grows.
  const rows = shown.map((remark): ProofRow => {
    const words = wordsOf(remark);
    const turn = (turns.get(words) ?? 0) + 1;
    turns.set(words, turn);
    return { key: `${words} ${turn}`, remark };
  });
  const byKind = PROOF_KINDS.map((kind) => ({ kind, isOn: !off.includes(kind), rows: rows.filter(({ remark }) => remark.kind === kind) }));
  return {
    groups: byKind.filter((group) => group.rows.length > 0), count: shown.length, hidden: wanted.length - shown.length,
    kinds: byKind.filter(({ kind, isOn }) => !isOn || remarks.some((remark) => remark.kind === kind)).map(({ kind, isOn, rows: own }) => ({ kind, isOn, count: own.length })),
  };
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
