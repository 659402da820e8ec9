/**
 * What the launchers print. Owns the look of a step (a line that counts seconds while something long runs) and the words for a stop:
 * a `Stop` is an expected end with a message for a person; anything else that is thrown is a bug and keeps its stack.
 */

const isTerminal = process.stdout.isTTY === true;
const silentSeconds = 10;

export class Stop extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Stop';
  }
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/**
 * Runs something that may take long and shows that it is alive: on a terminal the line counts seconds, elsewhere a line every ten.
 * @template T
 * @param {string} label
 * @param {(progress: (detail: string) => void) => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(label, run) {
  const startedAt = performance.now();
  let detail = '';
  let ticks = 0;
  const line = () => `· ${label} … ${Math.round((performance.now() - startedAt) / 1000)} s${detail === '' ? '' : ` (${detail})`}`;
  if (isTerminal) process.stdout.write(line());
  else say(`· ${label} …`);
  const timer = setInterval(() => {
    ticks += 1;
    if (isTerminal) process.stdout.write(`\r\x1b[2K${line()}`);
    else if (ticks % silentSeconds === 0) say(line());
  }, 1000);
  try {
    const result = await run((next) => { detail = next; });
    clearInterval(timer);
    if (isTerminal) process.stdout.write('\r\x1b[2K');
    say(`✓ ${label} (${seconds(performance.now() - startedAt)})`);
    return result;
  } catch (failure) {
    clearInterval(timer);
    if (isTerminal) process.stdout.write('\r\x1b[2K');
    say(`✗ ${label} (${seconds(performance.now() - startedAt)})`);
    throw failure;
  }
}

/**
 * The outermost frame of every launcher script.
 * @param {() => Promise<number | void>} main
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (failure) {
    if (failure instanceof Stop) process.stderr.write(`\n${failure.message}\n`);
    else process.stderr.write(`\n${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}\n`);
    process.exitCode = 1;
  }
}
