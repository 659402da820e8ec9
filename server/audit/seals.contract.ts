import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { isSealed, type Seal } from '#shared/audit/seal.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import type { AuditHeadResponse } from '#shared/protocol/audit.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { eventOf, type EventRow } from '#server/documents/documents.ts';
import type { Log } from '#server/log.ts';
import { verify } from '#server/ops/verify.ts';
import { sm3 } from '#server/sm3.ts';
import { draftReport, issueReport } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { request } from '#tests/kit/server-client.ts';
import { createSealer } from './sealer.ts';
import { sealOf } from './seals.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;

describe.each(ADAPTERS)('seals of the audit chain, on $name', ({ make }) => {
  let installation: Installation | null;
  let seals: readonly Seal[] = [];
  let head: AuditHeadResponse;
  let answers: { readonly clerk: number; readonly nobody: number; readonly system: number };

  const writeReport = async (server: InProcessServer, title: string): Promise<void> => {
    const office = { drafter: await server.as(TOWN, 'drafter'), mayor: await server.as(TOWN, 'principalLeader'), registrar: await server.as(TOWN, 'registrar') };
    await issueReport(office, await draftReport(office, title));
  };

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    const { dataDir } = installation;
    for (const title of ['关于甲的报告', '关于乙的报告', '关于丙的报告']) {
      const server = await startInProcessServer({ ...installation.settings, data: dataDir });
      await writeReport(server, title);
      const path = '/api/audit/head';
      head = (await (await server.as('', 'auditAdmin')).get<AuditHeadResponse>(path)).body;
      answers = { clerk: (await (await server.as(TOWN, 'drafter')).get(path)).status, nobody: (await request(server.url, path)).status, system: (await (await server.as('', 'systemAdmin')).get(path)).status };
      await server.server.close();
    }
    seals = (await rows(installation, 'chain_seal')).map((row) => sealOf(row as never));
  }, START_MS);
  afterAll(() => installation?.drop());

  const rows = async (at: Installation, table: string): Promise<readonly Readonly<Record<string, unknown>>[]> => at.query(`select * from ${table} order by seq`);
  const damaged = async (damage: (at: Installation) => Promise<void>): Promise<readonly string[]> => {
    const copy = await needInstallation(installation).copy();
    try {
      await copy.disarm();
      await damage(copy);
      return (await verify(copy.place, () => {})).list().map(({ check, row, what }) => `${check} ${row} ${what}`);
    } finally {
      await copy.drop();
    }
  };

  it('[AUD04] the head is signed when the server stops; each seal links to the one before and covers every event up to it', async () => {
    const at = needInstallation(installation);
    const events = await rows(at, 'event_log');
    expect(seals).toHaveLength(3);
    expect(seals.map(({ previous }) => previous)).toEqual([CHAIN_START, ...seals.slice(0, 2).map(({ signature }) => sm3(signature))]);
    expect(seals.at(-1)).toMatchObject({ seq: events.length, hash: events.at(-1)?.['hash'] });
    expect(seals.every((seal) => isSealed(crypto, seal))).toBe(true);
    expect(isSealed(crypto, { ...(seals[1] as Seal), seq: 1 })).toBe(false);
    await expect(at.query("update chain_seal set hash = ''")).rejects.toThrow('append-only');
    await expect(at.query('delete from chain_seal')).rejects.toThrow('append-only');
    expect((await verify(at.place, () => {})).list()).toEqual([]);
  });

  it('[AUD05] an opinion that was changed together with every hash after it is seen by the seals', async () => {
    const found = await damaged(async (at) => {
      let previous: string = CHAIN_START;
      for (const row of await rows(at, 'event_log')) {
        const body = String(row['body']).replace('"opinion":"同意"', '"opinion":"不同意"');
        const hash = linkHash(sm3, previous, eventOf({ ...(row as unknown as EventRow), body }) as unknown as Json);
        await at.query('update event_log set body = ?, previous_hash = ?, hash = ? where seq = ?', [body, previous, hash, Number(row['seq'])]);
        previous = hash;
      }
    });
    expect(found.filter((line) => line.startsWith('chain '))).toEqual([]);
    expect(found.filter((line) => line.startsWith('seal '))).toEqual(seals.map(({ seq }) => `seal chain_seal ${seq} was made for another event than the one that is there: the chain was written anew`));
  });

  it('[AUD05] a seal that was taken out, changed, forged, or left without its event is seen', async () => {
    needInstallation(installation);
    const [first, second, third] = seals as readonly [Seal, Seal, Seal];
    expect(await damaged(async (at) => { await at.query('delete from chain_seal where seq = ?', [first.seq]); })).toEqual([`seal chain_seal ${second.seq} does not link to the seal before it`]);
    expect(await damaged(async (at) => { await at.query('update chain_seal set at = 1 where seq = ?', [third.seq]); })).toEqual([`seal chain_seal ${third.seq} is not signed with its key`]);
    const key = crypto.sm2.createKey();
    expect(await damaged(async (at) => { await at.query('update chain_seal set public_key = ? where seq = ?', [key.publicKey, third.seq]); }))
      .toEqual([`seal chain_seal ${third.seq} is not signed with its key`, `seal chain_seal ${third.seq} is signed with another key than the server's`]);
    expect(await damaged(async (at) => { await at.query('update chain_seal set seq = 9999 where seq = ?', [third.seq]); })).toContain('seal chain_seal 9999 was made for an event that is not there');
  });

  it('[AUD06] auditors see where the chain ends and what was signed last; nobody else does', () => {
    needInstallation(installation);
    expect(answers).toEqual({ clerk: 403, system: 403, nobody: 401 });
    expect(head).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/u) as string, seal: { seq: seals[1]?.seq, signature: seals[1]?.signature } });
    expect(head.unsealed).toBe(head.seq - (seals[1]?.seq ?? 0));
    expect(isSealed(crypto, head.seal as Seal)).toBe(true);
  });

  it('[AUD07] a key that is not the server’s is an alarm; acts go on', async () => {
    const at = needInstallation(installation);
    const server = await startInProcessServer({ ...at.settings, data: at.dataDir });
    try {
      const lines: object[] = [];
      const log = { debug: () => {}, warn: (line: object) => { lines.push(line); }, error: (line: object) => { lines.push(line); } } as unknown as Log;
      const drafter = await server.as(TOWN, 'drafter');
      expect((await drafter.post('/api/documents', { templateId: 'report-1', title: '关于丁的报告' })).status).toBe(201);
      const keys = createUnitKeys(crypto, new Uint8Array(16), { bytes: (length) => new Uint8Array(length) });
      const sealer = createSealer({ storage: server.server.storage, crypto, keys, clock: { now: () => 1 }, log });
      await sealer.seal();
      expect(lines).toMatchObject([{ alarm: 'audit-chain', err: { message: expect.stringContaining('another key file') as string } }]);
      expect((await drafter.post('/api/documents', { templateId: 'report-1', title: '关于戊的报告' })).status).toBe(201);
      await sealer.stop();
    } finally {
      await server.close();
    }
  });
});
