/** What the board shows: filtered, in an order that its reader chose, in words and as a table file. Items are put in order, units and people never. Pure. */
import type { WatchedItem, WatchedPart } from '#shared/ipc/contract.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { Light } from '#shared/time/deadline.ts';
import { bySeverity, isStruckOff, worse } from '#shared/workflow/parts.ts';
import type { Text } from '#renderer/ui/text.tsx';
import { formatDate, formatTime } from '#renderer/ui/time.ts';

export interface BoardFilter {
  readonly light: Light | null;
  readonly unit: string | null;
  readonly stage: string | null;
}
export const NO_FILTER: BoardFilter = { light: null, unit: null, stage: null };

export const SORTS = ['number', 'light', 'due'] as const;
export type Sort = (typeof SORTS)[number];

const unitsOf = (row: WatchedItem): readonly string[] => [...row.units, ...row.parts.flatMap((part) => part.units)];

export const passes = (row: WatchedItem, { light, unit, stage }: BoardFilter): boolean =>
  (light === null || row.light === light) && (unit === null || unitsOf(row).includes(unit)) && (stage === null || row.stage === stage);

/** Those without a day stand last. */
const dueOf = ({ dueAt }: WatchedItem): number => dueAt ?? Number.MAX_SAFE_INTEGER;

/** The server's order is that of the numbers, newest first. */
export function sorted(rows: readonly WatchedItem[], sort: Sort): readonly WatchedItem[] {
  switch (sort) {
    case 'number': return rows;
    case 'due': return rows.toSorted((a, b) => dueOf(a) - dueOf(b));
    case 'light': return rows.toSorted((a, b) => bySeverity(a.light, b.light) || dueOf(a) - dueOf(b));
  }
}

/** What there is to choose from, as it stands on the board. */
export const unitsOn = (rows: readonly WatchedItem[]): readonly string[] => [...new Set(rows.flatMap(unitsOf))];
export const stagesOn = (rows: readonly WatchedItem[]): readonly WatchedItem['stage'][] => [...new Set(rows.map(({ stage }) => stage))];

export const partsDone = ({ parts }: WatchedItem): string => (parts.length === 0 ? '' : `${parts.filter(({ stage }) => isStruckOff(stage)).length}/${parts.length}`);

/** The worst of the open parts: why a whole may be yellow long before its own day. */
export const partsLight = ({ parts }: WatchedItem): Light | null => parts.reduce<Light | null>((light, part) => worse(light, part.light), null);

export const stageName = (text: Text, stage: WatchedPart['stage']): string => text(`domain.stage.${stage}` as MessageKey);
export const lightName = (text: Text, light: Light | null): string => (light === null ? '' : text(`supervision.light.${light}`));

export function daysText(text: Text, { daysLeft }: Pick<WatchedPart, 'daysLeft'>): string {
  if (daysLeft === null) return '';
  if (daysLeft === 0) return text('supervision.days.today');
  return daysLeft > 0 ? text('supervision.days.left', { days: daysLeft }) : text('supervision.days.over', { days: -daysLeft });
}

export function tableOf(text: Text, rows: readonly WatchedItem[]): readonly (readonly string[])[] {
  const head = (['light', 'number', 'title', 'units', 'stage', 'due', 'days', 'report', 'parts'] as const).map((column) => text(`supervision.col.${column}`));
  const line = (row: WatchedPart, parts: string): readonly string[] => [
    lightName(text, row.light), row.number ?? '', row.title, row.units.join('、'), stageName(text, row.stage), row.dueAt === null ? '' : formatDate(row.dueAt), daysText(text, row),
    row.reports.slice(0, 1).map(({ name, at, text: said }) => `${formatTime(at)} ${name}：${said}`).join(''), parts,
  ];
  // Every part stands under its whole.
  return [head, ...rows.flatMap((row) => [line(row, partsDone(row)), ...row.parts.map((part) => line(part, ''))])];
}
