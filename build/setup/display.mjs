/**
 * A screen to draw on. Owns: noticing that there is none, and a private Xvfb that lives as long as its caller.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { endProcess } from './processes.mjs';
import { say, Stop } from './say.mjs';

/**
 * @typedef {object} Display
 * @property {boolean} virtual
 * @property {NodeJS.ProcessEnv} env the environment for programs that draw
 * @property {() => Promise<void>} stop
 */

/** @param {string} name @returns {string | undefined} */
export function findOnPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, name)).find((file) => existsSync(file));
}

/** A DISPLAY that is set but dead (an old ssh -X, a container's left-over) is no display. */
export async function hasDisplay() {
  if (process.platform !== 'linux') return true;
  const wayland = process.env['WAYLAND_DISPLAY'];
  if (wayland !== undefined && wayland !== '') {
    const socket = wayland.startsWith('/') ? wayland : join(process.env['XDG_RUNTIME_DIR'] ?? '/nonexistent', wayland);
    if (await answers(socket)) return true;
  }
  const display = process.env['DISPLAY'];
  if (display === undefined || display === '') return false;
  const local = /^(?:unix)?:(\d+)/.exec(display);
  return local === null || (await answers(`/tmp/.X11-unix/X${local[1]}`)) || (await answers(`\0/tmp/.X11-unix/X${local[1]}`));
}

/** @param {string} path @returns {Promise<boolean>} */
function answers(path) {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.setTimeout(1000, () => { socket.destroy(); resolve(false); });
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

/**
 * @param {{ preferVirtual?: boolean }} [options] preferVirtual: tests do not want to flash windows at a person who works
 * @returns {Promise<Display>}
 */
export async function withDisplay(options = {}) {
  const real = await hasDisplay();
  const xvfb = process.platform === 'linux' ? findOnPath('Xvfb') : undefined;
  if (real && !(options.preferVirtual === true && xvfb !== undefined)) return { virtual: false, env: { ...process.env }, stop: async () => {} };
  if (xvfb === undefined) throw new Stop('没有显示器，也没有 Xvfb。There is no display and no Xvfb. On Debian or Ubuntu:  sudo apt-get install -y xvfb');
  const { number, pid } = await startXvfb(xvfb);
  say(`· ${real ? '用虚拟屏 on a virtual screen' : '没有显示器，已启动虚拟屏 no display here, started a virtual screen'} (Xvfb :${number}, pid ${pid})`);
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, DISPLAY: `:${number}`, XDG_SESSION_TYPE: 'x11' };
  delete env['WAYLAND_DISPLAY'];
  let stopped = false;
  return {
    virtual: true,
    env,
    stop: async () => {
      if (stopped) return;
      stopped = true;
      await endProcess(pid, 3_000);
    },
  };
}

/** @param {string} xvfb @returns {Promise<{ number: string, pid: number }>} */
function startXvfb(xvfb) {
  return new Promise((resolve, reject) => {
    // Descriptor 3 carries the display number that Xvfb found free; -noreset keeps it alive between two clients.
    const child = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset', '-dpi', '96'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      // In a group of its own: Ctrl-C must end the windows first and the screen last.
      detached: true,
    });
    let errors = '';
    let answer = '';
    const timer = setTimeout(() => { child.kill('SIGKILL'); reject(new Stop(`Xvfb 没有启动 did not start:\n${errors}`)); }, 20_000);
    child.stderr?.on('data', (/** @type {Buffer} */ chunk) => { errors = `${errors}${chunk.toString('utf8')}`.slice(-4000); });
    const numberPipe = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
    numberPipe.on('data', (/** @type {Buffer} */ chunk) => {
      answer += chunk.toString('utf8');
      if (!answer.includes('\n')) return;
      clearTimeout(timer);
      child.unref();
      // Without these the pipes would keep this process alive after everything else has ended.
      for (const stream of [child.stderr, numberPipe]) /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (stream)).unref();
      resolve({ number: answer.trim(), pid: child.pid ?? 0 });
    });
    child.once('error', (failure) => { clearTimeout(timer); reject(new Stop(`Xvfb: ${failure.message}`)); });
    child.once('exit', (code) => { clearTimeout(timer); reject(new Stop(`Xvfb 已退出 exited with code ${code}:\n${errors}`)); });
  });
}
