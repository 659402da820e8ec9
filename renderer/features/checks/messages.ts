/** What the page and its checking worker tell each other. The worker keeps a copy of the text by the same updates that everybody gets. */
import type { StateOfDraft } from '#shared/gbt9704/check/checked-document.ts';
import type { DocumentFacts, Finding, OrgTies } from '#shared/gbt9704/check/model.ts';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import type { Unit } from '#shared/org/model.ts';

export interface DraftFacts {
  readonly state: StateOfDraft;
  readonly extras: Partial<DocumentFacts>;
  /** The organs of the document with everything above them, as far as this machine knows. */
  readonly units: readonly Unit[];
  readonly ties: { readonly [organId: string]: OrgTies };
}

export type ToWorker =
  | { readonly kind: 'text'; readonly update: Uint8Array }
  | { readonly kind: 'facts'; readonly facts: DraftFacts };

export interface FromWorker {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
  /** 校对 of the same text. */
  readonly remarks: readonly ProofRemark[];
}
