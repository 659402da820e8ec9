/** `npm run demo`: sets up, builds and plays the story in real windows; e2e/demo.ts owns the story and its pictures. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { electronEnv, prepareElectron, prepareNode, withDisplay } from './setup.mjs';
import { rootDir } from './setup/paths.mjs';
import { runInTerminal } from './setup/processes.mjs';
import { runScript, say } from './setup/say.mjs';

await runScript(async () => {
  await prepareNode();
  const runtime = await prepareElectron();
  await bundle();
  const display = await withDisplay();
  try {
    const code = await runInTerminal(process.execPath, [join(rootDir, 'e2e', 'demo.ts'), ...process.argv.slice(2)], { cwd: rootDir, env: { ...display.env, ...electronEnv(runtime) } });
    const page = join(rootDir, 'out', 'demo', 'index.html');
    if (code === 0 && existsSync(page)) say(`✓ 截图与说明 pictures with captions: ${page}`);
    return code;
  } finally {
    await display.stop();
  }
});
