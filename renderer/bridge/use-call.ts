/**
 * Reads through the bridge as React state. While something is read again the last answer stays on the screen;
 * an answer that was overtaken by a newer question is dropped. An answer that says the same is no news: nothing is drawn anew, and what hangs
 * on the old one stays the same object. Notices come at every key somewhere, and most of what is read then has not changed.
 */
import { dequal } from 'dequal';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import type { Result } from '#shared/base/result.ts';
import type { CallInput, CallName, CallOutput, NoticeName, NoticePayload } from '#shared/ipc/contract.ts';
import { callOffice, onNotice } from './office.ts';

export interface Reading<T> {
  readonly value: T | null;
  readonly error: AppError | null;
  /** There is no answer to this question yet. */
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** What was read; `key`: the question. */
export interface Read<T> {
  readonly key: string | null;
  readonly value: T | null;
  readonly error: AppError | null;
  readonly isLoading: boolean;
}

/** Asked again while there is an answer, nothing changes on the screen. */
export function asked<T>(old: Read<T>, key: string): Read<T> {
  if (old.key !== key) return { key, value: null, error: null, isLoading: true };
  return (old.value !== null && old.error === null) || old.isLoading ? old : { ...old, isLoading: true };
}

export function answered<T>(old: Read<T>, key: string, answer: Result<T, AppError>, isSame: (a: T, b: T) => boolean): Read<T> {
  const before = old.key === key ? old.value : null;
  if (!answer.ok) return { key, value: before, error: answer.error, isLoading: false };
  if (before === null || !isSame(before, answer.value)) return { key, value: answer.value, error: null, isLoading: false };
  return old.error === null && !old.isLoading ? old : { key, value: before, error: null, isLoading: false };
}

/** `input: null` asks nothing. `input` is compared by its JSON, so callers may write it inline. `isSame` must stay the same function. */
export function useCall<N extends CallName>(name: N, input: CallInput<N> | null, refreshOn: readonly NoticeName[] = [], isSame: (a: CallOutput<N>, b: CallOutput<N>) => boolean = dequal): Reading<CallOutput<N>> {
  const key = input === null ? null : JSON.stringify(input);
  const [state, setState] = useState<Read<CallOutput<N>>>({ key, value: null, error: null, isLoading: key !== null });
  const turn = useRef(0);
  const reload = useCallback(() => {
    const mine = ++turn.current;
    if (key === null) return;
    setState((old) => asked(old, key));
    void callOffice(name, JSON.parse(key) as CallInput<N>).then((answer) => {
      if (turn.current !== mine) return;
      setState((old) => answered(old, key, answer, isSame));
    });
  }, [name, key, isSame]);
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
