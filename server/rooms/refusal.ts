/** Why somebody may not write a document now, or null: their right first, then what keeps everybody from it. */
import type { ErrorCode } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { RoomDeps } from './room.ts';

export function refusalOf(actor: Actor, state: DocumentState, docId: DocId, isFull: boolean, deps: Pick<RoomDeps, 'org' | 'storage' | 'breaker' | 'secrecy'>): ErrorCode | null {
  const right = can(actor, 'document.edit', { kind: 'document', state }, deps.org());
  if (!right.ok) return right.code;
  const health = deps.storage.health();
  if (health.kind !== 'ok') return health.code;
  if (deps.breaker.isBroken(docId)) return 'document.broken';
  if (deps.secrecy.isClosed(docId)) return 'document.classified';
  return isFull ? 'document.too-large' : null;
}
