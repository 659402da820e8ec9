import { describe, expect, it } from 'vitest';
import { createAckTracker } from './ack-tracker.ts';

describe('ack tracker', () => {
  it('[REP05] an edit is durable when the message that carried it is', () => {
    const acks = createAckTracker();
    acks.socketOpened();
    acks.sentAll();
    acks.applied(); acks.sentNewest();
    acks.applied(); acks.sentNewest();
    expect(acks.durable(1)).toBe(0);
    expect(acks.durable(2)).toBe(1);
    expect(acks.durable(3)).toBe(2);
  });

  it('[REP05] an update does not cover edits made before it that were never sent', () => {
    const acks = createAckTracker();
    acks.applied(); acks.applied();
    acks.socketOpened();
    acks.applied(); acks.sentNewest();
    expect(acks.durable(1)).toBe(0);
    acks.sentAll();
    expect(acks.durable(2)).toBe(3);
  });

  it('[REP05] a new socket starts from what was durable, not from what was sent', () => {
    const acks = createAckTracker();
    acks.socketOpened();
    acks.applied(); acks.sentNewest();
    acks.socketOpened();
    acks.applied(); acks.sentNewest();
    expect(acks.durable(1)).toBe(0);
    acks.sentAll();
    expect(acks.durable(2)).toBe(2);
  });

  it('[REP05] after a resync only the full exchange counts', () => {
    const acks = createAckTracker();
    acks.socketOpened();
    acks.applied(); acks.sentNewest();
    acks.inDoubt();
    acks.applied(); acks.sentNewest();
    expect(acks.durable(2)).toBe(0);
    acks.sentPart(); acks.sentAll();
    expect(acks.durable(3)).toBe(0);
    expect(acks.durable(4)).toBe(2);
  });
});
