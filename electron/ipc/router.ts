/**
 * One question of a window, answered: the name must exist, the input must parse, a bug becomes a number and never a stack.
 * Knows no Electron: the binding to ipcMain (bind.ts) checks who asks before it comes here.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { parse } from '#shared/base/parse.ts';
import { err, type Result } from '#shared/base/result.ts';
import { CALLS, type CallInput, type CallName, type CallOutput } from '#shared/ipc/contract.ts';

type MainCall = { readonly [N in CallName]: (typeof CALLS)[N]['owner'] extends 'main' ? N : never }[CallName];
export type MainHandlers = { readonly [N in MainCall]: (input: CallInput<N>) => Promise<Result<CallOutput<N>, AppError>> | Result<CallOutput<N>, AppError> };

export interface RouterOptions {
  readonly handlers: MainHandlers;
  readonly askReplica: (name: CallName, input: unknown) => Promise<Result<unknown, AppError>>;
  /** A number for the log and for the person who reports it. */
  readonly onBug: (failure: unknown) => string;
}

export type Route = (name: unknown, input: unknown) => Promise<Result<unknown, AppError>>;

export function createRouter({ handlers, askReplica, onBug }: RouterOptions): Route {
  return async (name, input) => {
    if (typeof name !== 'string' || !Object.hasOwn(CALLS, name)) return err(appError('request.invalid', { field: 'name' }));
    const known = name as CallName;
    const read = parse(CALLS[known].input, input);
    if (!read.ok) return read;
    try {
      if (CALLS[known].owner === 'replica') return await askReplica(known, read.value);
      return await (handlers[known as MainCall] as (value: unknown) => Promise<Result<unknown, AppError>>)(read.value);
    } catch (failure) {
      return err(appError('internal', { incident: onBug(failure) }));
    }
  };
}
