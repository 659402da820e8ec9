import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { id } from '#tests/kit/story.ts';
import { decideDelivery, DELIVERY_ACTS, DELIVERY_STATES, evolveDelivery, isOverdue, newDelivery, shownState, TABLE, type Delivery, type DeliveryAct, type DeliveryState } from './delivery.ts';

const fresh = newDelivery(id(1), 'county01', 100, null);
const acts: { readonly [K in DeliveryAct['kind']]: DeliveryAct } = {
  receive: { kind: 'receive' }, refuse: { kind: 'refuse', reason: '主送机关有误' }, recall: { kind: 'recall' }, urge: { kind: 'urge' }, resend: { kind: 'resend', newId: id(2) },
};
function after(delivery: Delivery, act: DeliveryAct, at = 200): Delivery {
  const decided = decideDelivery(delivery, act, at);
  if (!decided.ok) throw new Error(decided.error);
  return evolveDelivery(delivery, decided.value);
}
const IN: { readonly [S in DeliveryState]: Delivery } = { awaiting: fresh, received: after(fresh, acts.receive), refused: after(fresh, acts.refuse), recalled: after(fresh, acts.recall) };

describe('one delivery', () => {
  it.each(DELIVERY_STATES.flatMap((state) => DELIVERY_ACTS.map((act) => ({ state, act, wanted: TABLE[state][act] }))))('[EXC20] $state, $act: $wanted', ({ state, act, wanted }) => {
    const decided = decideDelivery(IN[state], acts[act], 300);
    if (wanted !== 'yes') {
      expect(decided).toEqual({ ok: false, error: wanted });
      return;
    }
    if (!decided.ok) throw new Error(decided.error);
    const next = evolveDelivery(IN[state], decided.value);
    const expected: { readonly [A in DeliveryAct['kind']]: Partial<Delivery> } = {
      receive: { state: 'received', at: 300 }, refuse: { state: 'refused', at: 300, reason: '主送机关有误' }, recall: { state: 'recalled', at: 300 },
      urge: { state: 'awaiting', at: 100, urgedCount: 1, urgedAt: 300 }, resend: { state, replacedBy: id(2) },
    };
    expect(next).toEqual({ ...IN[state], ...expected[act] });
  });

  it('[EXC20] nothing is sent back without a reason; what was sent again is not sent again', () => {
    expect(decideDelivery(fresh, { kind: 'refuse', reason: ' \n' }, 1)).toEqual({ ok: false, error: 'no-reason' });
    const resent = after(IN.refused, acts.resend);
    expect(decideDelivery(resent, acts.resend, 1)).toEqual({ ok: false, error: 'resent-already' });
    expect(newDelivery(id(2), 'county01', 400, id(1))).toMatchObject({ state: 'awaiting', replaces: id(1), replacedBy: null });
  });

  it('[EXC20] whatever is asked in whatever order: signed for once at most, and nothing happens to it afterwards', () => {
    const act = fc.constantFrom(...Object.values(acts));
    fc.assert(fc.property(fc.array(act, { maxLength: 12 }), (asked) => {
      let delivery = fresh;
      for (const [at, one] of asked.entries()) {
        const before = delivery;
        const decided = decideDelivery(delivery, one, at);
        if (decided.ok) delivery = evolveDelivery(delivery, decided.value);
        if (before.state === 'received') expect(delivery).toBe(before);
        if (before.state !== 'awaiting') expect(delivery.state).toBe(before.state);
      }
    }));
  });

  it('[EXC21] 超时 is what the clock says of one that waits, and is stored nowhere', () => {
    expect(isOverdue('awaiting', 500, 500)).toBe(false);
    expect(shownState('awaiting', 500, 501)).toBe('overdue');
    expect(shownState('awaiting', null, 501)).toBe('awaiting');
    for (const state of ['received', 'refused', 'recalled'] as const) expect(shownState(state, 500, 900)).toBe(state);
    expect(Object.keys(fresh).some((key) => /overdue|dueAt/u.test(key))).toBe(false);
  });
});
