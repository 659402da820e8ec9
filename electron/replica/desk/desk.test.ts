import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrgView } from '#shared/org/model.ts';
import { NO_FILTER, type DeskFilter } from '#shared/policy/desk-filter.ts';
import { deskPlace, DESK_VIEWS } from '#shared/policy/desk.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import type { OutboxEntry } from '#shared/sync/outbox.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import type { Command } from '#shared/workflow/command.ts';
import { createDocuments } from '#electron/replica/docs/documents.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { openStore } from '#electron/replica/store/open.ts';
import type { ReplicaStore } from '#electron/replica/store/store.ts';
import { manyDocuments } from '#tests/kit/many-documents.ts';
import { acted, id, NOW } from '#tests/kit/story.ts';
import { actorOf, ORGAN, smallOrg, stampOf } from '#tests/kit/small-org.ts';
import { createDeskIndex } from './desk-index.ts';
import { createDesk } from './desk.ts';
import { createKeptTexts } from './kept-texts.ts';
import { createSavedViews } from './saved-views.ts';
import { createWorkbook } from './workbook.ts';

const MANY = 5_000;
const OWNER = { personId: 'drafter01', name: '李兰', organId: ORGAN.town, organName: '桐梓县楚米镇人民政府' };
const actor = actorOf('drafter01');

let dir: string;
let store: ReplicaStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-desk-'));
  store = openStore(nodeDisk, dir, { now: () => NOW }).store;
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** An index over many documents that tells which of them were placed. */
function watched(count = MANY) {
  const workbook = createWorkbook(store);
  workbook.putFeed(manyDocuments(count, OWNER, NOW), 1);
  let org = smallOrg();
  let placed: string[] = [];
  const index = createDeskIndex({
    workbook, foreseen: (docId) => workbook.view(docId)?.state, org: () => org, standing: () => '',
    placeOf: (state, view) => {
      placed.push(state.docId);
      return deskPlace(actor, state, view);
    },
  });
  return { workbook, index, setOrg: (next: OrgView) => { org = next; }, placedSince: () => { const since = placed; placed = []; return since; } };
}
const changed = (view: DocumentView | undefined, part: object): DocumentView => {
  if (view === undefined) throw new Error('no such document');
  return { ...view, state: { ...view.state, ...part } } as DocumentView;
};
const receive = (docId: string): OutboxEntry => ({
  command: { kind: 'receive', opId: id(77), docId, claimedAt: NOW, stepNo: 0 } as unknown as Command, title: '', effects: [acted('receive', 'awaitingReceipt', 'deciding')], state: 'waiting', error: null, takenAt: NOW,
});

describe('the index of the desk', () => {
  it('[REP30] places 5,000 documents once, when it is first asked', () => {
    const { index, placedSince } = watched();
    expect(placedSince()).toEqual([]);
    expect(index.entries()).toHaveLength(MANY);
    expect(new Set(placedSince()).size).toBe(MANY);
    index.entries();
    expect(placedSince()).toEqual([]);
  });

  it('[REP30] places what the feed brought, what was acted on and what was born, and nothing else', () => {
    const { workbook, index, placedSince } = watched();
    index.entries();
    placedSince();
    workbook.putFeed([changed(workbook.view(id(9)), { title: '改过的' }), changed(workbook.view(id(12)), {})], 2);
    index.entries();
    expect(placedSince().toSorted()).toEqual([id(9), id(12)]);
    const entry = receive(id(6));
    workbook.change([{ kind: 'taken', entry }]);
    index.entries();
    expect(placedSince()).toEqual([id(6)]);
    workbook.change([{ kind: 'dismissed', opId: entry.command.opId }]);
    index.entries();
    expect(placedSince()).toEqual([id(6)]);
    const born = changed(workbook.view(id(1)), { docId: id(9_999) });
    workbook.birth(born, new Uint8Array(1), { ...entry, command: { ...entry.command, opId: id(78) as never, docId: id(9_999) as never } });
    expect(index.entries()).toHaveLength(MANY + 1);
    expect(placedSince().toSorted()).toEqual([id(9_999)]);
    workbook.remove(id(12));
    expect(index.entries().some(({ state }) => state.docId === id(12))).toBe(false);
    expect(placedSince()).toEqual([]);
  });

  it('[REP30] places everything anew when the organisation has changed', () => {
    const { index, setOrg, placedSince } = watched(500);
    index.entries();
    placedSince();
    setOrg(smallOrg());
    index.entries();
    expect(placedSince()).toHaveLength(500);
  });

  it('[REP30] places a document that changed many times before anybody asked once', () => {
    const { workbook, index, placedSince } = watched(500);
    index.entries();
    placedSince();
    for (let turn = 0; turn < 20; turn += 1) workbook.putFeed([changed(workbook.view(id(3)), { updatedAt: NOW + turn })], turn);
    expect(index.entries()[0]?.state.docId).toBe(id(3));
    expect(placedSince()).toEqual([id(3)]);
  });
});

