/** What a page sees of the outside: calls, notices, and how it gets the port of an open document. */
import type { AppError } from '#shared/base/errors.ts';
import type { Result } from '#shared/base/result.ts';
import type { CallInput, CallName, CallOutput, NoticeName, NoticePayload } from './contract.ts';

/** What the preload puts on `window.office`, and all that a window sees of the outside. */
export interface Office {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>, AppError>>;
  /** Returns the function that stops listening. */
  on<N extends NoticeName>(name: N, listener: (payload: NoticePayload<N>) => void): () => void;
}

/**
 * How a page gets the port of an open document. The context bridge copies values and cannot hand over a MessagePort,
 * so the port comes as a transferred message on the window itself:
 *   1. the page makes a `portKey` (32 random lower hex digits) and listens for `message` events on its window;
 *   2. it calls `office.call('document.open', { docId, portKey })`; a refusal means that no port will come;
 *   3. the preload posts `{ kind: PORT_MESSAGE, portKey }` with `ports[0]` to the window, before or after the answer of the call.
 *      The page checks `event.source === window` and that the key is its own, then stops listening.
 *   4. The port speaks doc-port.ts. The replica speaks first (sync step 1, then a `status` frame). Closing it ends the editing session;
 *      a reload of the page closes it too. If the replica is restarted the port falls silent and `app.trouble` says `replica-restarted`: open again.
 */
export const PORT_MESSAGE = 'gzt:port';
export interface PortMessage {
  readonly kind: typeof PORT_MESSAGE;
  readonly portKey: string;
}

/** The part of a DOM MessagePort that both ends use (shared knows no DOM). */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  close(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}
