/** What `verify` looked at and what it found. A finding names its check, its document where it has one, and the row, so that somebody can go and look. */
export const CHECKS = ['database', 'chain', 'state', 'text', 'counter', 'snapshot', 'index', 'frozen', 'number', 'outcome', 'exchange', 'calendar', 'flow', 'delegation', 'handover', 'blob', 'directory', 'contacts', 'seal'] as const;
export type Check = (typeof CHECKS)[number];

export interface Finding {
  readonly check: Check;
  readonly docId: string;
  /** Table and key: `update_log 17`. */
  readonly row: string;
  readonly what: string;
}

export interface Findings {
  /** Counts what was looked at. */
  looked(check: Check, rows?: number): void;
  found(check: Check, docId: string, row: string, what: string): void;
  list(): readonly Finding[];
  /** The table that an operator reads. */
  table(): string;
}

/** A damaged disk can make thousands: the first ones tell, the rest is counted. */
const SHOWN_MAX = 200;

export function createFindings(): Findings {
  const rows = new Map<Check, number>(CHECKS.map((check) => [check, 0]));
  const findings: Finding[] = [];
  return {
    looked: (check, count = 1) => { rows.set(check, (rows.get(check) ?? 0) + count); },
    found: (check, docId, row, what) => { findings.push({ check, docId, row, what }); },
    list: () => findings,
    table: () => {
      const lines = [...rows].map(([check, looked]) => [check, String(looked), String(findings.filter((one) => one.check === check).length)]);
      const summary = columns([['check', 'rows', 'findings'], ...lines]);
      if (findings.length === 0) return summary;
      const shown = findings.slice(0, SHOWN_MAX).map(({ check, docId, row, what }) => [check, docId === '' ? '-' : docId, row, what]);
      const more = findings.length > SHOWN_MAX ? `\n… and ${findings.length - SHOWN_MAX} more` : '';
      return `${summary}\n\n${columns([['check', 'document', 'row', 'what'], ...shown])}${more}`;
    },
  };
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')).join('\n');
}
