import { describe, expect, it } from 'vitest';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { RegisterList, RegisterPage } from '#shared/protocol/registers.ts';
import { nodeRandom, nodeTimers } from './host/node-seams.ts';
import { createRegisters } from './registers.ts';
import { createHttp } from './sync/http.ts';

const ORGAN = 'organ01' as UnitId;
const LIST: RegisterList = { kind: 'dispatch', organId: ORGAN, year: 2026 };
const PAGE: RegisterPage = { rows: [], cursor: null, counts: { used: 0, reserved: 0, void: 0 } };

/** A register over a line that answers, or does not, as `line` says. */
function desk(role: Role = 'registrar') {
  const line = { isOnline: true, isHeard: true, status: 200, now: 1_000 };
  const asked: { readonly url: string; readonly body: unknown }[] = [];
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    asked.push({ url: String(url), body: init?.body === undefined ? null : JSON.parse(String(init.body)) });
    if (!line.isHeard) throw new TypeError('cut');
    const body = line.status === 409 ? { error: { code: 'number.not-available', message: '' } } : init?.method === 'POST' ? { opId: 'a'.repeat(32), code: '楚府发', year: 2026, first: 1, last: 1 } : PAGE;
    return new Response(JSON.stringify(body), { status: line.status });
  };
  const http = createHttp({ net: { fetch: fetch as typeof globalThis.fetch, WebSocket: null as never }, timers: nodeTimers, serverUrl: 'http://server', token: () => null, onUnauthorized: () => undefined });
  const post = { id: 'm1', personId: 'p00001' as PersonId, unitId: ORGAN, organId: ORGAN, title: '', roles: [role], order: 1, primary: true };
  const registers = createRegisters({ http, clock: { now: () => line.now }, random: nodeRandom, actor: { personId: 'p00001' as PersonId, name: '', memberships: [post] }, isOnline: () => line.isOnline });
  return { line, asked, registers };
}
const RESERVE = { kind: 'reserve', organId: ORGAN, count: 1, reason: '会议' } as const;

describe('registers on this machine', () => {
  it('[NUM10] offline what was seen last is shown as of its time, and nothing else', async () => {
    const { line, registers } = desk();
    expect(await registers.list(LIST)).toEqual({ ok: true, value: { page: PAGE, asOf: 1_000, isLive: true } });
    line.now = 9_000;
    line.isHeard = false;
    expect(await registers.list(LIST)).toEqual({ ok: true, value: { page: PAGE, asOf: 1_000, isLive: false } });
    line.isOnline = false;
    expect(await registers.list(LIST)).toMatchObject({ value: { asOf: 1_000, isLive: false } });
    expect(await registers.list({ ...LIST, year: 2025 })).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
    expect(await registers.list({ ...LIST, organId: 'organ02' as UnitId })).toMatchObject({ ok: false, error: { rule: 'REG01' } });
  });

  it('[NUM10] nothing is changed offline, and an act whose answer was lost goes again under its op id', async () => {
    const { line, asked, registers } = desk();
    line.isOnline = false;
    expect(await registers.change(RESERVE)).toMatchObject({ ok: false, error: { code: 'workflow.server-only' } });
    expect(asked).toEqual([]);
    line.isOnline = true;
    line.isHeard = false;
    expect(await registers.change(RESERVE)).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
    line.isHeard = true;
    expect(await registers.change(RESERVE)).toMatchObject({ ok: true, value: { first: 1 } });
    line.status = 409;
    expect(await registers.change(RESERVE)).toMatchObject({ ok: false, error: { code: 'number.not-available' } });
    const ids = asked.map(({ body }) => (body as { readonly opId: string }).opId);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(await desk('reviewer').registers.change(RESERVE)).toMatchObject({ ok: false, error: { rule: 'REG02' } });
  });
});