describe('the desk', () => {
  const desk = (count = MANY) => {
    const workbook = createWorkbook(store);
    workbook.putFeed(manyDocuments(count, OWNER, NOW), 1);
    const documents = createDocuments({ session: () => { throw new Error('nobody opens a document here'); }, isOnServer: () => false, address: () => null, onChanged: () => undefined, onFetched: () => undefined }, []);
    const org = smallOrg();
    return createDesk({ workbook, texts: createKeptTexts({ store, openText: () => null }), documents: () => documents, isBlobWaiting: () => false, actor, stamp: stampOf('drafter01'), org: () => org, isOnline: () => true, calendar: () => NATIONAL_CALENDAR, now: () => NOW });
  };
  const FILTERS: readonly Partial<DeskFilter>[] = [{}, { flow: 'receipt' }, { urgency: 'critical' }, { dueInDays: 3 }, { words: '饮水' }, { stage: 'signing', words: '第2' }];

  it('[REP31] answers every view in parts that make the whole, newest first, as many as counted', () => {
    const { list, counts } = desk();
    for (const view of DESK_VIEWS) {
      const whole = [];
      for (let offset = 0; ; offset += 200) {
        const part = list({ view, filter: NO_FILTER, offset, limit: 200 });
        expect(part.total).toBe(counts()[view]);
        if (part.items.length === 0) break;
        whole.push(...part.items);
      }
      expect(whole).toHaveLength(counts()[view]);
      expect(new Set(whole.map((item) => item.docId)).size).toBe(whole.length);
      expect(whole.map((item) => item.updatedAt)).toEqual(whole.map((item) => item.updatedAt).toSorted((a, b) => b - a));
    }
    expect(counts()['todo'] + counts()['toRead'] + counts()['drafts'] + counts()['done']).toBe(MANY);
    expect(Math.min(counts()['overdue'], counts()['started'])).toBeGreaterThan(0);
  });

  it('[REP31] narrows every view to exactly what passes, and looks through all for words', () => {
    const { list } = desk(900);
    for (const question of FILTERS) {
      const filter = { ...NO_FILTER, ...question };
      const { items, total } = list({ view: 'all', filter, offset: 0, limit: 200 });
      expect(items.length).toBe(Math.min(200, total));
      for (const item of items) {
        if (filter.flow !== null) expect(item.flow).toBe(filter.flow);
        if (filter.urgency !== null) expect(item.urgency).toBe(filter.urgency);
        if (filter.stage !== null) expect(item.stage).toBe(filter.stage);
      }
    }
    expect(list({ view: 'all', filter: { ...NO_FILTER, words: '（第37号）' }, offset: 0, limit: 10 }).total).toBe(1);
  });

  it('[REP31] tells the light of each item by the calendar, red for what is past alone', () => {
    const { items } = desk().list({ view: 'overdue', filter: NO_FILTER, offset: 0, limit: 200 });
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map((item) => item.light))).toEqual(new Set(['red']));
    const rest = desk().list({ view: 'all', filter: NO_FILTER, offset: 0, limit: 200 }).items;
    for (const item of rest) expect(item.light === 'red').toBe(item.dueAt !== null && item.dueAt < NOW);
  });
});

describe('kept views', () => {
  const storage = { attempt: (write: () => void) => { write(); return true; }, state: () => 'ok' as const };
  const view = { name: '加急待办', view: 'todo', filter: { ...NO_FILTER, urgency: 'urgent' } } as const;

  it('[REP32] are there after a restart, replaced by name and dropped by name', () => {
    createSavedViews(store, storage).keep(view);
    expect(createSavedViews(store, storage).all()).toEqual([view]);
    createSavedViews(store, storage).keep({ ...view, view: 'overdue' });
    expect(createSavedViews(store, storage).all().map((each) => each.view)).toEqual(['overdue']);
    createSavedViews(store, storage).drop('加急待办');
    expect(createSavedViews(store, storage).all()).toEqual([]);
  });

  it('[REP32] are not shown when the disk refuses, and say so', () => {
    const kept = createSavedViews(store, { attempt: () => false, state: () => 'full' as const });
    expect(kept.keep(view)).toMatchObject({ ok: false, error: { code: 'storage.full' } });
    expect(kept.all()).toEqual([]);
  });

  it('[REP32] that are broken are left behind', () => {
    for (const broken of ['{', '[{"name":1}]', 'null']) {
      store.setValue('desk.views', broken);
      expect(createSavedViews(store, storage).all()).toEqual([]);
    }
  });
});

describe('a document on a flow that this program does not know', () => {
  it('[UI142] is kept and counted, stands on no desk, and takes nothing else down; a program that knows the flow finds it', () => {
    const { workbook, index } = watched(20);
    const [first, second] = workbook.views();
    const newer = changed(first, { plan: { ...first?.state.plan, version: 9 } });
    const stranger = changed(second, { stage: 'weighing' });
    const before = index.entries().length;
    workbook.putFeed([newer, stranger], 2);
    expect([workbook.tooNew(), workbook.views().length, index.entries().length]).toEqual([2, 18, before - 2]);
    expect([workbook.view(newer.state.docId), workbook.cursor()]).toEqual([undefined, 2]);
    // The same after a restart, from what the disk has.
    const again = createWorkbook(store);
    expect([again.tooNew(), again.views().length]).toEqual([2, 18]);
    expect(store.documents().length).toBe(20);
    // As after an update: the server tells it in a flow that is known.
    if (first === undefined || second === undefined) throw new Error('no documents');
    again.putFeed([first], 3);
    again.remove(second.state.docId);
    expect([again.tooNew(), again.views().length]).toEqual([0, 19]);
  });
});
