/**
 * One view of the desk, read in parts around what is in sight. Every reading is of one moment: parts that are read again replace all that was shown,
 * so that a row never stands twice. What is out of sight is not kept.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useNotice } from '#renderer/bridge/use-call.ts';
import type { AppError } from '#shared/base/errors.ts';
import type { DeskItem } from '#shared/ipc/contract.ts';
import type { DeskFilter } from '#shared/policy/desk-filter.ts';
import type { DeskView } from '#shared/policy/desk.ts';

const PART_ROWS = 100;
/** A deadline passes without anybody doing anything. */
const LOOK_EVERY_MS = 60_000;

export interface DeskRows {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly at: (index: number) => DeskItem | undefined;
  readonly loaded: readonly DeskItem[];
  readonly error: AppError | null;
  readonly reload: () => void;
  /** Rows that are about to be seen. */
  readonly need: (first: number, last: number) => void;
}

interface Read {
  readonly key: string;
  readonly total: number | null;
  readonly from: number;
  readonly items: readonly DeskItem[];
  readonly error: AppError | null;
}

export function useDeskRows(view: DeskView, filter: DeskFilter): DeskRows {
  const key = JSON.stringify({ view, filter });
  const [read, setRead] = useState<Read>({ key, total: null, from: 0, items: [], error: null });
  const parts = useRef({ first: 0, last: 0 });
  /** The reading under way; what changes meanwhile is read once more behind it, however often it changed. */
  const flight = useRef<{ readonly key: string; isStale: boolean } | null>(null);

  const load = useCallback(async (): Promise<void> => {
    if (flight.current?.key === key) {
      flight.current.isStale = true;
      return;
    }
    const mine = { key, isStale: false };
    flight.current = mine;
    const asked = JSON.parse(key) as { readonly view: DeskView; readonly filter: DeskFilter };
    const { first, last } = parts.current;
    const answers = await Promise.all(Array.from({ length: last - first + 1 }, (_, part) => callOffice('desk.list', { ...asked, offset: (first + part) * PART_ROWS, limit: PART_ROWS })));
    if (flight.current !== mine) return;
    flight.current = null;
    if (mine.isStale) void load();
    const failed = answers.find((answer) => !answer.ok);
    if (failed !== undefined && !failed.ok) {
      const { error } = failed;
      setRead((old) => (old.key === key ? { ...old, error } : { key, total: null, from: 0, items: [], error }));
      return;
    }
    const pages = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    setRead({ key, total: pages.at(-1)?.total ?? 0, from: first * PART_ROWS, items: pages.flatMap((page) => page.items), error: null });
  }, [key]);

  useEffect(() => {
    parts.current = { first: 0, last: 0 };
    void load();
    const ticking = window.setInterval(() => void load(), LOOK_EVERY_MS);
    return () => {
      flight.current = null;
      window.clearInterval(ticking);
    };
  }, [load]);
  useNotice('desk.changed', () => void load());
  useNotice('calendar.changed', () => void load());

  const need = useCallback((first: number, last: number): void => {
    const wanted = { first: Math.floor(first / PART_ROWS), last: Math.floor(Math.max(first, last - 1) / PART_ROWS) };
    if (wanted.first >= parts.current.first && wanted.last <= parts.current.last) return;
    parts.current = wanted;
    void load();
  }, [load]);

  // What was read for another view is not shown under this one.
  const shown = read.key === key ? read : { total: null, from: 0, items: [], error: null };
  return { total: shown.total, at: (index) => shown.items[index - shown.from], loaded: shown.items, error: shown.error, reload: () => void load(), need };
}
