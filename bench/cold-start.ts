/**
 * Cold start of the packaged application with a signed-in profile. A machine without a keychain stops at the unlock screen, where a person types;
 * so two spans are measured (start to unlock screen, password entered to usable workbench) and the waiting for a person between them is not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '#tests/kit/test-server.ts';
import { findCast, type Player } from '#e2e/kit/cast.ts';
import { signIn } from '#e2e/kit/client.ts';
import { startPackaged } from '#e2e/kit/packaged.ts';
import { rounded, type Figure } from './figure.ts';
import { memoryOfTreeMb } from './memory.ts';

const RUNS = 5;

export async function measureColdStart(): Promise<readonly Figure[]> {
  const packaged = process.env['GZT_PACKAGED_APP'] ?? '';
  if (packaged === '') {
    process.stdout.write('  not run: no packaged application (GZT_PACKAGED_APP is empty)\n');
    return [];
  }
  const dir = mkdtempSync(join(tmpdir(), 'gzt-cold-'));
  const server = await startTestServer({ scale: 'county' });
  try {
    const { drafter } = await findCast(server.url, server.accounts);
    const profileDir = join(dir, 'profile');
    await run(packaged, profileDir, server.url, drafter, true);
    const starts: number[] = [];
    const opens: number[] = [];
    let memory: number | null = null;
    for (let index = 0; index < RUNS; index += 1) {
      const span = await run(packaged, profileDir, server.url, drafter, false);
      starts.push(span.startMs);
      opens.push(span.openMs);
      memory = span.memoryMb;
    }
    const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
    return [
      { what: 'packaged: process start to unlock screen ready', value: rounded(median(starts), 0), unit: 'ms', note: `median of ${RUNS}` },
      { what: 'packaged: password entered to interactive workbench', value: rounded(median(opens), 0), unit: 'ms', note: `median of ${RUNS}, scrypt included` },
      ...(memory === null ? [] : [{ what: 'packaged: client memory at the workbench', value: rounded(memory, 0), unit: 'MB' as const, note: 'PSS of all its processes' }]),
    ];
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(packaged: string, profileDir: string, serverUrl: string, who: Player, isFirst: boolean): Promise<{ startMs: number; openMs: number; memoryMb: number | null }> {
  const started = performance.now();
  const app = await startPackaged(packaged, profileDir);
  const { page } = app;
  try {
    if (isFirst) {
      await signIn(page, serverUrl, who);
      return { startMs: 0, openMs: 0, memoryMb: null };
    }
    const unlock = page.getByTestId('unlock-password');
    const workbench = page.getByTestId('workbench');
    await unlock.or(workbench).first().waitFor();
    const startMs = performance.now() - started;
    let openMs = 0;
    if (await unlock.count() > 0) {
      await unlock.fill(who.password);
      const entered = performance.now();
      await page.getByTestId('unlock-submit').click();
      await workbench.waitFor();
      await page.getByTestId('new-document').waitFor();
      openMs = performance.now() - entered;
    }
    return { startMs, openMs, memoryMb: memoryOfTreeMb(app.process.pid ?? 0) };
  } finally {
    await app.close();
  }
}
