/**
 * A server as a process of its own, pinned to a core, and what the kernel says it costs: processor time and memory of it and its children.
 * Linux only: without /proc and taskset there are no figures, and none are made up.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

export const SERVER_CORE = 0;
export const LOAD_CORE = 1;
/** USER_HZ: what /proc counts in, the same on every Linux that Node runs on. */
const TICK_MS = 10;
const OUTPUT_CHARS_MAX = 20_000;

export interface Running {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  output(): string;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export const startPinned = (args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Running => watch(['taskset', '-c', String(SERVER_CORE), process.execPath, ...args], env, cwd);
/** On whichever core. */
export const start = (args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Running => watch([process.execPath, ...args], env, cwd);

function watch([command = '', ...args]: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Running {
  const child: ChildProcess = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const keep = (chunk: Buffer): void => { text = (text + chunk.toString('utf8')).slice(-OUTPUT_CHARS_MAX); };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exited = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
  return {
    pid: child.pid ?? 0, exited,
    output: () => text,
    end: async (signal) => {
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(late);
    },
  };
}

export const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const probe = createServer();
  probe.once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    probe.close(() => resolve(port));
  });
});

function tree(pid: number): readonly number[] {
  const found = [pid];
  for (let index = 0; index < found.length; index += 1) {
    try {
      for (const task of readdirSync(`/proc/${found[index]}/task`)) {
        const children = readFileSync(`/proc/${found[index]}/task/${task}/children`, 'utf8').trim();
        if (children !== '') found.push(...children.split(' ').map(Number));
      }
    } catch {
      // It ended while we were looking.
    }
  }
  return found;
}

/** User and system time of the whole process tree. */
export function cpuMs(pid: number): number {
  let ticks = 0;
  for (const each of tree(pid)) {
    const fields = readFileSync(`/proc/${each}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * TICK_MS;
}

function memoryKb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  let sum = 0;
  for (const each of tree(pid)) sum += Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1] ?? 0);
  return sum;
}
export const rssKb = (pid: number): number => memoryKb(pid, 'VmRSS');
/** Since the process was started. */
export const rssPeakKb = (pid: number): number => memoryKb(pid, 'VmHWM');
export const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Busy time of the whole machine, to tell how much of it was somebody else's. */
export function machineBusyMs(): number {
  const fields = (readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '').trim().split(/\s+/).slice(1).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields;
  return (user + nice + system + irq + softirq) * TICK_MS;
}
