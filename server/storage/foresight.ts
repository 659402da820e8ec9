/**
 * Whoever has just written a row may say what a question answers from then on, so that the next transaction of the same group (`Storage.groupedTx`)
 * need not ask. Where nobody listens it means nothing.
 */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Tx } from './storage.ts';

type Listener = (question: CompiledQuery, rows: readonly object[]) => void;

const listeners = new WeakMap<Tx, Listener>();

export const hearForesight = (tx: Tx, listener: Listener): void => { listeners.set(tx, listener); };

export function foresee<R extends object>(tx: Tx, question: Compilable<R>, rows: readonly R[]): void {
  listeners.get(tx)?.(question.compile(), rows);
}
