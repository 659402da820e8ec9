/**
 * Fetches the MessagePort of one document, as shared/ipc/contract.ts (PORT_MESSAGE) tells: the port comes as a window message
 * before or after the answer of the call. It either comes in time or the caller gets a coded error; a port that comes too late is closed.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { toHex } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { PORT_MESSAGE } from '#shared/ipc/office.ts';
import { callOffice } from './office.ts';

export const PORT_TIMEOUT_MS = 10_000;

export async function fetchPort(docId: string): Promise<Result<MessagePort, AppError>> {
  const portKey = toHex(crypto.getRandomValues(new Uint8Array(16)));
  return await new Promise((resolve) => {
    let isDone = false;
    const finish = (result: Result<MessagePort, AppError>): void => {
      if (isDone) return;
      isDone = true;
      window.clearTimeout(timer);
      resolve(result);
    };
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (event.source !== window || !isPortMessage(event.data, portKey)) return;
      window.removeEventListener('message', onMessage);
      const port = event.ports[0];
      if (port === undefined) return;
      if (isDone) port.close();
      else finish(ok(port));
    };
    window.addEventListener('message', onMessage);
    const timer = window.setTimeout(() => finish(err(appError('request.timeout'))), PORT_TIMEOUT_MS);
    void callOffice('document.open', { docId, portKey }).then((answer) => {
      if (answer.ok) return;
      window.removeEventListener('message', onMessage);
      finish(err(answer.error));
    });
  });
}

function isPortMessage(data: unknown, portKey: string): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === PORT_MESSAGE && 'portKey' in data && data.portKey === portKey;
}
