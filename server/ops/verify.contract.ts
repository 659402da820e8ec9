import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { compact } from '#server/rooms/compaction.ts';
import { createTexts } from '#server/text/texts.ts';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer } from '#tests/kit/in-process-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { makeBackup } from './backup.ts';
import { runOps } from './cli.ts';
import type { Check, Finding } from './findings.ts';
import { readDatabase } from './read-only.ts';
import { verify } from './verify.ts';

const TOWN = '楚米镇人民政府';
const dir = mkdtempSync(join(tmpdir(), 'gzt-verify-'));
const whole = join(dir, 'whole');
let issued = '';
let drafted = '';
let compacted = '';
let count = 0;

beforeAll(async () => {
  const server = await startInProcessServer();
  const office: Office = { drafter: await server.as(TOWN, 'drafter'), mayor: await server.as(TOWN, 'principalLeader'), registrar: await server.as(TOWN, 'registrar') };
  const write = async (docId: string, rounds: number): Promise<void> => {
    const editor = await office.drafter.open(docId);
    for (let round = 0; round < rounds; round += 1) editor.type(`第${round}句。`);
    await waitFor(async () => (await office.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === editor.hash());
    editor.close();
  };
  for (const title of ['甲', '乙', '丙']) issued = await draftReport(office, `关于${title}的报告`).then(async (docId) => { await issueReport(office, docId); return docId; });
  await archive(office, await draftReport(office, '关于归档的报告').then(async (docId) => { await write(docId, 3); await issueReport(office, docId); return docId; }));
  drafted = await draftReport(office, '关于起草中的报告');
  await write(drafted, 12);
  compacted = await draftReport(office, '关于长文的报告');
  const texts = createTexts();
  for (let round = 0; round < 2; round += 1) {
    await write(compacted, 8);
    expect(await compact(server.server.storage, texts, compacted as never, 1, 1)).toBe(true);
  }
  await texts.close();
  await write(compacted, 4);
  await office.mayor.act({ kind: 'submit', docId: issued, stepNo: 0, contentHash: '0'.repeat(64) });
  await makeBackup({ dataDir: server.dataDir, to: whole, at: 1, onProgress: () => {} });
  await server.close();
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function verifyAfter(damage: (db: DatabaseSync) => void): Promise<{ readonly list: readonly Finding[]; readonly code: number | null; readonly table: string }> {
  count += 1;
  const dataDir = join(dir, `${count}`);
  mkdirSync(dataDir);
  copyFileSync(join(whole, 'server.db'), join(dataDir, 'server.db'));
  const db = new DatabaseSync(join(dataDir, 'server.db'));
  // Damage does not ask the triggers.
  for (const { name } of db.prepare("select name from sqlite_schema where type = 'trigger'").all()) db.exec(`drop trigger ${String(name)}`);
  damage(db);
  db.close();
  const findings = await readDatabase(dataDir, (tx) => verify(tx, { isSqlite: true, onProgress: () => {} }));
  let table = '';
  const code = await runOps(['verify', '--data', dataDir], {}, { clock: { now: () => 0 }, say: () => {}, answer: (line) => { table += line; } });
  return { list: findings.list(), code, table };
}

it('[OPS04] finds nothing in whole data, says how much it looked at, and ends with 0', async () => {
  const { list, code, table } = await verifyAfter(() => {});
  expect(list).toEqual([]);
  expect(code).toBe(0);
  for (const check of ['chain', 'state', 'text', 'snapshot', 'frozen', 'number', 'outcome']) expect(table).toMatch(new RegExp(`^${check} +[1-9]\\d* +0$`, 'm'));
});

const seqOf = (db: DatabaseSync, docId: string, kind: string): number =>
  Number(db.prepare('select seq from event_log where doc_id = ? and body like ?').get(docId, `%"kind":"${kind}"%`)?.['seq']);
const logSeq = (db: DatabaseSync, docId: string, nth: number): number =>
  Number(db.prepare('select seq from update_log where doc_id = ? order by seq limit 1 offset ?').get(docId, nth)?.['seq']);

interface Planted {
  readonly check: Check;
  readonly docId: () => string;
  readonly row: RegExp;
  readonly what: RegExp;
  readonly damage: (db: DatabaseSync) => void;
}

const DAMAGE: Readonly<Record<string, Planted>> = {
  'an actor changed in the event log': {
    check: 'chain', docId: () => issued, row: /^event_log \d+$/, what: /changed/,
    damage: (db) => { db.prepare("update event_log set actor = replace(actor, '\"name\":\"', '\"name\":\"假') where seq = ?").run(seqOf(db, issued, 'signedOff')); },
  },
  'an event taken out': {
    check: 'chain', docId: () => issued, row: /^event_log \d+$/, what: /are missing/,
    damage: (db) => { db.prepare('delete from event_log where seq = ?').run(seqOf(db, issued, 'submitted')); },
  },
  'a state that was edited': {
    check: 'state', docId: () => issued, row: /^document/, what: /not what its events make/,
    damage: (db) => { db.prepare("update document set state = json_set(state, '$.title', '别的题目') where doc_id = ?").run(issued); },
  },
  'a stage column that moved': {
    check: 'state', docId: () => issued, row: /^document/, what: /stage is drafting/,
    damage: (db) => { db.prepare("update document set stage = 'drafting' where doc_id = ?").run(issued); },
  },
  'a generation that nobody started': {
    check: 'state', docId: () => issued, row: /^document/, what: /generation is 2/,
    damage: (db) => { db.prepare('update document set generation = 2 where doc_id = ?').run(issued); },
  },
  'a document that is gone': {
    check: 'state', docId: () => drafted, row: /^document/, what: /is missing/,
    damage: (db) => { db.prepare('delete from document where doc_id = ?').run(drafted); },
  },
  'an update overwritten with noise': {
    check: 'text', docId: () => drafted, row: /^update_log \d+$/, what: /gate refuses it: unparsable/,
    damage: (db) => { db.prepare('update update_log set bytes = ? where seq = ?').run(new Uint8Array([9, 9, 9, 9]), logSeq(db, drafted, 3)); },
  },
  'an update taken out of the middle': {
    check: 'text', docId: () => drafted, row: /^update_log \d+$/, what: /something before it is missing/,
    damage: (db) => { db.prepare('delete from update_log where seq = ?').run(logSeq(db, drafted, 4)); },
  },
  'a text that is gone': {
    check: 'text', docId: () => issued, row: /^document/, what: /has no text/,
    damage: (db) => { db.prepare('delete from update_log where doc_id = ?').run(issued); },
  },
  'an edit slipped in after the hand-off': {
    check: 'text', docId: () => issued, row: /^document/, what: /not the text that was handed on/,
    damage: (db) => {
      const doc = new Y.Doc();
      doc.getMap('meta').set('urgency', '特急');
      db.prepare("insert into update_log (doc_id, person_id, at, bytes) values (?, 'x', 1, ?)").run(issued, Y.encodeStateAsUpdate(doc));
    },
  },
  'a snapshot of less than the log': {
    check: 'snapshot', docId: () => compacted, row: /^snapshot/, what: /lacks something/,
    damage: (db) => {
      const rows = db.prepare('select up_to_seq, bytes from snapshot where doc_id = ? order by up_to_seq').all(compacted);
      db.prepare('update snapshot set bytes = ? where doc_id = ? and up_to_seq = ?').run(rows[1]?.['bytes'] as Uint8Array, compacted, Number(rows[0]?.['up_to_seq']));
      db.prepare('update snapshot set bytes = ? where doc_id = ? and up_to_seq = ?').run(rows[0]?.['bytes'] as Uint8Array, compacted, Number(rows[1]?.['up_to_seq']));
    },
  },
  'a frozen text that was edited': {
    check: 'frozen', docId: () => issued, row: /^frozen .* signedOff$/, what: /does not have its hash/,
    damage: (db) => { db.prepare("update frozen set content = replace(content, '丙', '丁') where doc_id = ? and kind = 'signedOff'").run(issued); },
  },
  'frozen bytes of another text': {
    check: 'frozen', docId: () => issued, row: /^frozen .* submitted$/, what: /bytes do not show/,
    damage: (db) => { db.prepare("update frozen set bytes = (select bytes from frozen where doc_id <> ? limit 1) where doc_id = ? and kind = 'submitted'").run(issued, issued); },
  },
  'a frozen text that is gone': {
    check: 'frozen', docId: () => issued, row: /^frozen/, what: /is missing/,
    damage: (db) => { db.prepare('delete from frozen where doc_id = ?').run(issued); },
  },
  'a series that jumped': {
    check: 'number', docId: () => '', row: /^number_series/, what: /stands at 99, the last given is \d+/,
    damage: (db) => { db.exec('update number_series set last = 99'); },
  },
  'an outcome that is gone': {
    check: 'outcome', docId: () => issued, row: /^event_log \d+$/, what: /no outcome/,
    damage: (db) => { db.prepare('delete from outcome where op_id = (select op_id from event_log where seq = ?)').run(seqOf(db, issued, 'issued')); },
  },
  'a refusal that says accepted': {
    check: 'outcome', docId: () => issued, row: /^outcome [0-9a-f]{32}$/, what: /its last event is missing/,
    damage: (db) => { db.exec("update outcome set outcome = json_object('opId', op_id, 'docId', doc_id, 'status', 'accepted', 'seq', 1) where outcome not like '%accepted%'"); },
  },
};

it.each(Object.entries(DAMAGE))('[OPS05] finds %s and names document and row', async (_name, { check, docId, row, what, damage }) => {
  const { list, code, table } = await verifyAfter(damage);
  expect(code).toBe(1);
  const finding = list.find((one) => one.check === check && what.test(one.what));
  expect(finding, table).toMatchObject({ docId: docId(), row: expect.stringMatching(row) });
  expect(table).toContain(finding?.row);
});

it('[OPS05] finds a number given twice and one never given', async () => {
  const renumbered = (to: number) => (db: DatabaseSync): void => {
    db.prepare("update event_log set body = replace(body, '〕3号', ?) where doc_id = ? and body like '%issued%'").run(`〕${to}号`, issued);
  };
  for (const [to, what] of [[2, /number 2 of .* was given twice/], [9, /numbers 5 to 8 of .* were never given/]] as const) {
    const { list } = await verifyAfter(renumbered(to));
    expect(list.find((one) => one.check === 'number' && what.test(one.what))).toMatchObject({ docId: issued, row: expect.stringMatching(/^event_log \d+$/) });
  }
});
