import { describe, expect, it } from 'vitest';
import type { DocId, OpId } from '#shared/base/ids.ts';
import type { Command } from '#shared/workflow/command.ts';
import { afterRestart, reduceOutbox, sendable, unsentOf, type Outbox, type OutboxEntry, type OutboxEvent } from './outbox.ts';

const doc = (n: number): DocId => n.toString(16).padStart(32, '0') as DocId;
const op = (n: number): OpId => (n + 1000).toString(16).padStart(32, '0') as OpId;
const submit = (n: number, docId: DocId): Command => ({ kind: 'submit', opId: op(n), docId, claimedAt: n, stepNo: 0, contentHash: 'a'.repeat(64), opinion: '', people: [], dueAt: null, reasons: {} });
const receive = (n: number, docId: DocId): Command => ({ kind: 'receive', opId: op(n), docId, claimedAt: n, stepNo: 0 });
const entry = (command: Command): OutboxEntry => ({ command, title: '', effects: [], state: 'waiting', error: null, takenAt: command.claimedAt });
const run = (...events: readonly OutboxEvent[]): Outbox => events.reduce(reduceOutbox, [] as Outbox);
const taken = (command: Command): OutboxEvent => ({ kind: 'taken', entry: entry(command) });
const states = (outbox: Outbox): readonly string[] => outbox.map((item) => `${item.command.opId === op(1) ? 1 : item.command.opId === op(2) ? 2 : 3}:${item.state}`);

describe('outbox', () => {
  it('[OUT02] sends one act of a document at a time, in the order taken, and documents side by side', () => {
    const outbox = run(taken(receive(1, doc(1))), taken(submit(2, doc(1))), taken(receive(3, doc(2))));
    expect(sendable(outbox, () => true).map((item) => item.command.opId)).toEqual([op(1), op(3)]);
    const sending = reduceOutbox(outbox, { kind: 'sent', opIds: [op(1)] });
    expect(sendable(sending, () => true).map((item) => item.command.opId)).toEqual([op(3)]);
    const judged = reduceOutbox(sending, { kind: 'judged', outcome: { opId: op(1), docId: doc(1), status: 'accepted', seq: 1 } });
    expect(sendable(judged, () => true).map((item) => item.command.opId)).toEqual([op(2), op(3)]);
  });

  it('[OUT02] an act whose text is not at the server holds back the acts behind it', () => {
    const outbox = run(taken(submit(1, doc(1))), taken(receive(2, doc(1))));
    expect(sendable(outbox, (item) => item.command.kind !== 'submit')).toEqual([]);
  });

  it('[OUT03] a lost answer and a restart send the same op id again', () => {
    const lost = run(taken(submit(1, doc(1))), { kind: 'sent', opIds: [op(1)] }, { kind: 'lost', opIds: [op(1)] });
    expect(states(lost)).toEqual(['1:waiting']);
    const restarted = afterRestart(run(taken(submit(1, doc(1))), { kind: 'sent', opIds: [op(1)] }));
    expect(sendable(restarted, () => true).map((item) => item.command.opId)).toEqual([op(1)]);
  });

  it('[OUT04] refused and reconfirm stay with their reason until dismissed', () => {
    const error = { code: 'workflow.stale-content' as const, message: 'm', rule: 'WF09' };
    const judged = run(taken(submit(1, doc(1))), { kind: 'judged', outcome: { opId: op(1), docId: doc(1), status: 'reconfirm', error } });
    expect(judged).toHaveLength(1);
    expect(judged[0]).toMatchObject({ state: 'reconfirm', error: { code: 'workflow.stale-content', rule: 'WF09' } });
    expect(unsentOf(judged, doc(1))).toEqual([]);
    expect(reduceOutbox(judged, { kind: 'dismissed', opId: op(1) })).toEqual([]);
  });

  it('[OUT04] what waits or is on its way cannot be dismissed', () => {
    const waiting = run(taken(submit(1, doc(1))), { kind: 'dismissed', opId: op(1) });
    expect(states(waiting)).toEqual(['1:waiting']);
  });

  it('[OUT05] acting again replaces the judged act of the same kind, and only that', () => {
    const error = { code: 'workflow.stale-content' as const, message: 'm' };
    const again = run(
      taken(submit(1, doc(1))), { kind: 'judged', outcome: { opId: op(1), docId: doc(1), status: 'reconfirm', error } },
      taken(receive(3, doc(1))), taken(submit(2, doc(1))),
    );
    expect(states(again)).toEqual(['3:waiting', '2:waiting']);
  });

  it('[OUT05] the same op id is taken once', () => {
    expect(run(taken(submit(1, doc(1))), taken(submit(1, doc(1))))).toHaveLength(1);
  });
});
