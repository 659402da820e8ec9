/**
 * 校对: what a careful reader would mark in a text, beside the rules of 行文. It only advises: nothing is stopped by it, and the writer is right.
 * Places and changes are those of the checks (../check/model.ts).
 */
import type { MessageKey, Params } from '#shared/i18n/index.ts';
import type { BlockPlace, CheckedDocument, TextEdit } from '#shared/gbt9704/check/model.ts';

export const PROOF_KINDS = ['word', 'repeat', 'punctuation', 'pair', 'number', 'date', 'name'] as const; // 错别字 重复 标点 成对符号 数字 日期 简称与名称
export type ProofKind = (typeof PROOF_KINDS)[number];
export type ProofMessage = Extract<MessageKey, `proof.find.${string}`>;

export interface ProofRemark {
  readonly kind: ProofKind;
  readonly message: ProofMessage;
  readonly params?: Params;
  readonly place: BlockPlace;
  /** What one click changes; null where only the writer knows. */
  readonly edits: readonly TextEdit[] | null;
}

export type ProofCheck = (document: CheckedDocument) => readonly ProofRemark[];
