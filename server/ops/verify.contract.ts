import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { encodeDeletes } from '#shared/doc/delete-set.ts';
import { compact } from '#server/rooms/compaction.ts';
import { INDEXED_FROM_BYTES } from '#server/rooms/document-index.ts';
import { sqlitePlace } from '#server/storage/sqlite/sqlite-place.ts';
import { createTexts } from '#server/text/texts.ts';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, embedded, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { ops } from '#tests/kit/ops-command.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { makeBackup } from './backup.ts';
import type { Check, Finding } from './findings.ts';
import { verify } from './verify.ts';

const TOWN = '楚米镇人民政府';
const COUNTY = '桐梓县人民政府';
const START_MS = 60_000;
const workshop = embedded();
const whole = join(workshop.dir, 'whole');
let issued = '';
let drafted = '';
let compacted = '';
/** Long enough to have an index: with its whole log, and on a snapshot. */
let indexed = '';
let trimmed = '';

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
  const organId = office.registrar.session.person.memberships[0]?.organId;
  expect((await office.registrar.post('/api/registers/dispatch', { kind: 'reserve', opId: 'a'.repeat(32), organId, count: 1, reason: '会议通过后使用' })).status).toBe(200);
  const county = await server.as(COUNTY, 'registrar');
  const arrived = (await county.feed()).documents.find(({ state }) => state.stage === 'awaitingReceipt');
  expect(await county.act({ kind: 'receive', docId: arrived?.state.docId ?? '', stepNo: 0 })).toMatchObject({ status: 'accepted' });
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
  /** Two at once, and the second leaves when everything is written: then the room keeps its index. */
  const writeLong = async (docId: string, seed: number): Promise<void> => {
    const [one, other] = [await office.drafter.open(docId), await office.drafter.open(docId)];
    one.type('长'.repeat(INDEXED_FROM_BYTES / 2));
    withSeed(seed, (dice) => { for (let edit = 0; edit < 60; edit += 1) randomEdit(dice.chance(2) ? one.doc : other.doc, dice); });
    await waitFor(async () => one.hash() === other.hash() && (await office.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === one.hash());
    for (const editor of [one, other]) editor.close();
    await waitFor(async () => server.server.storage.read(async (tx) => {
      const last = await tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId).orderBy('seq', 'desc').limit(1).executeTakeFirst();
      return Number((await tx.selectFrom('document_index').select('up_to_seq').where('doc_id', '=', docId).executeTakeFirst())?.up_to_seq) === Number(last?.seq);
    }));
  };
  indexed = await draftReport(office, '关于有索引的报告');
  await writeLong(indexed, 1);
  await writeLong(indexed, 2);
  trimmed = await draftReport(office, '关于索引在快照之后的报告');
  await writeLong(trimmed, 3);
  const lane = createTexts();
  expect(await compact(server.server.storage, lane, trimmed as never, 1, 1)).toBe(true);
  await lane.close();
  await writeLong(trimmed, 4);
  await office.mayor.act({ kind: 'submit', docId: issued, stepNo: 0, contentHash: '0'.repeat(64), opinion: '', people: [], dueAt: null, reasons: {} });
  await makeBackup({ source: sqlitePlace(join(server.dataDir, 'server.db')), dataDir: server.dataDir, to: whole, at: 1, onProgress: () => {} });
  await server.close();
}, START_MS);
afterAll(() => workshop.drop());

const seqOf = async (at: Installation, docId: string, kind: string): Promise<number> =>
  Number((await at.query('select seq from event_log where doc_id = ? and body like ?', [docId, `%"act":"${kind}"%`]))[0]?.['seq']);
const logSeq = async (at: Installation, docId: string, nth: number): Promise<number> =>
  Number((await at.query('select seq from update_log where doc_id = ? order by seq limit 1 offset ?', [docId, nth]))[0]?.['seq']);

