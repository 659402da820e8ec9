/** Reminders in a real window: where they are set, what the year's calendar shows, and what a ring does, shown by the system or by the window itself. */
import { beforeAll, describe, expect, it } from 'vitest';
import { draftReport } from '#tests/kit/archive-story.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { goToWorkbench, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let drafter: ServerClient;

const scene = setScene('reminders', async ({ server, cast }) => {
  drafter = await signInOverHttp(server.url, cast.drafter);
});

beforeAll(async () => {
  await signIn(scene.client.page, scene.server.url, scene.cast.leader);
});

interface Shown { readonly title: string; readonly body: string }
type Seen = typeof globalThis & { readonly shown: (Shown & { click(): void })[] };

/** Stands between the program and the system's notifications: nobody sits at this screen to see them. */
const systemShows = (isSupported: boolean): Promise<void> => scene.client.app.evaluate(({ Notification }, supported) => {
  const seen = globalThis as unknown as { shown?: unknown[] };
  seen.shown ??= [];
  const { shown } = seen;
  Notification.isSupported = () => supported;
  Notification.prototype.show = function show(this: Electron.Notification) {
    shown.push({ title: this.title, body: this.body, click: () => this.emit('click') });
  };
}, isSupported);
const shown = (): Promise<readonly Shown[]> => scene.client.app.evaluate(() => (globalThis as Seen).shown.map(({ title, body }) => ({ title, body })));

async function submit(title: string): Promise<string> {
  const docId = await draftReport({ drafter, mayor: drafter, registrar: drafter }, title);
  const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
  expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: body.hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
  return docId;
}

describe('reminders in a real window', () => {
  it('[SCR05] quiet hours and the calendar of a published and of a provisional year fit, and axe finds nothing', async () => {
    const { page } = scene.client;
    await page.getByTestId('nav-settings').click();
    const calendar = page.getByTestId('year-calendar');
    await calendar.waitFor();
    await scene.look('settings-reminders');
    await calendar.scrollIntoViewIfNeeded();
    await page.getByText('2026 年', { exact: true }).click();
    await page.getByText('2026-02-15 至 2026-02-23').waitFor();
    await page.locator('.months').evaluate((element) => { element.scrollIntoView(); });
    await scene.look('settings-calendar');
    await page.locator('.settings').evaluate((element) => { element.scrollTop = 0; });
    await page.getByText('2027 年 · 暂定').click();
    await page.getByText('2027 年放假安排尚未公布').waitFor();
    await calendar.evaluate((element) => { element.scrollIntoView(); });
    await scene.look('settings-provisional');
  });

  it('[REM08] a document that is handed to this person is shown by the system, and a click opens it', async () => {
    const { page } = scene.client;
    await systemShows(true);
    await page.evaluate(async () => {
      await window.office?.call('settings.set', { quietFromMinute: 0, quietToMinute: 0, workingDaysOnly: false });
    });
    const docId = await submit('关于汛期排查情况的报告');
    await waitFor(async () => (await shown()).length > 0, { timeoutMs: 15_000, what: 'the notification' });
    expect(await shown()).toEqual([{ title: '新到待办', body: expect.stringMatching(/^关于汛期排查情况的报告\n办结期限 \d{4}-\d{2}-\d{2} 18:00/u) }]);
    await scene.client.app.evaluate(() => { (globalThis as Seen).shown[0]?.click(); });
    await page.getByTestId('document-page').waitFor();
    expect(await page.getByTestId('document-page').innerText()).toContain('关于汛期排查情况的报告');
    expect(docId).toMatch(/^[0-9a-f]{32}$/u);
  });

  it('[REM06] where the system shows none, the window says it and opens it', async () => {
    const { page } = scene.client;
    await goToWorkbench(page);
    await systemShows(false);
    await submit('关于森林防火情况的报告');
    const said = page.getByRole('status').filter({ hasText: '关于森林防火情况的报告' });
    await said.waitFor();
    await scene.look('ring-in-window');
    await said.getByRole('button', { name: '查看' }).click();
    await page.getByTestId('document-page').waitFor();
    expect((await shown()).length).toBe(1);
    await page.getByTestId('nav-settings').click();
    await page.getByText('本机不能显示系统通知').waitFor();
  });
});
