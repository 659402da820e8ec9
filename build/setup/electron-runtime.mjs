/**
 * Which Electron runs here.
 *
 * Order: a folder named by ELECTRON_OVERRIDE_DIST_PATH; the official package's own binary, downloaded if it is not there yet (its mirror
 * settings are honoured, its checksums verified by itself); only where that is impossible the fallback of fallback-runtime.mjs, which is
 * for development and tests. Holds: product builds ask for `official` and get nothing else; a failed download is remembered for some
 * hours, so that a machine behind a wall does not wait for it at every start.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fallbackRuntime } from './fallback-runtime.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, nodeModulesDir, rootDir } from './paths.mjs';
import { run } from './processes.mjs';
import { say, Stop, step } from './say.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} dist the folder that electron-builder takes as `electronDist`
 * @property {string} executable
 * @property {string} version
 * @property {boolean} official false: development and tests only
 */

const packageDir = join(nodeModulesDir, 'electron');
const failureFile = join(cacheDir(), 'electron-download-failed.json');
const rememberMs = 6 * 3_600_000;

/** @returns {string} the version that package.json asks for */
export const electronVersion = () => JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')).version;

/**
 * @param {{ officialOnly?: boolean }} [options]
 * @returns {Promise<ElectronRuntime>}
 */
export async function electronRuntime(options = {}) {
  const overridden = overrideRuntime();
  if (overridden !== undefined && options.officialOnly !== true) return overridden;
  const installed = officialRuntime();
  if (installed !== undefined) return installed;

  const known = options.officialOnly === true ? undefined : rememberedFailure();
  const failure = known ?? (await withLock(join(rootDir, '.cache', 'electron.lock'), 'Electron', download));
  const downloaded = officialRuntime();
  if (downloaded !== undefined) return downloaded;
  if (options.officialOnly === true) {
    throw new Stop(
      `产品包只用官方 Electron ${electronVersion()}，而它下载不到。A product build takes the official Electron only, and it cannot be downloaded here:\n  ${failure}\n` +
        '有镜像时 with a mirror:  ELECTRON_MIRROR=https://…/ npm run dist',
    );
  }
  return fallbackRuntime(failure ?? 'unknown reason', known !== undefined);
}

/** @returns {ElectronRuntime | undefined} */
function overrideRuntime() {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist === undefined || dist === '') return undefined;
  const executable = join(dist, process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron');
  if (!existsSync(executable)) throw new Stop(`ELECTRON_OVERRIDE_DIST_PATH=${dist}: 没有 ${executable}。There is no Electron in that folder.`);
  const versionFile = join(dist, 'version');
  return { dist, executable, version: existsSync(versionFile) ? readVersion(versionFile) : 'unknown', official: false };
}

/** @returns {ElectronRuntime | undefined} */
function officialRuntime() {
  const dist = join(packageDir, 'dist');
  const versionFile = join(dist, 'version');
  const pathFile = join(packageDir, 'path.txt');
  if (!existsSync(versionFile) || !existsSync(pathFile)) return undefined;
  const executable = join(dist, readFileSync(pathFile, 'utf8'));
  if (readVersion(versionFile) !== electronVersion() || !existsSync(executable)) return undefined;
  return { dist, executable, version: electronVersion(), official: true };
}

/** @param {string} file */
const readVersion = (file) => readFileSync(file, 'utf8').trim().replace(/^v/, '');

/** A mirror that was set after the failure, or another version, is worth a new try at once. */
const attempt = () => {
  const settings = Object.entries(process.env).filter(([name]) => /^(npm_config_)?electron_/i.test(name) && !/override|cache/i.test(name));
  return JSON.stringify([electronVersion(), settings.sort(([a], [b]) => (a < b ? -1 : 1)), process.env['HTTPS_PROXY'] ?? process.env['https_proxy'] ?? '']);
};

/** @returns {string | undefined} why the download failed a short while ago */
function rememberedFailure() {
  if (!existsSync(failureFile)) return undefined;
  try {
    const { attempt: tried, at, reason } = JSON.parse(readFileSync(failureFile, 'utf8'));
    return tried === attempt() && Date.now() - at < rememberMs ? String(reason) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<string | undefined>} undefined when the official Electron is there, else the reason */
async function download() {
  if (officialRuntime() !== undefined) return undefined;
  let reason = '';
  try {
    await step(`下载官方 Electron ${electronVersion()} downloading the official Electron`, fetchOfficial);
    rmSync(failureFile, { force: true });
    return undefined;
  } catch (failure) {
    reason = failure instanceof Error ? failure.message : String(failure);
  }
  say(`  下载不到 not reachable: ${reason}`);
  mkdirSync(cacheDir(), { recursive: true });
  writeFileSync(failureFile, JSON.stringify({ attempt: attempt(), at: Date.now(), reason }));
  return reason;
}

/** @param {(detail: string) => void} progress */
async function fetchOfficial(progress) {
  const script = join(rootDir, 'build', 'setup', 'download-electron.mjs');
  const env = { ...process.env, NODE_USE_SYSTEM_CA: process.env['NODE_USE_SYSTEM_CA'] ?? '1' };
  const { code, output } = await run(process.execPath, [script], { cwd: rootDir, env, onOutput: (text) => progressOf(text, progress) });
  if (code !== 0 || officialRuntime() === undefined) throw new Error(/^failed: (.*)$/m.exec(output)?.[1] ?? `exit code ${code}`);
}

/**
 * @param {string} text
 * @param {(detail: string) => void} progress
 */
function progressOf(text, progress) {
  const lines = text.match(/^progress: .*$/gm);
  const last = lines?.at(-1);
  if (last !== undefined) progress(last.slice('progress: '.length));
}
