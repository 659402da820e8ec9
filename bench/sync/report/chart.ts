/**
 * The chart that README shows: for every figure with a goal, each server's value as a multiple of the best peer on a logarithmic axis, and the goal as a mark.
 * Drawn as plain SVG with system fonts, readable on light and dark pages, nothing but shapes and text.
 */
import type { ServerKind } from '../driver/servers.ts';
import { FIGURES, type Report } from './report.ts';
import { shown } from './table.ts';

const COLORS: Readonly<Record<ServerKind, string>> = { ours: '#1F4E8C', hocuspocus: '#B0A18A', 'y-websocket': '#D5CBB8' };
const NAMES: Readonly<Record<ServerKind, string>> = { ours: '贵政通', hocuspocus: 'Hocuspocus', 'y-websocket': '@y/websocket-server' };
const ORDER: readonly ServerKind[] = ['ours', 'hocuspocus', 'y-websocket'];

const WIDTH = 1_080;
const LABELS = 330;
const AXIS = 500;
const BAR = 11;
const ROW = 3 * BAR + 26;
const HEAD = 108;
const DECADES: Readonly<Record<'from' | 'to', number>> = { from: -2, to: 2 };

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const at = (multiple: number): number => LABELS + ((Math.max(DECADES.from, Math.min(DECADES.to, Math.log10(multiple))) - DECADES.from) / (DECADES.to - DECADES.from)) * AXIS;
const text = (x: number, y: number, content: string, style = ''): string => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${style}>${escape(content)}</text>`;

/** Against a best of none, anything is off the scale; alone, everything is the measure. */
function multipleOf(value: number, best: number | undefined): number {
  if (best === undefined || value === best) return 1;
  return best === 0 ? 10 ** DECADES.to : Math.max(value / best, 10 ** DECADES.from);
}

interface Row {
  readonly scenario: string;
  readonly zh: string;
  readonly en: string;
  readonly unit: string;
  readonly values: Readonly<Partial<Record<ServerKind, number>>>;
  readonly best: number | undefined;
  readonly goal: number | null;
  readonly isMet: boolean | null;
}

function rowsOf(report: Report): readonly Row[] {
  return report.scenarios.flatMap(({ scenario, figures }) => (FIGURES[scenario]?.figures ?? []).flatMap((figure): Row[] => {
    const judged = figures.find(({ key }) => key === figure.key);
    if (judged === undefined || figure.goals.length === 0) return [];
    const peers = ORDER.filter((server) => server !== 'ours').map((server) => judged.values[server]).filter((value): value is number => value !== undefined);
    const best = peers.length === 0 ? undefined : figure.better === 'less' ? Math.min(...peers) : Math.max(...peers);
    const [goal] = figure.goals;
    const bound = goal === undefined ? null : goal.kind === 'ratio' ? goal.bound : best === undefined || best === 0 ? null : goal.bound / best;
    const met = judged.verdicts.map(({ isMet }) => isMet);
    return [{ scenario, zh: figure.zh, en: figure.en, unit: figure.unit, values: judged.values, best, goal: bound === 0 ? null : bound, isMet: met.includes(false) ? false : met.includes(null) ? null : true }];
  }));
}

export function drawChart(report: Report): string {
  const rows = rowsOf(report);
  const parts: string[] = [];
  let y = HEAD;
  let scenario = '';
  for (const row of rows) {
    if (row.scenario !== scenario) {
      ({ scenario } = row);
      y += 10;
      parts.push(text(20, y + 8, `${scenario}  ${FIGURES[scenario]?.zh ?? ''}`, 'class="strong"'), text(20, y + 23, FIGURES[scenario]?.en ?? '', 'class="soft"'));
      y += 34;
    }
    parts.push(text(36, y + 13, `${row.zh} (${row.unit})`), text(36, y + 29, row.en, 'class="soft"'));
    for (const [index, server] of ORDER.entries()) {
      const value = row.values[server];
      const top = y + index * BAR;
      if (value === undefined) {
        parts.push(text(at(1) + 4, top + 9, 'n/a', 'class="soft"'));
        continue;
      }
      const end = at(multipleOf(value, row.best));
      const [left, right] = [Math.min(at(1), end), Math.max(at(1), end)];
      parts.push(`<rect x="${left.toFixed(1)}" y="${top}" width="${Math.max(1.5, right - left).toFixed(1)}" height="${BAR - 2}" fill="${COLORS[server]}"/>`);
      parts.push(text(LABELS + AXIS + 12, top + 9, `${shown(value)} ${server === 'ours' ? row.unit : ''}`, server === 'ours' ? 'class="value"' : 'class="soft"'));
    }
    if (row.goal !== null) parts.push(`<line x1="${at(row.goal).toFixed(1)}" x2="${at(row.goal).toFixed(1)}" y1="${y - 3}" y2="${y + BAR * 3}" stroke="#C8102E" stroke-width="1.5"/>`);
    parts.push(text(WIDTH - 20, y + 20, row.isMet === null ? '未判 –' : row.isMet ? '达标 ✓' : '未达 ✗', `class="${row.isMet === false ? 'missed' : 'value'}" text-anchor="end"`));
    y += ROW;
  }
  const bottom = y;
  const grid: string[] = [];
  for (let decade = DECADES.from; decade <= DECADES.to; decade += 1) {
    const x = at(10 ** decade).toFixed(1);
    grid.push(`<line x1="${x}" x2="${x}" y1="${HEAD - 8}" y2="${bottom}" stroke="#8884" stroke-width="${decade === 0 ? 1.6 : 0.7}"/>`, text(Number(x), HEAD - 14, `${10 ** decade}×`, 'class="soft" text-anchor="middle"'));
  }
  const legend = ORDER.map((server, index) => `<rect x="${20 + index * 150}" y="56" width="11" height="11" fill="${COLORS[server]}"/>${text(37 + index * 150, 66, NAMES[server])}`).join('');
  const note = `${report.at.slice(0, 10)} · ${String(report.machine['cpu'])} · ${String(report.machine['cores'])} cores · Node ${String(report.machine['node'])} · n = ${report.repeat}${report.isQuick ? ' · QUICK' : ''}${report.note === '' ? '' : ` · ${report.note}`}`;
  const height = bottom + 40;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="同步服务器对比 Sync servers side by side">
<style>text{font:12px "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",system-ui,sans-serif;fill:#222}.strong{font-weight:600;font-size:13px}.soft{fill:#6b6b6b;font-size:11px}.value{font-weight:600}.missed{fill:#C8102E;font-weight:600}</style>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${text(20, 28, '同步服务器对比：相对最好的同类（1×），对数轴', 'style="font-size:16px;font-weight:600"')}
${text(20, 46, 'Sync servers side by side: multiples of the best peer (1×), logarithmic', 'class="soft"')}
${legend}<line x1="478" x2="478" y1="55" y2="69" stroke="#C8102E" stroke-width="1.5"/>${text(486, 66, '目标 goal')}
${grid.join('\n')}
${parts.join('\n')}
${text(20, bottom + 26, note, 'class="soft"')}
</svg>
`;
}
