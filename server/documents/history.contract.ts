import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Content } from '#shared/doc/canonical.ts';
import type { HistoryResponse } from '#shared/protocol/history.ts';
import { compact } from '#server/rooms/compaction.ts';
import { createTexts } from '#server/text/texts.ts';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { randomId, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { PAUSE_MS } from './history.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;

describe.each(ADAPTERS)('修改记录, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let town: Office;

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer({ ...installation.settings, data: installation.dataDir });
    town = { drafter: await office.as(TOWN, 'drafter'), mayor: await office.as(TOWN, 'principalLeader'), registrar: await office.as(TOWN, 'registrar') };
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const write = async (docId: string, words: string): Promise<void> => {
    const editor = await town.drafter.open(docId);
    editor.type(words);
    await waitFor(async () => (await town.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === editor.hash(), { what: `${words} to be stored` });
    editor.close();
  };
  /** The clock of this server is the machine's: what was written before is put further back. */
  const letTimePass = (docId: string): Promise<unknown> => office.server.storage.tx((tx) => tx.updateTable('update_log').set((eb) => ({ at: eb('at', '-', 2 * PAUSE_MS) })).where('doc_id', '=', docId).execute());
  const historyOf = async (who: ServerClient, docId: string): Promise<HistoryResponse> => (await who.get<HistoryResponse>(`/api/documents/${docId}/history`)).body;
  const textAt = async (docId: string, upTo: number): Promise<string | number> => {
    const { status, body } = await town.drafter.get<{ readonly canonical: string }>(`/api/documents/${docId}/history/${upTo}`);
    return status === 200 ? (JSON.parse(body.canonical) as Content).blocks.flatMap(({ runs }) => runs.map(({ text }) => text)).join('') : status;
  };

  it('[CMP10] each period has who wrote, when, and the text at its end; nobody else learns of it', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于春耕的报告');
    await write(docId, '早稻已播。');
    await letTimePass(docId);
    await write(docId, '晚稻待播。');
    const { periods } = await historyOf(town.drafter, docId);
    expect(periods.map(({ people }) => people.map(({ name }) => name))).toEqual([[town.drafter.session.person.name], [town.drafter.session.person.name]]);
    const [first, second] = periods;
    expect([(await textAt(docId, first?.upTo ?? 0)).toString().includes('晚稻'), (await textAt(docId, first?.upTo ?? 0)).toString().includes('早稻已播。')]).toEqual([false, true]);
    expect(await textAt(docId, second?.upTo ?? 0)).toContain('早稻已播。晚稻待播。');
    for (const bad of [0, -1, 999_999_999, (second?.upTo ?? 0) + 1]) expect([400, 404], String(bad)).toContain(await textAt(docId, bad));
    const neighbour = await office.as('海校街道', 'drafter');
    for (const path of [`/api/documents/${docId}/history`, `/api/documents/${docId}/history/${second?.upTo ?? 0}`, `/api/documents/${randomId()}/history`]) expect((await neighbour.get(path)).status, path).toBe(404);
  });

  it('[CMP10] where the log was summed up the kept text stands for it, and goes with 归档', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于秋收的报告');
    await write(docId, '已收三千亩。');
    const texts = createTexts();
    expect(await compact(office.server.storage, texts, docId as never, 1, 1)).toBe(true);
    await texts.close();
    await write(docId, '余下月底收完。');
    const { periods } = await historyOf(town.drafter, docId);
    expect(periods.map(({ people }) => people.length)).toEqual([0, 1]);
    expect(await textAt(docId, periods[0]?.upTo ?? 0)).not.toContain('余下');
    expect(await textAt(docId, periods[1]?.upTo ?? 0)).toContain('已收三千亩。余下月底收完。');
    await issueReport(town, docId);
    expect(await archive(town, docId)).toMatchObject({ status: 'accepted' });
    const after = (await historyOf(town.registrar, docId)).periods;
    for (const period of periods) expect(after.map(({ upTo }) => upTo)).not.toContain(period.upTo);
  });
});
