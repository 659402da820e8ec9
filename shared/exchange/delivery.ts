/**
 * The life of one delivery: a document that was sent to one unit and waits to be signed for.
 *   awaiting 未签收 ─ receive ─▶ received 已签收
 *                  ├ refuse ──▶ refused 退回, with its reason
 *                  ├ recall ──▶ recalled 撤回, only while nobody has signed
 *                  └ urge ────▶ awaiting 催收: counted, with its last time
 *   refused, recalled ─ resend ─▶ a new delivery that names this one (补发); once
 * 超时 is what the clock says of one that waits; it is computed where it is shown and stored nowhere.
 */
import type { DocId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { err, ok, unreachable, type Result } from '#shared/base/result.ts';

export const DELIVERY_STATES = ['awaiting', 'received', 'refused', 'recalled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  /** The receiver's copy has the same id: one delivery, one copy. */
  readonly id: DocId;
  readonly organId: UnitId;
  readonly state: DeliveryState;
  /** When it came into this state. */
  readonly at: EpochMs;
  /** Of a refusal. */
  readonly reason: string;
  readonly urgedCount: number;
  readonly urgedAt: EpochMs | null;
  /** 补发: the delivery that this one replaces, and the one that has replaced it. */
  readonly replaces: DocId | null;
  readonly replacedBy: DocId | null;
}

export const DELIVERY_ACTS = ['receive', 'refuse', 'recall', 'urge', 'resend'] as const;
export type DeliveryActKind = (typeof DELIVERY_ACTS)[number];

export type DeliveryAct =
  | { readonly kind: 'receive' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'recall' }
  | { readonly kind: 'urge' }
  | { readonly kind: 'resend'; readonly newId: DocId };

export type DeliveryEvent =
  | { readonly kind: 'received'; readonly at: EpochMs }
  | { readonly kind: 'refused'; readonly at: EpochMs; readonly reason: string }
  | { readonly kind: 'recalled'; readonly at: EpochMs }
  | { readonly kind: 'urged'; readonly at: EpochMs }
  | { readonly kind: 'resent'; readonly newId: DocId };

/** Why an act does not happen. */
export const DELIVERY_REFUSALS = ['signed-for', 'sent-back', 'recalled', 'still-awaiting', 'resent-already', 'no-reason'] as const;
export type DeliveryRefusal = (typeof DELIVERY_REFUSALS)[number];

/** The whole machine: what each act does in each state, or why it does not. */
export const TABLE: { readonly [S in DeliveryState]: { readonly [A in DeliveryActKind]: 'yes' | DeliveryRefusal } } = {
  awaiting: { receive: 'yes', refuse: 'yes', recall: 'yes', urge: 'yes', resend: 'still-awaiting' },
  received: { receive: 'signed-for', refuse: 'signed-for', recall: 'signed-for', urge: 'signed-for', resend: 'signed-for' },
  refused: { receive: 'sent-back', refuse: 'sent-back', recall: 'sent-back', urge: 'sent-back', resend: 'yes' },
  recalled: { receive: 'recalled', refuse: 'recalled', recall: 'recalled', urge: 'recalled', resend: 'yes' },
};

export function decideDelivery(delivery: Delivery, act: DeliveryAct, at: EpochMs): Result<DeliveryEvent, DeliveryRefusal> {
  const answer = TABLE[delivery.state][act.kind];
  if (answer !== 'yes') return err(answer);
  switch (act.kind) {
    case 'receive': return ok({ kind: 'received', at });
    case 'refuse': return act.reason.trim() === '' ? err('no-reason') : ok({ kind: 'refused', at, reason: act.reason.trim() });
    case 'recall': return ok({ kind: 'recalled', at });
    case 'urge': return ok({ kind: 'urged', at });
    case 'resend': return delivery.replacedBy === null ? ok({ kind: 'resent', newId: act.newId }) : err('resent-already');
    default: return unreachable(act);
  }
}

export function evolveDelivery(delivery: Delivery, event: DeliveryEvent): Delivery {
  switch (event.kind) {
    case 'received': return { ...delivery, state: 'received', at: event.at };
    case 'refused': return { ...delivery, state: 'refused', at: event.at, reason: event.reason };
    case 'recalled': return { ...delivery, state: 'recalled', at: event.at };
    case 'urged': return { ...delivery, urgedCount: delivery.urgedCount + 1, urgedAt: event.at };
    case 'resent': return { ...delivery, replacedBy: event.newId };
    default: return unreachable(event);
  }
}

export const newDelivery = (id: DocId, organId: UnitId, at: EpochMs, replaces: DocId | null): Delivery =>
  ({ id, organId, state: 'awaiting', at, reason: '', urgedCount: 0, urgedAt: null, replaces, replacedBy: null });

/** What a board shows: a state, or 超时 for one that should have been signed for. */
export const SHOWN_STATES = ['awaiting', 'overdue', 'received', 'refused', 'recalled'] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

export const isOverdue = (state: DeliveryState, dueAt: EpochMs | null, now: EpochMs): boolean => state === 'awaiting' && dueAt !== null && now > dueAt;
export const shownState = (state: DeliveryState, dueAt: EpochMs | null, now: EpochMs): ShownState => (isOverdue(state, dueAt, now) ? 'overdue' : state);
