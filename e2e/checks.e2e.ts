/** 行文检查 in a real window: a request typed into a 报告 is found while one types, shown, mended by one click, and that click taken back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast } from './kit/cast.ts';
import { editorText, launchClient, shot, signIn, typeInParagraph, type Client } from './kit/client.ts';
import { look } from './kit/look.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-checks-shots');
const ASKS = '以上情况，请批示。';

let server: TestServer;
let dir: string;
let client: Client;

const found = (rule: string) => client.page.locator(`[data-testid="finding"][data-rule="${rule}"]`);
const count = (): Promise<string> => client.page.getByTestId('checks-count').innerText();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-checks-'));
  server = await startTestServer({ scale: 'county' });
  const cast = await findCast(server.url, server.accounts);
  client = await launchClient({ profileDir: join(dir, 'profile') });
  await signIn(client.page, server.url, cast.drafter);
  await client.page.getByTestId('new-document').click();
  await client.page.getByTestId('template-report').click();
  await client.page.getByTestId('new-subject').fill('安全饮水工程建设进展情况');
  await client.page.getByTestId('new-submit').click();
  await client.page.getByTestId('editor').waitFor();
}, 120_000);

afterAll(async () => {
  await client?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail' && client !== undefined) await shot(client.page, SHOTS, `failed-${context.task.name.slice(1, 6)}`).catch(() => undefined);
});

describe('行文检查', () => {
  it('[CHK34] says of a sound draft that nothing was found, and the page fits with its tab open', async () => {
    await client.page.getByTestId('pane-checks').click();
    await client.page.getByText('没有发现问题').waitFor();
    expect(await client.page.getByTestId('checks-count').count()).toBe(0);
    await look(client, SHOTS, 'checks-none');
  });

  it('[CHK34] finds a request in a 报告 while one types, shows where it stands, and mends it by one click that can be taken back', async () => {
    await typeInParagraph(client.page, 0, '全镇饮水管网改造已完成八成。');
    await client.page.keyboard.press('Enter');
    await client.page.keyboard.insertText(ASKS);
    await found('R5').waitFor();
    expect(await count()).toBe('1');
    expect(await found('R5').innerText()).toContain('条例第十五条（四）');
    await found('R5').getByTestId('finding-show').click();
    await waitFor(async () => await client.page.evaluate(() => document.getSelection()?.toString()) === '请批示');
    await look(client, SHOTS, 'checks-finding');

    await found('R5').getByTestId('finding-mend').click();
    await waitFor(async () => await found('R5').count() === 0);
    expect(await editorText(client.page)).not.toContain(ASKS);
    await client.page.getByTestId('editor').locator('p').first().click();
    await client.page.keyboard.press('Control+z');
    await waitFor(async () => (await editorText(client.page)).includes(ASKS));
    await found('R5').waitFor();
    expect(await editorText(client.page), 'one step of undo takes back the click alone').toContain('全镇饮水管网改造已完成八成。');
  });

  it('[CHK34] shows every kind of finding, and stops at a mark of secrecy', async () => {
    await typeInParagraph(client.page, 1, '根据国发〔2022〕14号文件，1、截至2026-03-01。');
    await client.page.keyboard.press('Enter');
    for (const line of ['（二）下一步', '1、加快进度', '机 密★']) {
      await client.page.keyboard.insertText(line);
      await client.page.keyboard.press('Enter');
    }
    for (const rule of ['R5', 'R18', 'R20', 'R21']) await found(rule).first().waitFor();
    await look(client, SHOTS, 'checks-many');
  });
});
