/**
 * One act for many documents, one after the other, each with the hash of its own text. Owns the order, what is asked of each and what became of it;
 * a text that is not on this machine is told as such and never guessed at (P9).
 */
import type { AppError } from '#shared/base/errors.ts';
import type { ActRequest, DeskItem } from '#shared/ipc/contract.ts';
import type { Office } from '#shared/ipc/office.ts';
import { bindsText, type BatchAct } from '#shared/policy/batch.ts';

export type BatchTarget = Pick<DeskItem, 'docId' | 'title' | 'direction' | 'acts'>;

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly error: AppError }
  /** The act names a text, and it is not on this machine. */
  | { readonly kind: 'noText' };

export interface Handled {
  readonly target: BatchTarget;
  readonly outcome: Outcome;
}

export async function actOn(call: Office['call'], act: BatchAct, target: BatchTarget, opinion: string): Promise<Outcome> {
  let contentHash: string | null = null;
  if (bindsText(act, target.direction)) {
    const page = await call('document.get', { docId: target.docId });
    if (!page.ok) return { kind: 'refused', error: page.error };
    if (page.value.contentHash === null) return { kind: 'noText' };
    contentHash = page.value.contentHash;
  }
  const answer = await call('document.act', requestFor(act, target.docId, opinion, contentHash));
  if (!answer.ok) return { kind: 'refused', error: answer.error };
  const { state, error } = answer.value;
  return state === 'refused' || state === 'reconfirm' ? { kind: 'refused', error: error ?? { code: 'policy.denied' } } : { kind: 'done' };
}

/** Until all are handled or somebody says stop; each is told as it comes. */
export async function actOnAll(call: Office['call'], act: BatchAct, targets: readonly BatchTarget[], opinion: string, onHandled: (handled: Handled) => void, isStopped: () => boolean): Promise<void> {
  for (const target of targets) {
    if (isStopped()) return;
    onHandled({ target, outcome: await actOn(call, act, target, opinion) });
  }
}

export function requestFor(act: BatchAct, docId: string, opinion: string, contentHash: string | null): ActRequest {
  const hash = contentHash ?? '';
  switch (act) {
    case 'read': case 'receive': case 'archive': return { kind: act, docId };
    case 'note': case 'report': case 'complete': return { kind: act, docId, opinion };
    case 'approve': return { kind: act, docId, contentHash: hash, opinion, people: [] };
    case 'print': return { kind: act, docId, contentHash: hash, opinion };
    case 'register': return { kind: act, docId, contentHash, opinion, reserved: null };
  }
}

/** What the selection offers: each act with how many can take it, in the order of acts. */
export function offeredFor(targets: readonly BatchTarget[], acts: readonly BatchAct[]): readonly { readonly act: BatchAct; readonly count: number }[] {
  return acts.map((act) => ({ act, count: targets.filter((target) => target.acts.includes(act)).length })).filter(({ count }) => count > 0);
}
