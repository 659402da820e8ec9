/** `npm run bench [-- NAME …]`: sets up, builds, packs the application with the runtime at hand and runs the benchmarks of bench/run.ts. */
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { buildForCheck } from './dist.mjs';
import { electronEnv, prepareElectron, prepareNode, withDisplay } from './setup.mjs';
import { rootDir } from './setup/paths.mjs';
import { runInTerminal } from './setup/processes.mjs';
import { runScript } from './setup/say.mjs';

await runScript(async () => {
  await prepareNode();
  const runtime = await prepareElectron();
  await bundle();
  const names = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  // Cold start is measured on the packed application; the other benchmarks need not wait for it.
  const packagedApp = names.length === 0 || names.includes('cold-start') ? await buildForCheck(runtime) : '';
  const display = await withDisplay({ preferVirtual: true });
  try {
    return await runInTerminal(process.execPath, [join(rootDir, 'bench', 'run.ts'), ...process.argv.slice(2)], {
      cwd: rootDir,
      env: { ...display.env, ...electronEnv(runtime), GZT_PACKAGED_APP: packagedApp },
    });
  } finally {
    await display.stop();
  }
});
