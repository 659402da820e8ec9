/** The table on the terminal: one line a figure, its ratio, its goals, whether they are met. */
import { FIGURES, type Report, type Verdict } from './report.ts';
import type { ServerKind } from '../driver/servers.ts';

export const shown = (value: number | undefined): string => (value === undefined ? '—' : value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))));
const worded = ({ goal, ratio, isMet }: Verdict): string => `${goal}: ${isMet === null ? 'not judged' : isMet ? 'met' : 'MISSED'}${ratio === null ? '' : ` (${shown(ratio)}×)`}`;
const COLUMNS: readonly ServerKind[] = ['ours', 'hocuspocus', 'y-websocket'];

export function printTable(report: Report, say: (line: string) => void): void {
  const { machine } = report;
  say(`\n${'figure'.padEnd(46)}${COLUMNS.map((name) => name.padStart(13)).join('')}   ÷ best   goal`);
  for (const { scenario, figures, limits, othersCores, notFinished } of report.scenarios) {
    const texts = FIGURES[scenario];
    say(`\n${scenario} ${texts?.en ?? ''}`);
    for (const { key, values, ratio, verdicts } of figures) {
      const text = texts?.figures.find((figure) => figure.key === key);
      say(`   ${`${text?.en ?? key} (${text?.unit ?? ''})`.padEnd(43)}${COLUMNS.map((name) => shown(values[name]).padStart(13)).join('')} ${(ratio === null ? '—' : shown(ratio)).padStart(8)}   ${verdicts.map(worded).join('; ')}`);
    }
    for (const [server, limit] of Object.entries(limits)) say(`   limit, ${server}: ${limit}`);
    if (othersCores > 0.1) say(`   beside it: other programs took ${shown(othersCores)} cores`);
    for (const line of notFinished) say(`   not finished: ${line}`);
  }
  say(`\n${String(machine['cpu'])}, ${String(machine['cores'])} cores, ${String(machine['memoryGib'])} GiB, Linux ${String(machine['kernel'])}, Node ${String(machine['node'])}; server on core ${String(machine['serverCore'])}, load on core ${String(machine['loadCore'])}; load average ${JSON.stringify(machine['loadAverage'])}`);
  say(`${report.isQuick ? 'QUICK: smaller than the scenarios say, for orientation only. ' : ''}medians of ${report.repeat}; peers ${Object.entries(report.peers).map(([name, version]) => `${name} ${version}`).join(', ')}${report.note === '' ? '' : `; ${report.note}`}`);
}
