/**
 * Reads through the bridge as React state. While something is read again the last answer stays on the screen;
 * an answer that was overtaken by a newer question is dropped.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import type { CallInput, CallName, CallOutput, NoticeName, NoticePayload } from '#shared/ipc/contract.ts';
import { callOffice, onNotice } from './office.ts';

export interface Reading<T> {
  readonly value: T | null;
  readonly error: AppError | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** `input: null` asks nothing. `input` is compared by its JSON, so callers may write it inline. */
export function useCall<N extends CallName>(name: N, input: CallInput<N> | null, refreshOn: readonly NoticeName[] = []): Reading<CallOutput<N>> {
  const key = input === null ? null : JSON.stringify(input);
  const [state, setState] = useState<{ readonly key: string | null; readonly value: CallOutput<N> | null; readonly error: AppError | null; readonly isLoading: boolean }>(
    { key, value: null, error: null, isLoading: key !== null },
  );
  const turn = useRef(0);
  const reload = useCallback(() => {
    const mine = ++turn.current;
    if (key === null) return;
    setState((old) => ({ key, value: old.key === key ? old.value : null, error: old.key === key ? old.error : null, isLoading: true }));
    void callOffice(name, JSON.parse(key) as CallInput<N>).then((answer) => {
      if (turn.current !== mine) return;
      setState((old) => answer.ok
        ? { key, value: answer.value, error: null, isLoading: false }
        : { key, value: old.key === key ? old.value : null, error: answer.error, isLoading: false });
    });
  }, [name, key]);
  useEffect(() => {
    reload();
    return () => { turn.current += 1; };
  }, [reload]);
  const watched = refreshOn.join(' ');
  useEffect(() => {
    const stops = watched === '' ? [] : watched.split(' ').map((notice) => onNotice(notice as NoticeName, () => reload()));
    return () => { for (const stop of stops) stop(); };
  }, [watched, reload]);
  const isCurrent = state.key === key;
  return { value: isCurrent ? state.value : null, error: isCurrent ? state.error : null, isLoading: isCurrent ? state.isLoading : key !== null, reload };
}

export function useNotice<N extends NoticeName>(name: N, listener: (payload: NoticePayload<N>) => void): void {
  const latest = useRef(listener);
  useEffect(() => { latest.current = listener; });
  useEffect(() => onNotice(name, (payload) => latest.current(payload)), [name]);
}