interface IndexRow { readonly bytes: number; readonly vector: Uint8Array; readonly deletes: Uint8Array; readonly up_to_seq: number }
async function changeIndex(at: Installation, docId: string, change: (row: IndexRow) => Partial<IndexRow>): Promise<void> {
  const [row] = await at.query('select bytes, vector, deletes, up_to_seq from document_index where doc_id = ?', [docId]);
  if (row === undefined) throw new Error('no index');
  const found: IndexRow = { bytes: Number(row['bytes']), vector: row['vector'] as Uint8Array, deletes: row['deletes'] as Uint8Array, up_to_seq: Number(row['up_to_seq']) };
  const { bytes, vector, deletes, up_to_seq: upToSeq } = { ...found, ...change(found) };
  await at.query('update document_index set bytes = ?, vector = ?, deletes = ?, up_to_seq = ? where doc_id = ?', [bytes, vector, deletes, upToSeq, docId]);
}

interface Planted {
  readonly check: Check;
  readonly docId: () => string;
  readonly row: RegExp;
  readonly what: RegExp;
  readonly damage: (at: Installation) => Promise<unknown>;
}

const DAMAGE: Readonly<Record<string, Planted>> = {
  'an actor changed in the event log': {
    check: 'chain', docId: () => issued, row: /^event_log \d+$/, what: /changed/,
    damage: async (at) => at.query('update event_log set actor = replace(actor, ?, ?) where seq = ?', ['"name":"', '"name":"假', await seqOf(at, issued, 'signOff')]),
  },
  'an event taken out': {
    check: 'chain', docId: () => issued, row: /^event_log \d+$/, what: /are missing/,
    damage: async (at) => at.query('delete from event_log where seq = ?', [await seqOf(at, issued, 'submit')]),
  },
  'a state that was edited': {
    check: 'state', docId: () => issued, row: /^document/, what: /not what its events make/,
    damage: async (at) => {
      const state = JSON.parse(String((await at.query('select state from document where doc_id = ?', [issued]))[0]?.['state'])) as object;
      await at.query('update document set state = ? where doc_id = ?', [JSON.stringify({ ...state, title: '别的题目' }), issued]);
    },
  },
  'a stage column that moved': {
    check: 'state', docId: () => issued, row: /^document/, what: /stage is drafting/,
    damage: (at) => at.query("update document set stage = 'drafting' where doc_id = ?", [issued]),
  },
  'a generation that nobody started': {
    check: 'state', docId: () => issued, row: /^document/, what: /generation is 2/,
    damage: (at) => at.query('update document set generation = 2 where doc_id = ?', [issued]),
  },
  'a document that is gone': {
    check: 'state', docId: () => drafted, row: /^document/, what: /is missing/,
    damage: (at) => at.query('delete from document where doc_id = ?', [drafted]),
  },
  'an update overwritten with noise': {
    check: 'text', docId: () => drafted, row: /^update_log \d+$/, what: /gate refuses it: unparsable/,
    damage: async (at) => at.query('update update_log set bytes = ? where seq = ?', [new Uint8Array([9, 9, 9, 9]), await logSeq(at, drafted, 3)]),
  },
  'an update taken out of the middle': {
    check: 'text', docId: () => drafted, row: /^update_log \d+$/, what: /something before it is missing/,
    damage: async (at) => at.query('delete from update_log where seq = ?', [await logSeq(at, drafted, 4)]),
  },
  'a text that is gone': {
    check: 'text', docId: () => issued, row: /^document/, what: /has no text/,
    damage: (at) => at.query('delete from update_log where doc_id = ?', [issued]),
  },
  'an edit slipped in after the hand-off': {
    check: 'text', docId: () => issued, row: /^document/, what: /not the text that was handed on/,
    damage: (at) => {
      const doc = new Y.Doc();
      doc.getMap('meta').set('urgency', '特急');
      return at.query("insert into update_log (doc_id, person_id, at, bytes) values (?, 'x', 1, ?)", [issued, Y.encodeStateAsUpdate(doc)]);
    },
  },
  'a counter that was set back': {
    check: 'counter', docId: () => trimmed, row: /^update_log$/, what: /counts on from 1, yet \d+ was given already/,
    damage: (at) => at.query(at.name === 'sqlite' ? "update sqlite_sequence set seq = 1 where name = 'update_log'" : "select setval('update_log_seq_seq', 1)"),
  },
  'a snapshot of less than the log': {
    check: 'snapshot', docId: () => compacted, row: /^snapshot/, what: /lacks something/,
    damage: async (at) => {
      const rows = await at.query('select up_to_seq, bytes from snapshot where doc_id = ? order by up_to_seq', [compacted]);
      for (const [to, from] of [[0, 1], [1, 0]] as const) {
        await at.query('update snapshot set bytes = ? where doc_id = ? and up_to_seq = ?', [rows[from]?.['bytes'] as Uint8Array, compacted, Number(rows[to]?.['up_to_seq'])]);
      }
    },
  },
  'an index that claims what nobody wrote': {
    check: 'index', docId: () => indexed, row: /^document_index/, what: /client 77 has written up to 5, the text has 0/,
    damage: (at) => changeIndex(at, indexed, ({ vector }) => ({ vector: Y.encodeStateVector(new Map([...Y.decodeStateVector(vector), [77, 5]])) })),
  },
  'an index that has forgotten what is deleted': {
    check: 'index', docId: () => indexed, row: /^document_index/, what: /does not say that something is deleted/,
    damage: (at) => changeIndex(at, indexed, () => ({ deletes: Uint8Array.of(0) })),
  },
  'an index behind a snapshot that has forgotten what is deleted': {
    check: 'index', docId: () => trimmed, row: /^document_index/, what: /does not say that something is deleted/,
    damage: (at) => changeIndex(at, trimmed, () => ({ deletes: Uint8Array.of(0) })),
  },
  'an index that deletes what is there': {
    check: 'index', docId: () => trimmed, row: /^document_index/, what: /says that something is deleted which the text has/,
    damage: (at) => changeIndex(at, trimmed, ({ vector }) => ({ deletes: encodeDeletes(new Map([...Y.decodeStateVector(vector)].map(([client, len]) => [client, [{ clock: 0, len }]]))) })),
  },
  'an index that counts too little': {
    check: 'index', docId: () => indexed, row: /^document_index/, what: /counts \d+ bytes and \d+ structs, the log/,
    damage: (at) => changeIndex(at, indexed, ({ bytes }) => ({ bytes: bytes - 1 })),
  },
  'an index that counts too much': {
    check: 'index', docId: () => indexed, row: /^document_index/, what: /counts \d+ bytes and \d+ structs, the text/,
    damage: (at) => changeIndex(at, indexed, ({ bytes }) => ({ bytes: bytes * 2 })),
  },
  'an index of rows that are gone': {
    check: 'index', docId: () => indexed, row: /^document_index/, what: /goes up to \d+, the text ends at \d+/,
    damage: async (at) => at.query('delete from update_log where seq = (select max(seq) from update_log where doc_id = ?)', [indexed]),
  },
  'an index that a snapshot has overtaken': {
    check: 'index', docId: () => trimmed, row: /^document_index/, what: /lies in the snapshot up to \d+/,
    damage: (at) => changeIndex(at, trimmed, () => ({ up_to_seq: 1 })),
  },
  'an index of noise': {
    check: 'index', docId: () => trimmed, row: /^document_index/, what: /cannot be read/,
    damage: (at) => changeIndex(at, trimmed, () => ({ vector: Uint8Array.of(255, 255, 255) })),
  },
  'a frozen text that was edited': {
    check: 'frozen', docId: () => issued, row: /^frozen .* submit$/, what: /does not have its hash/,
    damage: (at) => at.query("update frozen set content = replace(content, '丙', '丁') where doc_id = ? and kind = 'submit'", [issued]),
  },
  'frozen bytes of another text': {
    check: 'frozen', docId: () => issued, row: /^frozen .* submit$/, what: /bytes do not show/,
    // The receiving organ's copy has the very same text: it must be one with another hash.
    damage: (at) => at.query("update frozen set bytes = (select bytes from frozen where hash not in (select hash from frozen where doc_id = ?) order by doc_id limit 1) where doc_id = ? and kind = 'submit'", [issued, issued]),
  },
  'a frozen text that is gone': {
    check: 'frozen', docId: () => issued, row: /^frozen/, what: /is missing/,
    damage: (at) => at.query('delete from frozen where doc_id = ?', [issued]),
  },
  'a series that jumped': {
    check: 'number', docId: () => issued, row: /^number_entry .* 99$/, what: /numbers 6 to 98 of .* were never given/,
    damage: (at) => at.query("update number_entry set seq = 99 where kind = 'dispatch' and doc_id = ?", [issued]),
  },
  'a number that is not in the register': {
    check: 'number', docId: () => issued, row: /^number_entry .* dispatch .* 3$/, what: /is missing, its events and acts say used/,
    damage: (at) => at.query("delete from number_entry where kind = 'dispatch' and doc_id = ?", [issued]),
  },
  'a number that was voided past the registrar': {
    check: 'number', docId: () => '', row: /^number_entry .* dispatch .* 5$/, what: /is void, its events and acts say reserved/,
    damage: (at) => at.query("update number_entry set state = 'void' where state = 'reserved'"),
  },
  'a receipt number on a document of nobody': {
    check: 'number', docId: () => 'x', row: /^number_entry .* receipt 收 .* 1$/, what: /is used, its events and acts say used by/,
    damage: (at) => at.query("update number_entry set doc_id = 'x' where kind = 'receipt'"),
  },
  'an act of a registrar that was reworded': {
    check: 'chain', docId: () => '', row: /^number_act 1$/, what: /changed/,
    damage: (at) => at.query("update number_act set reason = '别的理由'"),
  },
  'an outcome that is gone': {
    check: 'outcome', docId: () => issued, row: /^event_log \d+$/, what: /no outcome/,
    damage: async (at) => at.query('delete from outcome where op_id = (select op_id from event_log where seq = ?)', [await seqOf(at, issued, 'dispatch')]),
  },
  'a calendar that nobody put there': {
    check: 'calendar', docId: () => '', row: /^calendar_change 1$/, what: /does not link/,
    damage: (at) => at.query("insert into calendar_change (version, at, person_id, name, body, previous_hash, hash) values (1, 1, 'p', 'x', '{}', '', '')"),
  },
  'a flow that nobody set': {
    check: 'flow', docId: () => '', row: /^flow_setting 1$/, what: /does not link/,
    damage: (at) => at.query("insert into flow_setting (seq, organ_id, flow, version, at, person_id, name, body, previous_hash, hash) values (1, 'o', 'dispatch', 1, 1, 'p', 'x', '{}', '', '')"),
  },
  'a desk that nobody handed over': {
    check: 'delegation', docId: () => '', row: /^delegation_act 1$/, what: /does not link/,
    damage: (at) => at.query("insert into delegation_act (seq, id, act, principal_id, delegate_id, organ_id, from_at, until_at, at, previous_hash, hash) values (1, 'i', 'given', 'p', 'd', 'o', 1, 2, 1, '', '')"),
  },
  'work that nobody handed over': {
    check: 'handover', docId: () => '', row: /^handover 1$/, what: /does not link/,
    damage: (at) => at.query("insert into handover (seq, op_id, request_hash, organ_id, from_id, to_id, person_id, at, body, previous_hash, hash) values (1, 'o', '', 'o', 'p', 'q', 'p', 1, '{}', '', '')"),
  },
  'a file that is not there': {
    check: 'blob', docId: () => issued, row: /^document_blob /, what: /not there/,
    damage: (at) => at.query('insert into document_blob (doc_id, digest) values (?, ?)', [issued, '0'.repeat(64)]),
  },
  'a file that is another one': {
    check: 'blob', docId: () => '', row: /^blob 0+$/, what: /part 0 is missing/,
    damage: (at) => at.query('insert into blob (digest, bytes, at) values (?, 3, 1)', ['0'.repeat(64)]),
  },
  'a unit that nobody renamed': {
    check: 'directory', docId: () => '', row: /^directory_change 1$/, what: /does not link/,
    damage: (at) => at.query("insert into directory_change (seq, op_id, request_hash, kind, person_id, at, undoes, record, diff, previous_hash, hash) values (1, 'o', '', 'unit.rename', 'p', 1, null, '{}', '{}', '', '')"),
  },
  'a refusal that says accepted': {
    check: 'outcome', docId: () => issued, row: /^outcome [0-9a-f]{32}$/, what: /its last event is missing/,
    damage: async (at) => {
      for (const { op_id: opId, doc_id: docId } of await at.query("select op_id, doc_id from outcome where outcome not like '%accepted%'")) {
        await at.query('update outcome set outcome = ? where op_id = ?', [JSON.stringify({ opId, docId, status: 'accepted', seq: 1 }), String(opId)]);
      }
    },
  },
};

