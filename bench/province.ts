/** The whole province (114k units, 650k people) on one server: how long a fresh load takes, what it keeps in memory at rest, how soon it restarts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '#tests/kit/test-server.ts';
import { rounded, type Figure } from './figure.ts';
import { memoryOfTreeMb } from './memory.ts';

const REST_MS = 5_000;

export async function measureProvince(): Promise<readonly Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gzt-province-'));
  const figures: Figure[] = [];
  try {
    for (const what of ['province: fresh load until it serves', 'province: second start until it serves']) {
      const started = performance.now();
      const server = await startTestServer({ scale: 'province', dataDir, startTimeoutMs: 600_000 });
      figures.push({ what, value: rounded((performance.now() - started) / 1_000), unit: 's' });
      await new Promise((resolve) => { setTimeout(resolve, REST_MS); });
      const memory = memoryOfTreeMb(server.pid());
      if (memory !== null) figures.push({ what: `${what}: server memory at rest`, value: rounded(memory, 0), unit: 'MB', note: 'PSS, 5 s after it serves' });
      await server.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return figures;
}
