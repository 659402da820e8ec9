import { afterAll, beforeAll, expect, it } from 'vitest';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { edit, openRaw } from '#tests/kit/raw-collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { request } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

let office: InProcessServer;
beforeAll(async () => { office = await startInProcessServer(); });
afterAll(() => office.close());

/** The names are a promise to whoever draws them: one may be added, none may go or change its kind or unit. */
const PROMISED: Readonly<Record<string, 'gauge' | 'counter' | 'histogram'>> = {
  gzt_connections: 'gauge', gzt_open_documents: 'gauge', gzt_frames_total: 'counter', gzt_frame_bytes_total: 'counter', gzt_gate_rejects_total: 'counter',
  gzt_refused_edits_total: 'counter', gzt_commit_seconds: 'histogram', gzt_committed_updates_total: 'counter', gzt_commands_total: 'counter', gzt_requests_total: 'counter',
  gzt_sign_ins_total: 'counter', gzt_waiting_updates: 'gauge', gzt_socket_buffered_bytes_max: 'gauge', gzt_storage_healthy: 'gauge',
  gzt_broken_documents: 'gauge', gzt_quarantine_rows: 'gauge', gzt_quarantine_bytes: 'gauge', gzt_quarantine_dropped_total: 'counter',
  nodejs_eventloop_lag_p50_seconds: 'gauge', nodejs_eventloop_lag_p99_seconds: 'gauge', nodejs_eventloop_lag_max_seconds: 'gauge',
  process_resident_memory_bytes: 'gauge', process_cpu_seconds_total: 'counter',
};

it('[OPS06] /metrics has every promised name with its kind, in base units, and figures after some work', async () => {
  const drafter = await office.as('楚米镇人民政府', 'drafter');
  const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'report-1', title: '关于指标的报告' })).body;
  const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
  await raw.sync();
  raw.update(edit(raw, '一句话'));
  raw.update(new Uint8Array([9, 9, 9]));
  const read = async (): Promise<string> => String((await request(office.url, '/metrics')).body);
  const text = await waitFor(async () => {
    const now = await read();
    return /^gzt_committed_updates_total [1-9]/m.test(now) && now.includes('gzt_gate_rejects_total{') && /^gzt_quarantine_rows 1$/m.test(now) ? now : null;
  });
  const kinds = Object.fromEntries([...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map((match) => [match[1], match[2]]));
  expect(kinds).toMatchObject(PROMISED);
  const value = (name: string): number => Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  expect(value('gzt_connections{kind="collab"}')).toBe(1);
  expect(value('gzt_open_documents')).toBe(1);
  expect(value('gzt_gate_rejects_total{reason="unparsable"}')).toBe(1);
  expect(value('gzt_frames_total{direction="in"}')).toBeGreaterThan(2);
  expect(value('gzt_frame_bytes_total{direction="out"}')).toBeGreaterThan(100);
  expect(value('gzt_commit_seconds_count')).toBeGreaterThan(0);
  expect(value('gzt_commit_seconds_sum')).toBeLessThan(5);
  expect(value('gzt_storage_healthy')).toBe(1);
  expect(value('gzt_broken_documents')).toBe(0);
  expect(value('gzt_quarantine_bytes')).toBe(3);
  expect(value('gzt_waiting_updates')).toBeGreaterThanOrEqual(0);
  expect(value('gzt_socket_buffered_bytes_max')).toBeGreaterThanOrEqual(0);
  expect(value('nodejs_eventloop_lag_p99_seconds')).toBeLessThan(5);
  // Lateness, not how often it is asked.
  expect(value('nodejs_eventloop_lag_p50_seconds')).toBeLessThan(0.1);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(20_000_000);
  // Base units, as every tool expects them, and nobody's name or document in a label.
  expect(Object.keys(PROMISED).filter((name) => /_(?:ms|milliseconds|kb|mb|percent)(?:_|$)/.test(name))).toEqual([]);
  for (const secret of [docId, drafter.session.person.personId, drafter.token]) expect(text).not.toContain(secret);
  raw.socket.close();
});
