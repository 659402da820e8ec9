/** Many histories, one after the other: figures of what really ran, and of a history that fails the fewest deeds that show it. */
import { runHistory, type History, type HistoryOptions } from './history.ts';

export interface Report {
  histories: number;
  clients: number;
  clientsMost: number;
  events: number;
  deeds: number;
  virtualHours: number;
  readonly done: Map<string, number>;
  readonly failures: Failure[];
}

export interface Failure {
  readonly seed: number;
  readonly deeds: number;
  readonly findings: readonly string[];
  readonly trace: readonly string[];
}

export type Campaign = Omit<HistoryOptions, 'seed' | 'deedsMax' | 'isTracing'> & {
  readonly from: number;
  readonly histories: number;
  readonly stopAfter?: number;
  /** One in so many is crowded; 0: none. */
  readonly crowdOneIn?: number;
  readonly tell?: (so: Report) => void;
};

const TRACE_SHOWN = 120;

export async function campaign({ from, histories, stopAfter = 3, crowdOneIn = 0, tell, ...options }: Campaign): Promise<Report> {
  const report: Report = { histories: 0, clients: 0, clientsMost: 0, events: 0, deeds: 0, virtualHours: 0, done: new Map(), failures: [] };
  for (let seed = from; seed < from + histories && report.failures.length < stopAfter; seed += 1) {
    const isCrowd = options.isCrowd === true || (crowdOneIn > 0 && seed % crowdOneIn === 0);
    const history = await runHistory({ ...options, isCrowd, seed });
    add(report, history);
    if (history.findings.length > 0) report.failures.push(await shrink({ ...options, isCrowd, seed }, history));
    tell?.(report);
  }
  return report;
}

function add(report: Report, history: History): void {
  report.histories += 1;
  report.clients += history.clients;
  report.clientsMost = Math.max(report.clientsMost, history.clients);
  report.events += history.events;
  report.deeds += history.deeds;
  report.virtualHours += history.virtualMs / 3_600_000;
  for (const [what, times] of history.counts) report.done.set(what, (report.done.get(what) ?? 0) + times);
}

/** The same beginning with fewer deeds and then quiet, by halves: the first that fails is the one to read. */
async function shrink(options: HistoryOptions, whole: History): Promise<Failure> {
  let least = whole;
  let low = 0;
  while (low < least.deeds) {
    const middle = Math.floor((low + least.deeds) / 2);
    const shorter = await runHistory({ ...options, deedsMax: middle });
    if (shorter.findings.length > 0) least = shorter;
    else low = middle + 1;
  }
  const { seed, deeds } = least;
  const told = await runHistory({ ...options, deedsMax: deeds, isTracing: true });
  return { seed, deeds, findings: told.findings, trace: told.trace.slice(-TRACE_SHOWN) };
}

export const sayFailure = ({ seed, deeds, findings, trace }: Failure): string => `seed ${seed} after ${deeds} deeds:\n${findings.join('\n')}\n${trace.join('\n')}`;
