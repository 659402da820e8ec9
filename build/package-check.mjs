/**
 * Packs the application with the runtime at hand and looks at what came out: the fuses are read back from the executable, the archive
 * holds the bundled files and nothing else. That the packed application starts and signs in is a story of its own (e2e/packaged.e2e.ts).
 */
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { buildForCheck } from './dist.mjs';
import { electronRuntime, prepareNode } from './setup.mjs';
import { rootDir } from './setup/paths.mjs';
import { runScript, say, Stop } from './setup/say.mjs';

const wanted = /** @type {const} */ ({
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
});

/**
 * @param {import('./setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {Promise<string>} the executable, for the story that starts it
 */
export async function checkPackage(runtime) {
  const executable = await buildForCheck(runtime);
  if (!existsSync(executable)) throw new Stop(`没有生成 missing after packing: ${executable}`);
  await checkFuses(executable);
  checkArchive(executable);
  return executable;
}

/** @param {string} executable */
async function checkFuses(executable) {
  const { FuseState, FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(executable);
  const found = /** @type {Record<string, number | string | undefined>} */ (/** @type {unknown} */ (wire));
  const wrong = Object.entries(wanted).filter(([name, on]) => {
    const option = FuseV1Options[/** @type {keyof typeof wanted} */ (name)];
    return found[String(option)] !== (on ? FuseState.ENABLE : FuseState.DISABLE);
  });
  if (wrong.length > 0) throw new Stop(`保险丝不对 wrong fuses: ${wrong.map(([name, on]) => `${name} should be ${on ? 'on' : 'off'}`).join(', ')}`);
  say(`  ${Object.keys(wanted).length} 个保险丝逐一读回无误 fuses read back: ${Object.entries(wanted).map(([name, on]) => `${name} ${on ? 'on' : 'off'}`).join(', ')}`);
}

/** @param {string} executable */
function checkArchive(executable) {
  const archive = process.platform === 'darwin' ? join(executable, '..', '..', 'Resources', 'app.asar') : join(executable, '..', 'resources', 'app.asar');
  const require = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'));
  /** @type {{ listPackage: (archive: string, options: { isPack: boolean }) => string[] }} */
  const asar = require('@electron/asar');
  const files = asar.listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  const foreign = files.filter((file) => !/^\/(package\.json|dist|dist\/electron|dist\/electron\/(main\.mjs|replica\.mjs|preload\.cjs)|dist\/renderer|dist\/renderer\/.*)$/.test(file) || file.endsWith('.map'));
  if (foreign.length > 0) throw new Stop(`安装包里有不该有的文件 foreign files in the archive: ${foreign.slice(0, 10).join(', ')}`);
  for (const needed of ['/package.json', '/dist/electron/main.mjs', '/dist/electron/replica.mjs', '/dist/electron/preload.cjs', '/dist/renderer/index.html']) {
    if (!files.includes(needed)) throw new Stop(`安装包缺少 missing from the archive: ${needed}`);
  }
  say(`  app.asar: ${files.length} 个文件 files, ${(statSync(archive).size / 1e6).toFixed(1)} MB; ${relative(rootDir, executable)}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    await prepareNode();
    const runtime = await electronRuntime();
    await bundle();
    await checkPackage(runtime);
  });
}
