/**
 * The only place that touches `window.office`: typed calls up, notices down. A rejected promise (the other side is gone)
 * becomes a coded error here, so that no screen needs a try/catch.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { CallInput, CallName, CallOutput, NoticeName, NoticePayload } from '#shared/ipc/contract.ts';
import type { Office } from '#shared/ipc/office.ts';

declare global {
  interface Window {
    readonly office?: Office;
  }
}

export async function callOffice<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>, AppError>> {
  const { office } = window;
  if (office === undefined) return err(appError('internal', { incident: 'no-bridge' }));
  try {
    return await office.call(name, input);
  } catch {
    return err(appError('internal', { incident: 'ipc' }));
  }
}

export function onNotice<N extends NoticeName>(name: N, listener: (payload: NoticePayload<N>) => void): () => void {
  return window.office?.on(name, listener) ?? (() => undefined);
}