describe.each(ADAPTERS)('verify on $name', ({ make }) => {
  let base: Installation | null;
  beforeAll(async () => {
    base = await make();
    if (base !== null) expect(await ops('restore', '--from', whole, ...base.args)).toMatchObject({ code: 0 });
  }, START_MS);
  afterAll(async () => { await base?.drop(); });

  async function verifyAfter(damage: Planted['damage']): Promise<{ readonly list: readonly Finding[]; readonly code: number | null; readonly table: string }> {
    const copy = await needInstallation(base).copy();
    try {
      await copy.disarm();
      await damage(copy);
      const findings = await verify(copy.place, () => {});
      const { code, out } = await ops('verify', ...copy.args);
      return { list: findings.list(), code, table: out };
    } finally {
      await copy.drop();
    }
  }

  it('[OPS04] finds nothing in whole data, says how much it looked at, and ends with 0', async () => {
    const { list, code, table } = await verifyAfter(async () => {});
    expect(list).toEqual([]);
    expect(code).toBe(0);
    for (const check of ['chain', 'state', 'text', 'counter', 'snapshot', 'index', 'frozen', 'number', 'outcome']) expect(table).toMatch(new RegExp(`^${check} +[1-9]\\d* +0$`, 'm'));
  });

  it.each(Object.entries(DAMAGE))('[OPS05] finds %s and names document and row', async (_name, { check, docId, row, what, damage }) => {
    const { list, code, table } = await verifyAfter(damage);
    expect(code).toBe(1);
    const finding = list.find((one) => one.check === check && what.test(one.what));
    expect(finding, table).toMatchObject({ docId: docId(), row: expect.stringMatching(row) });
    expect(table).toContain(finding?.row);
  });

  it('[OPS05] finds a number given twice and one that is none', async () => {
    const renumbered = (to: number): Planted['damage'] => (at) => at.query("update event_log set body = replace(body, '〕3号', ?) where doc_id = ? and body like ?", [`〕${to}号`, issued, '%"act":"register"%']);
    for (const [to, what] of [[2, /number 2 of .* was given twice/], [0, /〕0号 is not a number/]] as const) {
      const { list } = await verifyAfter(renumbered(to));
      expect(list.find((one) => one.check === 'number' && what.test(one.what))).toMatchObject({ docId: issued, row: expect.stringMatching(/^event_log \d+$/) });
    }
  });
});
