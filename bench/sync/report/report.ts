/**
 * From raw measurements to medians, ratios against the best peer and the verdict on each goal. A goal that cannot be judged, because a server did not
 * finish or no peer ran, is said to be so.
 */
import { median } from '../driver/clock.ts';
import type { Answer } from '../driver/load.ts';
import type { ServerKind } from '../driver/servers.ts';

export interface Measured {
  readonly scenario: string;
  readonly server: ServerKind;
  readonly round: number;
  readonly answer: Answer;
}

type Goal =
  /** ours ÷ best peer must be at most (less is better) or at least (more is better) this. */
  | { readonly kind: 'ratio'; readonly than: 'best' | ServerKind; readonly bound: number }
  /** ours itself must be at most this. */
  | { readonly kind: 'value'; readonly bound: number };

interface Figure {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
  readonly goals: readonly Goal[];
}

const best = (bound: number): Goal => ({ kind: 'ratio', than: 'best', bound });

/** Worded once, for table, chart and JSON. Figures without a goal are there to understand the others. */
export const FIGURES: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly figures: readonly Figure[] }>> = {
  S1: { zh: '1 份文稿 20 人同写', en: '1 document × 20 writers', figures: [
    { key: 'updatesPerSecond', zh: '吞吐', en: 'saturation', unit: 'updates/s', better: 'more', goals: [best(3), { kind: 'ratio', than: 'y-websocket', bound: 10 }] },
    { key: 'cpuUsPerUpdate', zh: '每条更新 CPU', en: 'CPU per update', unit: 'µs', better: 'less', goals: [] },
    { key: 'p99At2000Ms', zh: '2000/s 时 p99', en: 'p99 at 2,000/s', unit: 'ms', better: 'less', goals: [best(1)] },
    { key: 'p50At2000Ms', zh: '2000/s 时 p50', en: 'p50 at 2,000/s', unit: 'ms', better: 'less', goals: [] },
    { key: 'p99At200Ms', zh: '200/s 时 p99', en: 'p99 at 200/s', unit: 'ms', better: 'less', goals: [] },
    { key: 'p50At200Ms', zh: '200/s 时 p50', en: 'p50 at 200/s', unit: 'ms', better: 'less', goals: [] },
  ] },
  S2: { zh: '500 份 × 4 人 × 每秒 1 次', en: '500 documents × 4 × 1/s', figures: [
    { key: 'cpuSeconds', zh: '服务器 CPU', en: 'server CPU', unit: 's', better: 'less', goals: [best(0.6)] },
    { key: 'p99Ms', zh: 'p99', en: 'p99', unit: 'ms', better: 'less', goals: [best(1)] },
    { key: 'rssMb', zh: '内存', en: 'RSS', unit: 'MB', better: 'less', goals: [best(0.8)] },
  ] },
  S3: { zh: '重启后 200 份 × 200 KB 同时打开', en: 'restart, 200 × 200 KB opened at once', figures: [
    { key: 'openMs', zh: '全部打开', en: 'all opened', unit: 'ms', better: 'less', goals: [best(0.1)] },
    { key: 'rssPeakMb', zh: '内存峰值', en: 'RSS peak', unit: 'MB', better: 'less', goals: [best(0.25)] },
    { key: 'rssStartedMb', zh: '刚启动的内存', en: 'RSS peak of the start alone', unit: 'MB', better: 'less', goals: [] },
    { key: 'cpuSeconds', zh: '服务器 CPU', en: 'server CPU', unit: 's', better: 'less', goals: [] },
  ] },
  S4: { zh: '早高峰：5 秒内 2000 人各带 200 处离线修改', en: 'morning storm: 2,000 in 5 s × 200 offline edits', figures: [
    { key: 'lagP99Ms', zh: '滞后 p99', en: 'lag p99', unit: 'ms', better: 'less', goals: [best(0.2)] },
    { key: 'cpuSeconds', zh: '服务器 CPU', en: 'server CPU', unit: 's', better: 'less', goals: [best(0.4)] },
    { key: 'rssMb', zh: '内存', en: 'RSS', unit: 'MB', better: 'less', goals: [] },
  ] },
  S5: { zh: '5000 个空闲连接', en: '5,000 idle connections', figures: [
    { key: 'kbPerConnection', zh: '每连接内存', en: 'per connection', unit: 'KB', better: 'less', goals: [best(0.5)] },
    { key: 'idleCpuPercent', zh: '空闲 CPU', en: 'idle CPU', unit: '%', better: 'less', goals: [{ kind: 'value', bound: 0.2 }] },
    { key: 'connectCpuSeconds', zh: '建立连接 CPU', en: 'CPU to connect', unit: 's', better: 'less', goals: [] },
  ] },
  S6: { zh: '他人看到后 50 ms 强杀进程，丢失（共 40）', en: 'SIGKILL 50 ms after shown, lost of 40', figures: [
    { key: 'lostEdits', zh: '丢失', en: 'lost', unit: 'edits', better: 'less', goals: [{ kind: 'value', bound: 0 }] },
  ] },
  S7: { zh: '50 个光标 × 每秒 5 次', en: '50 cursors × 5/s', figures: [
    { key: 'cpuUsPerDelivery', zh: '每次送达 CPU', en: 'CPU per delivery', unit: 'µs', better: 'less', goals: [best(0.7)] },
    { key: 'p99Ms', zh: 'p99', en: 'p99', unit: 'ms', better: 'less', goals: [best(1)] },
  ] },
};

