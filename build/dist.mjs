/**
 * `npm run dist [-- electron-builder's own switches]`: installers for this platform, made with the official Electron only.
 * `npm run dist -- --dir --dev-runtime`: the check build of the tests, an unpacked application on whatever runtime is at hand; it is
 * written apart from the product's and is not to be handed to anybody.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { electronRuntime, prepareNode } from './setup.mjs';
import { nodeModulesDir, rootDir } from './setup/paths.mjs';
import { lastLines, run, runInTerminal } from './setup/processes.mjs';
import { runScript, say, Stop, step } from './setup/say.mjs';

export const checkDir = join(rootDir, 'release', 'check');
const builder = join(nodeModulesDir, 'electron-builder', 'cli.js');

/**
 * @param {import('./setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {Promise<string>} the executable of the unpacked application
 */
export async function buildForCheck(runtime) {
  rmSync(checkDir, { recursive: true, force: true });
  await step(`打包检查 packing a check build (Electron ${runtime.version}${runtime.official ? '' : ', 后备 fallback'})`, async () => {
    const args = [builder, '--dir', '--publish', 'never', `-c.electronDist=${runtime.dist}`, `-c.electronVersion=${runtime.version}`, `-c.directories.output=${checkDir}`];
    const { code, output } = await run(process.execPath, args, { cwd: rootDir, timeoutMs: 300_000 });
    if (code !== 0) throw new Stop(`打包失败。Packing failed (exit code ${code}):\n${lastLines(output, 25)}`);
  });
  if (process.platform === 'darwin') return join(checkDir, process.arch === 'arm64' ? 'mac-arm64' : 'mac', '贵政通.app', 'Contents', 'MacOS', 'guizhengtong');
  const suffix = process.arch === 'arm64' ? '-arm64' : '';
  return process.platform === 'win32' ? join(checkDir, `win${suffix}-unpacked`, 'guizhengtong.exe') : join(checkDir, `linux${suffix}-unpacked`, 'guizhengtong');
}

/** @param {string[]} args */
async function dist(args) {
  if (args.includes('--dev-runtime')) {
    if (!args.includes('--dir')) throw new Stop('--dev-runtime 只能与 --dir 同用：后备运行时从不做成安装包。--dev-runtime goes with --dir only: the fallback runtime never becomes an installer.');
    const runtime = await electronRuntime();
    await bundle({ force: true });
    say(`✓ ${relative(rootDir, await buildForCheck(runtime))}  (仅供检查 for checks only)`);
    return 0;
  }
  const runtime = await electronRuntime({ officialOnly: true });
  await bundle({ force: true });
  // Other platforms' Electron is fetched by electron-builder itself, with the same mirror settings and checksums.
  say(`  Electron ${runtime.version}`);
  return runInTerminal(process.execPath, [builder, '--publish', 'never', ...args], { cwd: rootDir });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    await prepareNode();
    if (JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')).dependencies !== undefined) {
      throw new Stop('package.json 不应有 dependencies：一切都已打进 dist。package.json must have no dependencies: everything is bundled into dist.');
    }
    return dist(process.argv.slice(2));
  });
}
