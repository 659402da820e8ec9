/**
 * Child processes of the launchers. Owns: running one to its end while keeping what it printed, and ending one by its pid, kindly first.
 */
import { spawn } from 'node:child_process';

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 127 when the program could not be started, 128 when a signal ended it
 * @property {string} output standard output and standard error in the order they came
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<Finished>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' }),
    });
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      const text = chunk.toString('utf8');
      output += text;
      options.onOutput?.(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (failure) => resolve({ code: 127, output: `${output}${failure.message}\n` }));
    child.once('close', (code) => resolve({ code: code ?? 128, output }));
  });
}

/**
 * Runs with this terminal as the child's own, and passes a wish to stop on to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} the exit code
 */
export function runInTerminal(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: options.cwd, env: options.env ?? process.env, stdio: 'inherit' });
    // Ctrl-C reaches the whole process group already: only stay alive until the child has ended. SIGTERM reaches this process alone.
    const onInterrupt = () => {};
    const onTerminate = () => { child.kill('SIGTERM'); };
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    const settle = () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    };
    child.once('error', (failure) => { settle(); reject(failure); });
    child.once('exit', (code) => { settle(); resolve(code ?? 128); });
  });
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return /** @type {NodeJS.ErrnoException} */ (failure).code === 'EPERM';
  }
}

/** @param {number} ms @returns {Promise<void>} */
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/**
 * Ends a process by pid: SIGTERM, and SIGKILL when it has not gone after the grace time.
 * @param {number} pid
 * @param {number} [graceMs]
 */
export async function endProcess(pid, graceMs = 8_000) {
  /** @param {NodeJS.Signals} signal */
  const send = (signal) => {
    try {
      process.kill(pid, signal);
    } catch {
      // Already gone.
    }
  };
  send('SIGTERM');
  const deadline = performance.now() + graceMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) {
      send('SIGKILL');
      return;
    }
    await pause(50);
  }
}

/**
 * The last lines of a long output, for a message.
 * @param {string} output
 * @param {number} [count]
 */
export const lastLines = (output, count = 15) => output.trim().split('\n').slice(-count).join('\n');
