import { describe, expect, it } from 'vitest';
import type { ServerKind } from '../driver/servers.ts';
import { drawChart } from './chart.ts';
import { judge, type Measured, type Report } from './report.ts';
import { printTable } from './table.ts';

const measured = (server: ServerKind, round: number, metrics: Record<string, number>, scenario = 'S1'): Measured =>
  ({ scenario, server, round, answer: { kind: 'measured', outcome: { metrics, limit: 'server CPU', othersCores: 0 } } });

const raw: readonly Measured[] = [
  ...[30, 60, 90].map((value, round) => measured('ours', round, { updatesPerSecond: value, p99At2000Ms: 4 })),
  ...[10, 20, 21].map((value, round) => measured('hocuspocus', round, { updatesPerSecond: value, p99At2000Ms: 3 })),
  { scenario: 'S1', server: 'y-websocket', round: 0, answer: { kind: 'not-finished', reason: 'coverage: not within 20 s' } },
  measured('ours', 0, { lostEdits: 0 }, 'S6'), measured('hocuspocus', 0, { lostEdits: 40 }, 'S6'),
];
const scenarios = judge(raw, ['S1', 'S6'], ['ours', 'hocuspocus', 'y-websocket']);

describe('the report of the sync benchmark', () => {
  it('[BEN03] takes medians, compares with the best peer, and says of each goal whether it is met, missed or cannot be judged', () => {
    const [s1, s6] = scenarios;
    expect(s1?.figures.find(({ key }) => key === 'updatesPerSecond')).toEqual({
      key: 'updatesPerSecond', values: { ours: 60, hocuspocus: 20 }, ratio: 3,
      verdicts: [{ goal: '≥ 3× best peer', ratio: 3, isMet: true }, { goal: '≥ 10× y-websocket', ratio: null, isMet: null }],
    });
    expect(s1?.figures.find(({ key }) => key === 'p99At2000Ms')?.verdicts[0]?.isMet).toBe(false);
    expect(s1?.notFinished).toEqual(['y-websocket (1): coverage: not within 20 s']);
    expect(s6?.figures[0]?.verdicts).toEqual([{ goal: '≤ 0 edits', ratio: null, isMet: true }]);
  });

  it('[BEN03] shows no figure for a server that did not finish, neither in the table nor in the chart', () => {
    const report: Report = { at: '2026-11-23T00:00:00.000Z', isQuick: false, repeat: 3, note: '', machine: {}, peers: {}, scenarios, raw };
    const lines: string[] = [];
    printTable(report, (line) => lines.push(line));
    expect(lines.join('\n')).toContain('not finished: y-websocket (1): coverage: not within 20 s');
    expect(lines.find((line) => line.includes('saturation'))).toMatch(/60\s+20\s+—/u);
    expect(drawChart(report)).toContain('n/a');
  });
});
