/** `npm run demo`: sets up, builds and plays the story in real windows; e2e/demo.ts owns the story and its pictures. */
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { electronEnv, prepareElectron, prepareNode, withDisplay } from './setup.mjs';
import { rootDir } from './setup/paths.mjs';
import { runInTerminal } from './setup/processes.mjs';
import { runScript } from './setup/say.mjs';

await runScript(async () => {
  await prepareNode();
  const runtime = await prepareElectron();
  await bundle();
  const display = await withDisplay();
  try {
    return await runInTerminal(process.execPath, [join(rootDir, 'e2e', 'demo.ts'), ...process.argv.slice(2)], { cwd: rootDir, env: { ...display.env, ...electronEnv(runtime) } });
  } finally {
    await display.stop();
  }
});
