import { describe, expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import type { OutboxItem, SyncSummary } from '#shared/ipc/contract.ts';
import { badgeOf, pendingCount } from './badge.ts';

const summary = (part: Partial<SyncSummary>): SyncSummary => ({ connection: 'online', error: null, lastSyncedAt: 1, pendingDocs: 0, tooNew: 0, outbox: [], branches: [], held: [], storage: 'ok', recovered: null, ...part });
const act = (state: OutboxItem['state']): OutboxItem => ({ opId: 'a', docId: 'b', title: '', kind: 'submit', state, claimedAt: 0, error: null });

describe('the sync badge', () => {
  it('[UI12] counts documents and acts that wait, not those that need an answer', () => {
    const waiting = summary({ pendingDocs: 2, outbox: [act('waiting'), act('sending'), act('reconfirm')] });
    expect(pendingCount(waiting)).toBe(4);
    expect(badgeOf(waiting)).toMatchObject({ pending: 4, acts: 2 });
  });
  it('[UI12] is offline before anything else, also while a broken connection is tried again', () => {
    expect(badgeOf(summary({ connection: 'offline', outbox: [act('reconfirm')] })).state).toBe('offline');
    expect(badgeOf(summary({ connection: 'connecting', error: appError('network.unreachable') })).state).toBe('offline');
    expect(badgeOf(summary({ connection: 'connecting' })).state).toBe('syncing');
  });
  it('[UI12] asks for attention when an act, a branch or the disk needs somebody', () => {
    expect(badgeOf(summary({ outbox: [act('refused')] })).state).toBe('attention');
    expect(badgeOf(summary({ storage: 'full' })).state).toBe('attention');
    expect(badgeOf(summary({ branches: [{ docId: 'b', title: '', text: '', at: 0 }] })).state).toBe('attention');
    expect(badgeOf(summary({ pendingDocs: 1 })).state).toBe('pending');
    expect(badgeOf(summary({})).state).toBe('synced');
  });
});
