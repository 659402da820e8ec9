/**
 * node_modules and the Node that the project runs on.
 *
 * Owns: installing exactly what package-lock.json says when it is not there, and moving a launcher that was started on an older Node
 * over to the Node 24 that comes with the dependencies. Holds: nothing is installed again while the lock file is unchanged; an
 * installation that npm itself made for this lock file is accepted as it is.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { withLock } from './lock.mjs';
import { nodeModulesDir, rootDir } from './paths.mjs';
import { lastLines, run, runInTerminal } from './processes.mjs';
import { Stop, step } from './say.mjs';

const neededMajor = 24;
const stampFile = join(nodeModulesDir, '.gzt-stamp');
const lockFile = join(rootDir, 'package-lock.json');

/**
 * Runs npm as this script was started by, on that npm's own Node: a person's settings for proxies and certificates are made for it.
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function runNpm(args, cwd) {
  const { command, prefix } = npm();
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((dir) => !dir.startsWith(rootDir)).join(delimiter);
  // Private networks put their certificate authority into the system's store, which Node reads only when it is asked to.
  const env = { ...process.env, PATH: path, NODE_USE_SYSTEM_CA: process.env['NODE_USE_SYSTEM_CA'] ?? '1' };
  const patience = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=15000'];
  return run(command, [...prefix, ...args, ...patience, '--loglevel=error'], { cwd, env });
}

/** @returns {{ command: string, prefix: string[] }} */
function npm() {
  const execPath = process.env['npm_execpath'];
  if (execPath !== undefined && /^npm-cli\.(c?js)$/.test(basename(execPath)) && existsSync(execPath)) {
    return { command: process.env['npm_node_execpath'] ?? process.execPath, prefix: [execPath] };
  }
  return process.platform === 'win32' ? { command: 'cmd.exe', prefix: ['/d', '/s', '/c', 'npm'] } : { command: 'npm', prefix: [] };
}

export async function ensureDependencies() {
  const lockHash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (isStamped(lockHash)) return;
  await withLock(join(rootDir, '.cache', 'install.lock'), 'npm ci', async () => {
    if (isStamped(lockHash)) return;
    if (!isInstalledAsLocked()) await install();
    writeFileSync(stampFile, `${lockHash}\n`);
  });
}

/** @param {string} lockHash */
function isStamped(lockHash) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === lockHash;
}

/** npm keeps what it installed in node_modules/.package-lock.json: when that agrees with the lock file there is nothing to do. */
function isInstalledAsLocked() {
  const hiddenFile = join(nodeModulesDir, '.package-lock.json');
  if (!existsSync(hiddenFile)) return false;
  /** @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */
  const wanted = /** @type {Lock} */ (JSON.parse(readFileSync(lockFile, 'utf8'))).packages ?? {};
  const present = /** @type {Lock} */ (JSON.parse(readFileSync(hiddenFile, 'utf8'))).packages ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

async function install() {
  await step('安装依赖 installing dependencies (npm ci)', async () => {
    const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund'], rootDir);
    if (code !== 0) throw new Stop(`依赖安装失败。Dependencies could not be installed (npm ci, exit code ${code}):\n${lastLines(output)}`);
  });
}

/** @returns {string | undefined} the Node that the `node` package brought along */
export function bundledNode() {
  const file = join(nodeModulesDir, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : undefined;
}

/**
 * Call this after `ensureDependencies` and before anything that needs Node 24. On an older Node the script runs once more on the
 * right one, in this terminal, and this process ends with its exit code.
 */
export async function moveToNode24() {
  const path = process.env['PATH'] ?? '';
  const binDir = join(nodeModulesDir, '.bin');
  if (path.split(delimiter)[0] !== binDir) process.env['PATH'] = `${binDir}${delimiter}${path}`;
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return;
  const node = bundledNode();
  if (node === undefined) {
    throw new Stop(
      `需要 Node ${neededMajor} 以上，当前是 ${process.versions.node}，且 node_modules 里没有附带的 Node。\n` +
        `Node ${neededMajor} or newer is needed, this is ${process.versions.node}, and node_modules brings none (was it installed with --ignore-scripts?). Run:\n` +
        `  npm ci --ignore-scripts=false    (or install Node ${neededMajor} from https://nodejs.org)`,
    );
  }
  const code = await runInTerminal(node, process.argv.slice(1));
  process.exit(code);
}
