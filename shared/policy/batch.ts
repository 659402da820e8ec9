/**
 * Acts that may be done for many documents at once, each for itself: those that need an opinion at most. What signs, releases, turns down or
 * takes back is left out on purpose; it is done one by one, before the open text.
 */
import type { OrgView } from '#shared/org/model.ts';
import { rowOf } from '#shared/workflow/holders.ts';
import type { Act } from '#shared/workflow/flow.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { can, type Actor } from './can.ts';

/** In the order in which they are offered. */
export const BATCH_ACTS = ['approve', 'receive', 'read', 'note', 'register', 'print', 'report', 'complete', 'archive'] as const; // 同意 签收 已阅 已阅 登记 印制 反馈 办结 归档
export type BatchAct = (typeof BATCH_ACTS)[number];

export function batchActs(actor: Actor, state: DocumentState, org: OrgView): readonly BatchAct[] {
  const may = (action: Parameters<typeof can>[1]): boolean => can(actor, action, { kind: 'document', state }, org).ok;
  return BATCH_ACTS.filter((act) => {
    if (act === 'read') return state.direction === 'incoming' && state.stage === 'filed' && !state.readBy.includes(actor.personId) && may('document.markRead');
    const row = rowOf(state, act as Act);
    return row !== undefined && row.needs !== 'people' && !Array.isArray(row.to) && may(`document.${act}`);
  });
}

/** Whether the act names the text that its author has before them (P9). */
export const bindsText = (act: BatchAct, direction: DocumentState['direction']): boolean =>
  act === 'approve' || act === 'print' || (act === 'register' && direction === 'outgoing');

/** Whether it must not go without words, in any flow that knows it. */
export const needsWords = (act: BatchAct): boolean => act === 'report' || act === 'complete';
