/**
 * One document's socket to the server: the stock y-websocket provider, with durable acknowledgements, permission, refusal and resync
 * on top (subprotocol gzt.1). Owns the wire; what is stored and what becomes of refused edits is the session's business.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { RawData, WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { ERRORS, isErrorCode, type ErrorCode } from '#shared/base/errors.ts';
import type { Random } from '#shared/base/ports.ts';
import { FRAME_BYTES_MAX, MESSAGE, SUBPROTOCOL, SYNC } from '#shared/protocol/collab.ts';
import { backoffMs, RECONNECT } from '#shared/sync/backoff.ts';
import type { Net } from '#electron/replica/ports.ts';
import { heardCode } from '#electron/replica/sync/heard-code.ts';

export interface LinkEvents {
  opened(): void;
  closed(code: number | null): void;
  /** Everything that the server has is here. */
  synced(): void;
  durable(count: number): void;
  permission(canWrite: boolean, code: ErrorCode | null): void;
  refused(count: number, code: ErrorCode): void;
  resyncAsked(): void;
  /** The text's generation at the server, told before anything else on every connection. */
  generation(number: number): void;
  sentAll(): void;
  sentPart(): void;
  sentNewest(): void;
  /** Edits that the server has not acknowledged, one by one, for when their sum is too long for one frame. */
  unacknowledged(): readonly Uint8Array[];
}

export interface LinkOptions {
  readonly net: Net;
  readonly random: Random;
  readonly serverUrl: string;
  readonly token: string;
  readonly docId: string;
  readonly doc: Y.Doc;
  readonly events: LinkEvents;
}

export type DocLink = ReturnType<typeof createDocLink>;

/** The server's deliberate no; for the others (timeout, conflict, too many) trying again helps. */
const FINAL_CLOSES: readonly number[] = [4401, 4403, 4404, 4413, ERRORS['document.broken'].close, 4426];
const HANDSHAKE_TIMEOUT_MS = 8_000;

export function createDocLink(options: LinkOptions) {
  const { doc, events } = options;
  const awareness = new Awareness(doc);
  // The replica itself is nobody: only editors have a caret.
  awareness.setLocalState(null);
  const provider = new WebsocketProvider(`${options.serverUrl.replace(/^http/u, 'ws')}/collab`, options.docId, doc, {
    connect: false,
    disableBc: true,
    awareness,
    protocols: [SUBPROTOCOL.extended, `${SUBPROTOCOL.bearerPrefix}${options.token}`],
    WebSocketPolyfill: countingSocket(options.net.WebSocket, events) as unknown as typeof globalThis.WebSocket,
    maxBackoffTime: RECONNECT.capMs,
    shouldReconnect: (event: { readonly code: number }) => !FINAL_CLOSES.includes(event.code),
  });
  let isOpen = false;
  const jitter = (): void => { provider.maxBackoffTime = backoffMs(RECONNECT, provider.wsUnsuccessfulReconnects + 1, options.random); };

  provider.on('status', ({ status }: { readonly status: string }) => {
    if (status === 'connected') {
      isOpen = true;
      events.opened();
    }
  });
  provider.on('connection-close', (event: { readonly code?: number } | null) => {
    jitter();
    isOpen = false;
    events.closed(event?.code ?? null);
  });
  provider.on('sync', (isSynced: boolean) => { if (isSynced) events.synced(); });

  const on = (type: number, read: (decoder: decoding.Decoder) => void): void => {
    provider.messageHandlers[type] = (_encoder, decoder) => { read(decoder); };
  };
  on(MESSAGE.durable, (decoder) => { events.durable(decoding.readVarUint(decoder)); });
  on(MESSAGE.permission, (decoder) => {
    const canWrite = decoding.readVarUint(decoder) === 1;
    events.permission(canWrite, codeOf(decoding.readVarString(decoder)));
  });
  on(MESSAGE.refused, (decoder) => {
    const count = decoding.readVarUint(decoder);
    events.refused(count, codeOf(decoding.readVarString(decoder)) ?? 'internal');
  });
  on(MESSAGE.resync, () => {
    events.resyncAsked();
    exchange();
  });
  on(MESSAGE.generation, (decoder) => { events.generation(decoding.readVarUint(decoder)); });

  const send = (write: (encoder: encoding.Encoder) => void): void => {
    if (!provider.wsconnected || provider.ws === null) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.sync);
    write(encoder);
    provider.ws.send(encoding.toUint8Array(encoder));
  };
  const exchange = (): void => {
    send((encoder) => { syncProtocol.writeSyncStep1(encoder, doc); });
    send((encoder) => { syncProtocol.writeSyncStep2(encoder, doc); });
  };

  return {
    awareness,
    isOpen: (): boolean => isOpen,
    isSynced: (): boolean => provider.synced,
    /** At once, whatever the provider is waiting for. */
    connect: (): void => { provider.connect(); },
    disconnect: (): void => { provider.disconnect(); },
    /** Both sides tell each other again what they have. */
    exchange,
    destroy: (): void => {
      provider.destroy();
      awareness.destroy();
    },
  };
}

const codeOf = (text: string): ErrorCode | null => (isErrorCode(text) ? heardCode(text) : null);

/** Counts what the server counts, and cuts a sync step 2 that is too long for one frame into its edits. */
function countingSocket(Base: typeof WebSocket, events: LinkEvents) {
  return class CountingSocket extends Base {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { handshakeTimeout: HANDSHAKE_TIMEOUT_MS, perMessageDeflate: false });
      // Errors are reported through the close event; without a listener node would end the process.
      this.on('error', () => undefined);
    }

    override send(data: RawData | Uint8Array | string): void {
      const frame = data as Uint8Array;
      if (frame[0] !== MESSAGE.sync || frame[1] === SYNC.step1) {
        super.send(frame);
        return;
      }
      if (frame[1] === SYNC.step2 && frame.byteLength > FRAME_BYTES_MAX) {
        for (const update of events.unacknowledged()) {
          events.sentPart();
          super.send(updateFrame(update));
        }
        events.sentAll();
        super.send(updateFrame(EMPTY_UPDATE));
        return;
      }
      if (frame[1] === SYNC.step2) events.sentAll();
      else events.sentNewest();
      super.send(frame);
    }
  };
}

/** No structs, no deletions: stands for "that was all". */
const EMPTY_UPDATE = Uint8Array.of(0, 0);

function updateFrame(update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.sync);
  syncProtocol.writeUpdate(encoder, update);
  return encoding.toUint8Array(encoder);
}
