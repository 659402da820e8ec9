/**
 * The demo server of this checkout: one process that several `npm start` share.
 *
 * Owns: finding the running one, starting one, and ending it when the last launcher goes. It outlives a launcher that is killed, and the
 * next start finds it again. Holds: a process is ended only when its pid is in our state file and it answers at the address written there.
 * It keeps its port from run to run, because a client's profile remembers the server by its address.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../bundle.mjs';
import { rootDir } from '../setup/paths.mjs';
import { endProcess, isAlive, lastLines, pause } from '../setup/processes.mjs';
import { say, Stop, step } from '../setup/say.mjs';

export const demoDir = join(rootDir, 'demo-data');
const stateFile = join(demoDir, 'server.json');
const launchersDir = join(demoDir, 'launchers');
const outputFile = join(demoDir, 'server.out');
const logFile = join(demoDir, 'server.log');
const startLimitMs = 15 * 60_000;

/**
 * @typedef {object} DemoAccount
 * @property {string} login
 * @property {string} password
 * @property {string} name
 * @property {string} unit
 * @property {number} level 1 province … 5 village
 * @property {string[]} roles
 *
 * @typedef {object} State
 * @property {number} pid
 * @property {string} url
 * @property {string} scale
 * @property {string} sources what the server was started from
 *
 * @typedef {object} DemoServer
 * @property {string} url
 * @property {string} accountsFile
 * @property {DemoAccount[]} accounts
 */

/** @param {string} scale */
const dataDirOf = (scale) => join(demoDir, scale === 'county' ? 'server' : `server-${scale}`);

/** Starts over with an empty server and empty profiles. */
export async function resetDemo() {
  const others = otherLaunchers();
  if (others.length > 0) throw new Stop(`还有客户端开着（pid ${others.join(', ')}），先关闭再重置。Other clients are still open; close them before --reset.`);
  const running = await runningServer();
  if (running !== undefined) await endProcess(running.pid);
  rmSync(demoDir, { recursive: true, force: true });
}

/**
 * @param {string} scale
 * @param {(release: () => Promise<void>) => void} onOwned told how to let go as soon as there is something to let go of, even while it still starts
 * @returns {Promise<DemoServer>}
 */
export async function joinDemoServer(scale, onOwned) {
  mkdirSync(launchersDir, { recursive: true });
  const sources = fingerprint(['server', 'shared', 'package-lock.json']);
  let state = await runningServer();
  const isFit = state !== undefined && state.scale === scale && state.sources === sources;
  if (state !== undefined && !isFit) {
    if (otherLaunchers().length === 0) {
      await endProcess(state.pid);
      state = undefined;
    } else if (state.scale !== scale) {
      throw new Stop(`演示服务器正以 ${state.scale} 规模运行，先关闭其他客户端。The demo server runs at scale ${state.scale}; close the other clients first.`);
    } else {
      say('! 源码已改动，演示服务器仍是改动前的（还有别的客户端在用）。The sources changed; the running demo server is from before, because other clients use it.');
    }
  }
  const lease = join(launchersDir, String(process.pid));
  writeFileSync(lease, '');
  let pid = state?.pid;
  onOwned(async () => {
    rmSync(lease, { force: true });
    if (pid !== undefined && otherLaunchers().length === 0) await endProcess(pid);
  });
  if (state === undefined) {
    const port = lastPort();
    state = await step(`启动演示服务器 starting the demo server (${scale})`, () => start(scale, sources, port, (started) => { pid = started; }));
  }
  const { url } = state;
  const accountsFile = join(dataDirOf(scale), 'demo-accounts.json');
  const accounts = /** @type {DemoAccount[]} */ (JSON.parse(readFileSync(accountsFile, 'utf8')));
  return { url, accountsFile, accounts };
}

/** @returns {number[]} pids of launchers other than this one that are still alive */
function otherLaunchers() {
  if (!existsSync(launchersDir)) return [];
  return readdirSync(launchersDir).map(Number).filter((pid) => {
    if (pid === process.pid) return false;
    if (isAlive(pid)) return true;
    rmSync(join(launchersDir, String(pid)), { force: true });
    return false;
  });
}

/** @returns {State | undefined} */
function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Promise<State | undefined>} only a server that lives and answers */
async function runningServer() {
  const state = readState();
  if (state === undefined || !isAlive(state.pid)) return undefined;
  try {
    const answer = await fetch(`${state.url}/healthz`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? state : undefined;
  } catch {
    return undefined;
  }
}

function lastPort() {
  const url = readState()?.url;
  return url === undefined ? 0 : Number(new URL(url).port);
}

/**
 * @param {string} scale
 * @param {string} sources
 * @param {number} port 0: any
 * @param {(pid: number) => void} onSpawned
 * @returns {Promise<State>}
 */
async function start(scale, sources, port, onSpawned) {
  const output = openSync(outputFile, 'w');
  const log = openSync(logFile, 'a');
  const args = [join(rootDir, 'server', 'main.ts'), '--port', String(port), '--host', '127.0.0.1', '--data', dataDirOf(scale), '--demo', '--scale', scale];
  // In a group of its own and writing to files: Ctrl-C in one terminal must not take the server from the other clients.
  const child = spawn(process.execPath, args, { cwd: rootDir, detached: true, stdio: ['ignore', output, log], env: withoutSettings() });
  closeSync(output);
  closeSync(log);
  let exitCode = /** @type {number | undefined} */ (undefined);
  child.once('exit', (code) => { exitCode = code ?? 128; });
  child.unref();
  if (child.pid !== undefined) onSpawned(child.pid);
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const first = readFileSync(outputFile, 'utf8').split('\n', 1)[0] ?? '';
    if (first.includes('"listening"')) {
      /** @type {State} */
      const state = { pid: child.pid ?? 0, url: JSON.parse(first).url, scale, sources };
      writeFileSync(stateFile, `${JSON.stringify(state, null, 2)}\n`);
      return state;
    }
    if (exitCode !== undefined) {
      const said = lastLines(readFileSync(logFile, 'utf8'), 12);
      if (port !== 0 && said.includes('EADDRINUSE')) return start(scale, sources, 0, onSpawned);
      throw new Stop(`演示服务器没有启动。The demo server did not start (exit code ${exitCode}); its log ${logFile} ends with:\n${said}`);
    }
    if (performance.now() > deadline) {
      await endProcess(child.pid ?? 0);
      throw new Stop(`演示服务器太久没有就绪。The demo server was not ready within ${startLimitMs / 60_000} minutes; see ${logFile}`);
    }
    await pause(50);
  }
}

/** What a person has set for a real server (GZT_DATA, GZT_PORT, …) is not meant for the demo. */
const withoutSettings = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GZT_')));
