import { tellDay, type Fault } from './histories/crash.ts';
import { describe, expect, it } from 'vitest';
import { piecemeal } from './bugs/disk-bugs.ts';

/** All of them: `npm run sim:crash`. Here each eleventh, and those at which something was found. */
const EACH = 11;
const FOUND = [81, 89, 91, 126, 181, 216, 266] as const;
const SLOW_MACHINE_MS = 180_000;

/** What may be said of a disk that is full, and of one that failed once. */
const SAYINGS: { readonly [fault in Fault]: readonly string[] } = {
  kill: [],
  full: ['full', 'storage.full', 'start: ENOSPC', 'start: ERR_SQLITE_ERROR'],
  io: ['failed', 'storage.failed', 'start: EIO', 'start: ERR_SQLITE_ERROR', 'the process ends'],
};

async function sweep(fault: Fault): Promise<{ readonly points: number; readonly findings: readonly string[]; readonly said: ReadonlySet<string> }> {
  const { steps } = await tellDay({ fault: null, at: 0 });
  const points = [...new Set([...FOUND, ...Array.from({ length: Math.ceil(steps / EACH) }, (_, index) => 1 + index * EACH)])];
  const findings: string[] = [];
  const said = new Set<string>();
  for (const at of points) {
    const day = await tellDay({ fault, at });
    findings.push(...day.findings.map((finding) => `${fault} at ${at} (${day.call}): ${finding}`));
    for (const saying of day.said) {
      said.add(saying);
      if (!SAYINGS[fault].includes(saying)) findings.push(`${fault} at ${at} (${day.call}) was said to be ${saying}`);
    }
  }
  return { points: points.length, findings, said };
}

describe('a day of one machine', () => {
  it('[SIM04] loses nothing that was promised, wherever between two statements its process is killed', async () => {
    const { points, findings } = await sweep('kill');
    expect(findings).toEqual([]);
    expect(points).toBeGreaterThan(30);
  }, SLOW_MACHINE_MS);

  it('[SIM04] would lose an act if its transactions were none', async () => {
    // The outbox is written by one statement that empties it and others that fill it again.
    const { steps } = await tellDay({ fault: null, at: 0, spoils: piecemeal });
    let lost: string | undefined;
    for (let at = Math.floor(steps / 3); at < steps && lost === undefined; at += 1) lost = (await tellDay({ fault: 'kill', at, spoils: piecemeal })).findings[0];
    expect(lost).toBeDefined();
  }, SLOW_MACHINE_MS);

  it('[SIM05] loses nothing and says what it is when its disk is full from some write on for a while', async () => {
    const { findings, said } = await sweep('full');
    expect(findings).toEqual([]);
    expect([...said]).toContain('storage.full');
  }, SLOW_MACHINE_MS);

  it('[SIM05] loses nothing and says what it is when one call of its disk fails', async () => {
    const { findings, said } = await sweep('io');
    expect(findings).toEqual([]);
    expect([...said]).toContain('storage.failed');
  }, SLOW_MACHINE_MS);
});
