/** 移交: who may hand over whose work at an organ, and to whom. What of it moves is in shared/workflow/hand-over.ts. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Posted } from '#shared/workflow/holders.ts';
import type { HeldPart } from '#shared/workflow/hand-over.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { holds, mayDraftFor, type Right } from './can.ts';
import { isPlatformAdmin, postsAt } from './delegation.ts';

/** Their own, where they hold a post; anybody's, also of somebody who has left, as 单位管理员 of the organ. */
export function mayHandOver(actor: Posted, from: PersonId, organId: UnitId): Right {
  const isOwn = actor.personId === from && postsAt(actor, organId).length > 0;
  return isOwn || holds(actor, 'unitAdmin', organId) ? { ok: true, rule: 'HND01' } : { ok: false, code: 'policy.denied', rule: 'HND01' };
}

export function checkReceiver(receiver: Posted, from: PersonId, organId: UnitId, org: Pick<OrgView, 'person'>): Result<null, AppError> {
  const isFit = receiver.personId !== from && org.person(receiver.personId)?.status === 'active' && postsAt(receiver, organId).length > 0 && !isPlatformAdmin(receiver);
  return isFit ? ok(null) : err(appError('handover.wrong-person', { rule: 'HND02' }));
}

/** Why a document stays where it is: all of it goes, or none. */
export const HINDRANCES = ['mayNotDraft', 'broken'] as const; // 接收人没有拟稿岗位 文件已停用待修复
export type Hindrance = (typeof HINDRANCES)[number];

export function hindranceOf(state: DocumentState, parts: readonly HeldPart[], receiver: Posted, isBroken: boolean): Hindrance | null {
  if (isBroken) return 'broken';
  return parts.includes('drafting') && !mayDraftFor(receiver, state.organId) ? 'mayNotDraft' : null;
}
