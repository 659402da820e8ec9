/**
 * From a key pressed in one client to the frame in which the other client shows it: two real Electron clients and a real server on loopback,
 * everything durable before it is shown. Both windows read the same machine's clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { startTestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast, signInOverHttp } from '#e2e/kit/cast.ts';
import { editorText, launchClient, openFromDesk, signIn } from '#e2e/kit/client.ts';
import { percentile, rounded, type Figure } from './figure.ts';
import { memoryOfTreeMb } from './memory.ts';

const KEYSTROKES = 300;
const GAP_MS = 60;
const FIRST_HAN = 0x6900;

export async function measureKeystrokes(): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'gzt-keystroke-'));
  const server = await startTestServer({ scale: 'county' });
  const cast = await findCast(server.url, server.accounts);
  const one = await launchClient({ profileDir: join(dir, 'one') });
  const two = await launchClient({ profileDir: join(dir, 'two') });
  try {
    await signIn(one.page, server.url, cast.drafter);
    await signIn(two.page, server.url, cast.colleague);
    const docId = await sharedDraft(server.url, cast.drafter, cast.colleague.personId);
    for (const client of [one, two]) {
      await waitFor(async () => await client.page.locator(`[data-doc-id="${docId}"]`).count() > 0 || (await client.page.getByTestId('tab-drafts').click(), false));
      await openFromDesk(client.page, 'drafts', docId);
    }
    await one.page.getByTestId('editor').locator('p').first().click();
    const latencies = (await timeKeystrokes(one.page, two.page)).sort((a, b) => a - b);
    if (latencies.length !== KEYSTROKES) throw new Error(`${latencies.length} of ${KEYSTROKES} keystrokes were seen`);
    const memory = memoryOfTreeMb(one.pid);
    return [
      { what: 'keystroke to the other client’s screen, p50', value: rounded(percentile(latencies, 0.5)), unit: 'ms', note: `${KEYSTROKES} keystrokes, one every ${GAP_MS} ms` },
      { what: 'keystroke to the other client’s screen, p99', value: rounded(percentile(latencies, 0.99)), unit: 'ms' },
      ...(memory === null ? [] : [{ what: 'client memory with one open document', value: rounded(memory, 0), unit: 'MB' as const, note: 'PSS of main, window, replica, helpers' }]),
    ];
  } finally {
    await one.close();
    await two.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function sharedDraft(url: string, drafter: { readonly login: string; readonly password: string }, colleagueId: string): Promise<string> {
  const { token } = await signInOverHttp(url, drafter);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const created = await fetch(`${url}/api/documents`, { method: 'POST', headers, body: JSON.stringify({ templateId: 'request-1' }) });
  const { docId } = await created.json() as { readonly docId: string };
  const invite = { kind: 'invite', opId: crypto.randomUUID().replaceAll('-', ''), docId, claimedAt: Date.now(), personIds: [colleagueId] };
  await fetch(`${url}/api/commands`, { method: 'POST', headers, body: JSON.stringify({ commands: [invite] }) });
  return docId;
}

/** Each keystroke types one character that stands nowhere else, so that its appearance cannot be mistaken. */
async function timeKeystrokes(from: Page, to: Page): Promise<number[]> {
  await to.evaluate(() => {
    const seen = new Map<string, number>();
    Object.assign(window, { gztSeen: seen });
    const editor = document.querySelector('[data-testid="editor"]');
    if (editor === null) throw new Error('no editor');
    let known = new Set(editor.textContent);
    new MutationObserver(() => {
      const now = new Set(editor.textContent);
      const fresh = [...now].filter((character) => !known.has(character));
      known = now;
      if (fresh.length > 0) requestAnimationFrame(() => { for (const character of fresh) seen.set(character, performance.timeOrigin + performance.now()); });
    }).observe(editor, { subtree: true, childList: true, characterData: true });
  });
  await from.evaluate(() => {
    const sent = new Map<string, number>();
    Object.assign(window, { gztSent: sent });
    document.addEventListener('beforeinput', (event) => { if (event.data !== null) sent.set(event.data, performance.timeOrigin + performance.now()); }, true);
  });
  const present = new Set(await editorText(from));
  const fresh = Array.from({ length: 2 * KEYSTROKES }, (_, index) => String.fromCodePoint(FIRST_HAN + index)).filter((character) => !present.has(character)).slice(0, KEYSTROKES);
  for (const character of fresh) {
    await from.keyboard.insertText(character);
    await new Promise((resolve) => { setTimeout(resolve, GAP_MS); });
  }
  const last = fresh.at(-1) ?? '';
  await waitFor(async () => (await editorText(to)).includes(last));
  const sent = await from.evaluate(() => [...(window as unknown as { gztSent: Map<string, number> }).gztSent]);
  const seen = new Map(await to.evaluate(() => [...(window as unknown as { gztSeen: Map<string, number> }).gztSeen]));
  return sent.flatMap(([character, at]) => { const shown = seen.get(character); return shown === undefined ? [] : [shown - at]; });
}
