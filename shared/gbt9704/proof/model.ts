/**
 * 校对: what a careful reader would mark in a text, beside the rules of 行文. It only advises: nothing is stopped by it, and the writer is right.
 * Places and changes are those of the checks (../check/model.ts).
 */
import type { Params } from '#shared/i18n/index.ts';
import { placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { BlockPlace, CheckedDocument, Line, TextEdit } from '#shared/gbt9704/check/model.ts';
import type { ProofKind, ProofRule } from './rules.ts';

/** What a check found; its words are `proof.find.` and the rule. */
export interface Slip {
  readonly rule: ProofRule;
  readonly params?: Params;
  readonly place: BlockPlace;
  /** What one click changes; null where only the writer knows. */
  readonly edits: readonly TextEdit[] | null;
}

export interface ProofRemark extends Slip {
  readonly kind: ProofKind;
  readonly message: `proof.find.${ProofRule}`;
  /** The clause followed; null where it is plain sense. */
  readonly clause: string | null;
}

export type ProofCheck = (document: CheckedDocument) => readonly Slip[];

/** A form that is wrong wherever it stands, and what it should be; `right` null where only the writer knows. */
export interface Form {
  readonly rule: ProofRule;
  readonly pattern: RegExp;
  readonly right: ((match: RegExpExecArray) => string | null) | null;
}

export const inForms = (forms: readonly Form[], line: Line): readonly Slip[] => forms.flatMap(({ rule, pattern, right: rightOf }) => [...line.text.matchAll(pattern)].map((match): Slip => {
  const end = match.index + match[0].length;
  const right = rightOf?.(match) ?? null;
  return {
    rule, params: { found: match[0].trim() === '' ? '␣' : match[0], right: right ?? '', ...(match.groups?.['unit'] === undefined ? {} : { unit: match.groups['unit'] }) }, place: placeIn(line, match.index, end),
    edits: right === null ? null : [replaceIn(line, match.index, end, right)],
  };
}));