export interface Verdict {
  readonly goal: string;
  readonly ratio: number | null;
  readonly isMet: boolean | null;
}
export interface JudgedFigure {
  readonly key: string;
  readonly values: Readonly<Partial<Record<ServerKind, number>>>;
  /** ours ÷ best peer; null where there is nothing to compare. */
  readonly ratio: number | null;
  readonly verdicts: readonly Verdict[];
}
export interface JudgedScenario {
  readonly scenario: string;
  readonly figures: readonly JudgedFigure[];
  readonly limits: Readonly<Partial<Record<ServerKind, string>>>;
  /** Median share of a core that other programs took while this ran. */
  readonly othersCores: number;
  readonly notFinished: readonly string[];
}
export interface Report {
  readonly at: string;
  readonly isQuick: boolean;
  readonly repeat: number;
  readonly note: string;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly peers: Readonly<Record<string, string>>;
  readonly scenarios: readonly JudgedScenario[];
  readonly raw: readonly Measured[];
}

const round = (value: number): number => Number(value.toPrecision(4));

export function judge(measured: readonly Measured[], names: readonly string[], servers: readonly ServerKind[]): readonly JudgedScenario[] {
  return names.map((scenario) => {
    const here = measured.filter((one) => one.scenario === scenario);
    const finished = here.flatMap(({ server, answer }) => (answer.kind === 'measured' ? [{ server, outcome: answer.outcome }] : []));
    const valueOf = (server: ServerKind, key: string): number | undefined => {
      const all = finished.filter((one) => one.server === server).map(({ outcome }) => outcome.metrics[key]).filter((value): value is number => value !== undefined && Number.isFinite(value));
      return all.length === 0 ? undefined : round(median(all));
    };
    const figures = (FIGURES[scenario]?.figures ?? []).map((figure): JudgedFigure => {
      const values = Object.fromEntries(servers.flatMap((server) => { const value = valueOf(server, figure.key); return value === undefined ? [] : [[server, value]]; })) as Partial<Record<ServerKind, number>>;
      const peers = servers.filter((server) => server !== 'ours').map((server) => values[server]).filter((value): value is number => value !== undefined);
      const bestPeer = peers.length === 0 ? undefined : figure.better === 'less' ? Math.min(...peers) : Math.max(...peers);
      return { key: figure.key, values, ratio: ratioOf(values.ours, bestPeer), verdicts: figure.goals.map((goal) => verdict(goal, figure, values, bestPeer)) };
    });
    const limits = Object.fromEntries(finished.map(({ server, outcome }) => [server, outcome.limit])) as Partial<Record<ServerKind, string>>;
    return {
      scenario, figures, limits, othersCores: finished.length === 0 ? 0 : round(median(finished.map(({ outcome }) => outcome.othersCores))),
      notFinished: here.flatMap(({ server, round: number, answer }) => (answer.kind === 'measured' ? [] : [`${server} (${number + 1}): ${answer.reason}`])),
    };
  });
}

const ratioOf = (ours: number | undefined, other: number | undefined): number | null => (ours === undefined || other === undefined || other === 0 ? null : round(ours / other));

function verdict(goal: Goal, figure: Figure, values: Readonly<Partial<Record<ServerKind, number>>>, bestPeer: number | undefined): Verdict {
  const { ours } = values;
  const sign = figure.better === 'less' ? '≤' : '≥';
  if (goal.kind === 'value') return { goal: `${sign} ${goal.bound} ${figure.unit}`, ratio: null, isMet: ours === undefined ? null : ours <= goal.bound };
  const ratio = ratioOf(ours, goal.than === 'best' ? bestPeer : values[goal.than]);
  const whom = goal.than === 'best' ? 'best peer' : goal.than;
  return { goal: `${sign} ${goal.bound}× ${whom}`, ratio, isMet: ratio === null ? null : figure.better === 'less' ? ratio <= goal.bound : ratio >= goal.bound };
}
