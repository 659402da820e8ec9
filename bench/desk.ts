/**
 * The to-do centre with 5,000 documents: what the replica needs to place them, to answer a list with its counts, and to do so again after one change;
 * and in a real window from the click on a tab to the frame that shows the list.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { createDesk, type Desk } from '#electron/replica/desk/desk.ts';
import { createKeptTexts } from '#electron/replica/desk/kept-texts.ts';
import { createWorkbook } from '#electron/replica/desk/workbook.ts';
import { createDocuments } from '#electron/replica/docs/documents.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { openStore } from '#electron/replica/store/open.ts';
import { NO_FILTER } from '#shared/policy/desk-filter.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { manyDocuments } from '#tests/kit/many-documents.ts';
import { actorOf, ORGAN, smallOrg, stampOf } from '#tests/kit/small-org.ts';
import { startTestServer } from '#tests/kit/test-server.ts';
import { findCast, signInOverHttp } from '#e2e/kit/cast.ts';
import { launchClient, signIn, unlockIfAsked } from '#e2e/kit/client.ts';
import { fillDesk } from '#e2e/kit/full-desk.ts';
import { percentile, rounded, type Figure } from './figure.ts';

const MANY = 5_000;
const RUNS = 200;
const CLICKS = 40;
const PART = 100;

export async function measureDesk(): Promise<readonly Figure[]> {
  return [...measureReplica(), ...await measureWindow()];
}

function timed(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function measureReplica(): readonly Figure[] {
  const dir = mkdtempSync(join(tmpdir(), 'gzt-desk-'));
  const { store } = openStore(nodeDisk, dir, { now: Date.now });
  try {
    const now = Date.now();
    const workbook = createWorkbook(store);
    workbook.putFeed(manyDocuments(MANY, { personId: 'drafter01', name: '李兰', organId: ORGAN.town, organName: '桐梓县楚米镇人民政府' }, now), 1);
    const documents = createDocuments({ session: () => { throw new Error('nothing is opened here'); }, isOnServer: () => false, address: () => null, onChanged: () => undefined, onFetched: () => undefined }, []);
    const org = smallOrg();
    const desk = createDesk({ workbook, texts: createKeptTexts({ store, openText: () => null }), documents: () => documents, isBlobWaiting: () => false, actor: actorOf('drafter01'), stamp: stampOf('drafter01'), org: () => org, isOnline: () => true, calendar: () => NATIONAL_CALENDAR, now: () => now });
    const first = timed(() => ask(desk));
    const again = Array.from({ length: RUNS }, () => timed(() => ask(desk))).sort((a, b) => a - b);
    const changed = Array.from({ length: RUNS }, (_, turn) => {
      const view = workbook.views()[turn];
      if (view === undefined) throw new Error('no document');
      workbook.putFeed([{ ...view, state: { ...view.state, updatedAt: now + turn } } as DocumentView], null);
      return timed(() => ask(desk));
    }).sort((a, b) => a - b);
    return [
      { what: `replica: first list and counts over ${MANY} documents`, value: rounded(first), unit: 'ms', note: 'everything placed' },
      { what: 'replica: list of 100 and counts again, p50', value: rounded(percentile(again, 0.5), 2), unit: 'ms' },
      { what: 'replica: list of 100 and counts again, p99', value: rounded(percentile(again, 0.99), 2), unit: 'ms' },
      { what: 'replica: list of 100 and counts after one change, p50', value: rounded(percentile(changed, 0.5), 2), unit: 'ms', note: 'one document placed' },
      { what: 'replica: list of 100 and counts after one change, p99', value: rounded(percentile(changed, 0.99), 2), unit: 'ms' },
    ];
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function ask(desk: Desk): void {
  desk.list({ view: 'todo', filter: NO_FILTER, offset: 0, limit: PART });
  desk.counts();
}

async function measureWindow(): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'gzt-desk-'));
  const server = await startTestServer({ scale: 'county' });
  try {
    const { drafter } = await findCast(server.url, server.accounts);
    const { person } = await signInOverHttp(server.url, drafter);
    const post = person.memberships[0];
    if (post === undefined) throw new Error('a drafter without a post');
    const profileDir = join(dir, 'profile');
    const empty = await launchClient({ profileDir });
    await signIn(empty.page, server.url, drafter);
    await empty.close();
    fillDesk(profileDir, { personId: person.personId, name: person.name, organId: post.organId, organName: post.organName }, MANY);
    const client = await launchClient({ profileDir });
    try {
      await unlockIfAsked(client.page, drafter.password);
      await client.page.getByTestId('desk-row').first().waitFor();
      const clicks = (await timeClicks(client.page)).sort((a, b) => a - b);
      return [
        { what: `window: click on a tab to the painted list, ${MANY} documents, p50`, value: rounded(percentile(clicks, 0.5)), unit: 'ms', note: `${clicks.length} clicks` },
        { what: `window: click on a tab to the painted list, ${MANY} documents, p99`, value: rounded(percentile(clicks, 0.99)), unit: 'ms' },
      ];
    } finally {
      await client.close();
    }
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Between two views whose rows differ; painted is the frame after the one in which the new first row stands in the page. */
const timeClicks = (page: Page): Promise<number[]> => page.evaluate(async (clicks) => {
  const frame = (): Promise<number> => new Promise((resolve) => { requestAnimationFrame(resolve); });
  const firstRow = (): string | null => document.querySelector('[data-testid="desk-row"]')?.getAttribute('data-doc-id') ?? null;
  const spans: number[] = [];
  for (let turn = 0; turn < clicks; turn += 1) {
    const before = firstRow();
    const started = performance.now();
    document.querySelector<HTMLElement>(`[data-testid="tab-${turn % 2 === 0 ? 'done' : 'todo'}"]`)?.click();
    do await frame(); while (firstRow() === null || firstRow() === before);
    await frame();
    spans.push(performance.now() - started);
  }
  return spans;
}, CLICKS);
