import { describe, expect, it } from 'vitest';
import type { DeskItem } from '#shared/ipc/contract.ts';
import { deskRow } from './desk-row.ts';

const NOW = new Date(2026, 10, 23, 16, 5).getTime();
const DAY = 86_400_000;
const item = (part: Partial<DeskItem>): DeskItem => ({
  docId: 'a'.repeat(32), title: '桐梓县楚米镇人民政府关于饮水的请示', docType: 'request', direction: 'incoming', stage: 'awaitingReceipt', organName: '桐梓县人民政府',
  fromName: '桐梓县楚米镇人民政府', flow: 'receipt', urgency: 'normal', dueAt: null, number: '楚米府呈〔2026〕1号', since: NOW, updatedAt: NOW, returnedReason: null, sync: 'synced',
  tab: 'todo', standsFor: null, light: null, acts: [], ...part,
});

describe('a row of the desk', () => {
  it('[UI09] offers the one act that moves the document on', () => {
    expect(deskRow(item({}), NOW)).toMatchObject({ act: 'receive', actLabel: 'domain.act.receive' });
    expect(deskRow(item({ stage: 'deciding' }), NOW).act).toBe('reply');
    expect(deskRow(item({ direction: 'outgoing', stage: 'signing' }), NOW).act).toBe('signOff');
    expect(deskRow(item({ direction: 'outgoing', stage: 'drafting', returnedReason: '请核实' }), NOW)).toMatchObject({ act: 'open', actLabel: 'ui.desk.act.revise' });
    expect(deskRow(item({ tab: 'toRead', stage: 'filed', docType: 'reply' }), NOW).act).toBe('read');
    expect(deskRow(item({ tab: 'done', stage: 'replied' }), NOW)).toMatchObject({ act: 'open', actLabel: 'ui.desk.act.view' });
  });
  it('[UI10] shows the part of the title that tells it apart, the clock for today and the date for other days', () => {
    expect(deskRow(item({}), NOW)).toMatchObject({ shortTitle: '关于饮水的请示', since: '16:05', due: null, light: null, sync: null });
    expect(deskRow(item({ since: NOW - 3 * DAY, sync: 'pending' }), NOW)).toMatchObject({ since: '2026-11-20 16:05', sync: 'domain.sync.pending' });
    expect(deskRow(item({ title: '别的题目' }), NOW).shortTitle).toBe('别的题目');
  });
  it('[UI70] tells a deadline in red words only when it is past, in yellow ones when it is near, and 代 by name', () => {
    expect(deskRow(item({ dueAt: NOW + 2 * DAY, light: 'green' }), NOW)).toMatchObject({ due: '2026-11-25', light: null });
    expect(deskRow(item({ dueAt: NOW + 60_000, light: 'yellow' }), NOW)).toMatchObject({ due: '16:06', light: 'yellow' });
    expect(deskRow(item({ dueAt: NOW - DAY, light: 'red', urgency: 'critical', standsFor: '陈强' }), NOW)).toMatchObject({ light: 'red', urgency: 'time.urgency.critical', isCritical: true, standsFor: '陈强' });
    expect(deskRow(item({}), NOW)).toMatchObject({ due: null, light: null, urgency: null, standsFor: null });
  });
  it('[UI11] shows nothing, rather than a key, for a stage that this version does not know', () => {
    expect(deskRow(item({ tab: 'done', stage: 'unheardOf', docType: 'novelty' }), NOW)).toMatchObject({ stage: null, type: null });
  });
});
