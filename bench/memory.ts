/**
 * Memory of a process and everything it started, as proportional set size: pages that processes share are counted once.
 * Linux only; elsewhere the figure is left out rather than guessed.
 */
import { readdirSync, readFileSync } from 'node:fs';

export function memoryOfTreeMb(rootPid: number): number | null {
  if (process.platform !== 'linux') return null;
  let kilobytes = 0;
  for (const pid of withDescendants(rootPid)) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      continue; // it ended meanwhile
    }
  }
  return kilobytes / 1024;
}

function withDescendants(rootPid: number): readonly number[] {
  const childrenOf = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    try {
      const parent = Number(/^PPid:\s+(\d+)/mu.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
    } catch {
      continue;
    }
  }
  const all = [rootPid];
  for (const pid of all) all.push(...(childrenOf.get(pid) ?? []));
  return all;
}
