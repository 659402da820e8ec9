/** Times as people here read them: 2026-11-23 16:05, local to this machine. Pure. */
const two = (value: number): string => String(value).padStart(2, '0');

export function formatDate(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function formatClock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export const formatTime = (at: number): string => `${formatDate(at)} ${formatClock(at)}`;

/** 成文日期 as GB/T 9704 writes it: Arabic digits, no leading zeros. */
export function formatOfficialDate(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日`;
}

/** In a dense list: the clock alone for today, else the date with the clock. */
export const formatRecent = (at: number, now: number): string => (formatDate(at) === formatDate(now) ? formatClock(at) : formatTime(at));

/** Whole calendar days between two moments. */
export function daysBetween(from: number, to: number): number {
  const start = new Date(from);
  const end = new Date(to);
  return Math.round((new Date(end.getFullYear(), end.getMonth(), end.getDate()).getTime() - new Date(start.getFullYear(), start.getMonth(), start.getDate()).getTime()) / 86_400_000);
}
