/** `npm run typecheck`: one compiler run per folder, because each folder may see different things (shared: neither node nor the DOM). */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rootDir = dirname(dirname(fileURLToPath(import.meta.url)));
const projects = ['shared', 'server', 'electron', 'electron/preload', 'renderer', 'build', '.'];
const tsc = join(rootDir, 'node_modules', 'typescript', 'bin', 'tsc');

let failed = 0;
for (const project of projects) {
  const label = project === '.' ? 'tests, e2e, bench' : project;
  if (!existsSync(join(rootDir, project, 'tsconfig.json'))) {
    console.log(`types  ${label}: no such folder`);
    failed += 1;
    continue;
  }
  const startedAt = performance.now();
  const run = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', project], { cwd: rootDir, encoding: 'utf8' });
  const output = `${run.stdout}${run.stderr}`.trim();
  // TS18003: a folder whose files are all still to come has nothing to check.
  const empty = output.includes('TS18003');
  const ok = run.status === 0 || empty;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`types  ${label}: ${ok ? (empty ? 'no files' : 'ok') : 'FAILED'} (${seconds} s)`);
  if (!ok) {
    failed += 1;
    console.log(output);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
