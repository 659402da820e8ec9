/**
 * One document to every village of the province (17,964 in the real division table): one act, one transaction. Measured with the product's own
 * storage on the disk of the temporary folder, over the generated directory, and with everybody who holds a post at a village in its audience, which is
 * more than today's rules let read. What others wait for meanwhile is measured too: a write that comes in the middle, and the longest stop of the event loop.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDocId, createOpId } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';
import { firstContent } from '#shared/doc/first-content.ts';
import { resolve } from '#shared/exchange/distribution.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { openDirectory } from '#server/directory/directory.ts';
import { contentFromBytes } from '#server/documents/frozen.ts';
import { actOnDeliveries } from '#server/exchange/acts.ts';
import { readBoard } from '#server/exchange/board.ts';
import { envelopeOf } from '#server/exchange/rows.ts';
import { send, type SendDeps } from '#server/exchange/send.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { rounded, type Figure } from './figure.ts';
import { defaultPlan } from '#shared/workflow/plan.ts';

const PARAGRAPHS = 60;
const PARAGRAPH = '经组织水务、财政等部门实地核查并测算，拟对各片区饮水工程进行改造，更换主管网，切实解决群众饮水困难。'.repeat(2);
const RUNS = 3;
const TICK_MS = 5;
const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
const silent = { info: () => {}, error: () => {} };
const seconds = (ms: number): number => rounded(ms / 1_000, 2);

export async function measureExchange(): Promise<readonly Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gzt-exchange-'));
  const directory = await openDirectory({ dataDir, log: silent });
  try {
    await directory.load({ scale: 'province' });
    const figures: Figure[] = [];
    for (let run = 1; run <= RUNS; run += 1) figures.push(...await measureOnce(directory, join(dataDir, `run-${run}.db`), `run ${run} of ${RUNS}`));
    return figures;
  } finally {
    await directory.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measureOnce(directory: Awaited<ReturnType<typeof openDirectory>>, path: string, note: string): Promise<readonly Figure[]> {
  const storage = await openSqliteStorage({ path, probeIntervalMs: 1_000 });
  const view = directory.orgView();
  const [province] = await directory.roots();
  if (province === undefined) throw new Error('there is no province');
  const docId = createDocId(random);
  const title = `${province.fullName}关于农村饮水安全的通知`;
  const content = contentFromBytes(firstContent({
    docId, docType: 'report', organId: province.id, organName: province.fullName, mainRecipientId: province.id, mainRecipientName: '各村（居）民委员会', title,
    paragraphs: Array.from({ length: PARAGRAPHS }, () => PARAGRAPH),
  }), crypto.sm3);
  const deps: SendDeps = {
    crypto, keys: createUnitKeys(crypto, random.bytes(16), random), random, view,
    planFor: () => defaultPlan('receipt', 5),
    audienceOf: (state: DocumentState) => view.holders(state.organId, 'villageOfficer').map(({ personId }) => personId),
  };
  const actor = { personId: 'registrar', name: '收发员', title: '', unitName: '办公厅' };
  const started = performance.now();
  const { recipients } = resolve([{ kind: 'group', rule: { kind: 'villages', below: province.id } }], view, province.id);
  const resolved = performance.now();

  const cpuBefore = process.cpuUsage();
  const loop = watchLoop();
  const sending = storage.tx((tx) => send(tx, deps, {
    docId, number: '黔府发〔2026〕1号', title, sender: { organId: province.id, name: province.fullName }, content, recipients, dueAt: null,
    copy: {
      kind: 'delivered', docType: 'report', title, urgency: 'normal', dueAt: null, number: '黔府发〔2026〕1号', contentHash: content.facts.hash,
      origin: { docId, organId: province.id, organName: province.fullName, drafterId: 'drafter', signedOffBy: '省长', signedOffAt: 1, answers: null },
    },
    event: { opId: createOpId(random), actor, at: 1, claimedAt: null },
  }));
  const beside = measureBeside(storage);
  const { changes } = await sending;
  const sent = performance.now();
  const { user, system } = process.cpuUsage(cpuBefore);
  const longest = loop.stop();
  const waited = await beside;
  const envelope = await storage.read((tx) => envelopeOf(tx, docId));
  if (envelope === undefined || changes.length !== recipients.length) throw new Error('not everybody was sent it');

  const boardAt = performance.now();
  await storage.read((tx) => readBoard(tx, envelope, { filter: { level: 5 }, offset: 0, limit: 200, now: 2, mayAct: true }, view));
  const urgedAt = performance.now();
  await storage.tx((tx) => actOnDeliveries(tx, deps, envelope, { opId: createOpId(random), kind: 'urge', organIds: 'unsigned', reason: '' }, { opId: createOpId(random), actor, at: 2, claimedAt: null }));
  const done = performance.now();
  const people = await storage.read((tx) => tx.selectFrom('feed').select((e) => e.fn.countAll<number>().as('rows')).executeTakeFirstOrThrow());
  await storage.close();
  const megabytes = rounded(statSync(path).size / 2 ** 20, 0);
  rmSync(path, { force: true });
  return [
    { what: `exchange: ${recipients.length} villages resolved from the directory`, value: seconds(resolved - started), unit: 's', note },
    { what: `exchange: sent to ${changes.length} villages, durable`, value: seconds(sent - resolved), unit: 's', note: `${note}; ${seconds((user + system) / 1_000)} s of processor time, ${Number(people.rows)} feed rows, text of ${rounded(content.bytes.byteLength / 1_024, 0)} KiB` },
    { what: 'exchange: an edit that comes in the middle waits', value: seconds(waited), unit: 's', note },
    { what: 'exchange: longest stop of the event loop meanwhile', value: rounded(longest, 0), unit: 'ms', note },
    { what: 'exchange: database afterwards', value: megabytes, unit: 'MB', note },
    { what: 'exchange: receipt board, counted and its first page', value: rounded(urgedAt - boardAt, 0), unit: 'ms', note },
    { what: 'exchange: 催收 of everybody unsigned', value: seconds(done - urgedAt), unit: 's', note },
  ];
}

async function measureBeside(storage: Awaited<ReturnType<typeof openSqliteStorage>>): Promise<number> {
  const started = performance.now();
  await storage.appendUpdate({ docId: 'beside', personId: 'p', at: 1, bytes: new Uint8Array([1]) });
  return performance.now() - started;
}

function watchLoop(): { stop(): number } {
  let longest = 0;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - TICK_MS);
    last = now;
  };
  const timer = setInterval(look, TICK_MS);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return longest;
    },
  };
}
