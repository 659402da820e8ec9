import { expect, it } from 'vitest';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { UnitId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Chain } from '#shared/protocol/chain.ts';
import { atOf } from '#shared/time/china-day.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { id } from '#tests/kit/story.ts';
import { createChains } from './chain.ts';

const SENT = atOf('2026-11-02', 9 * 60);
const CHAIN: Chain = {
  docType: 'request', derived: [],
  levels: [
    { organId: 'town0001' as UnitId, organName: '镇', came: null, asked: { docId: id(1), number: '1号', at: SENT, earlier: [] }, back: null, answered: null, holders: [] },
    { organId: 'county01' as UnitId, organName: '县', came: { docId: null, number: '1号', sentAt: SENT, state: 'received', at: SENT }, asked: null, back: null, answered: null, holders: [] },
  ],
};

it('[CHN07] offline the chain that was seen last is shown as of its time, with the days of today', async () => {
  const line = { now: atOf('2026-11-04', 9 * 60), isOnline: true };
  const http = { get: async (): Promise<Result<unknown, AppError>> => (line.isOnline ? ok(CHAIN) : err(appError('network.unreachable'))) } as unknown as Parameters<typeof createChains>[0]['http'];
  const kept = new Map<string, string>();
  const start = (here = id(1)) => createChains({
    http, clock: { now: () => line.now }, calendar: () => NATIONAL_CALENDAR, isOnline: () => line.isOnline, isHere: (docId) => docId === here || docId === id(2),
    store: { value: (key) => kept.get(key) ?? null, setValue: (key, value) => { kept.set(key, value); } }, attempt: (write) => { write(); return true; },
  });
  const chains = start();
  const seen = line.now;
  expect(await chains.of({ docId: id(1) })).toMatchObject({ ok: true, value: { isLive: true, inHand: 1, total: { calendar: 2 }, levels: [{ state: 'asked', days: null }, { state: 'inHand', days: { calendar: 2, working: 2 } }] } });
  line.isOnline = false;
  line.now = atOf('2026-11-09', 9 * 60);
  expect(await chains.of({ docId: id(1) })).toMatchObject({ ok: true, value: { isLive: false, asOf: seen, total: { calendar: 7, working: 5 }, levels: [{}, { days: { calendar: 7, working: 5 } }] } });
  expect(await chains.of({ docId: id(2) })).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
  // After a restart it is still there; of a document that is not, nothing is told; what is broken was never heard.
  expect(await start().of({ docId: id(1) })).toMatchObject({ ok: true, value: { isLive: false, asOf: seen, levels: [{}, { days: { calendar: 7 } }] } });
  expect(await start(id(9)).of({ docId: id(1) })).toMatchObject({ ok: false, error: { code: 'not-found' } });
  for (const broken of ['{', '{"value":{},"asOf":1}']) {
    kept.set(`chain.${id(1)}`, broken);
    expect(await start().of({ docId: id(1) })).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
  }
});
