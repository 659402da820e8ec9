/**
 * The last y-websocket 1.x provider as a program of an office would use it. It knows neither `protocols` nor headers: the token comes in
 * through the socket class that it is given.
 */
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket-1';
import * as Y from 'yjs';
import { contentFacts } from '#shared/doc/canonical.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { sm3 } from '#server/sm3.ts';
import { typeInto, type ServerClient } from './server-client.ts';
import { waitFor } from './wait-for.ts';

export type TokenCarrier = 'header' | 'subprotocol';

export interface OldProvider {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  /** Types of all messages that arrived. */
  readonly types: ReadonlySet<number>;
  /** Codes with which its lines were closed, oldest first. */
  readonly closed: readonly number[];
  type(text: string): void;
  text(): string;
  hash(): string;
  /** What it is shown of whoever writes under this client id. */
  seen(clientId: number): { readonly [field: string]: unknown } | undefined;
  close(): void;
}

export async function openOld(person: Pick<ServerClient, 'url' | 'token'>, docId: string, carrier: TokenCarrier = 'subprotocol'): Promise<OldProvider> {
  const types = new Set<number>();
  const closed: number[] = [];
  class SocketWithToken extends WebSocket {
    constructor(url: string) {
      super(url, carrier === 'subprotocol' ? [`${SUBPROTOCOL.bearerPrefix}${person.token}`] : [], carrier === 'header' ? { headers: { authorization: `Bearer ${person.token}` } } : {});
      this.on('message', (data: ArrayBuffer) => { types.add(new Uint8Array(data)[0] ?? -1); });
      this.on('close', (code) => { closed.push(code); });
    }
  }
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${person.url.replace(/^http/, 'ws')}/collab`, docId, doc, {
    WebSocketPolyfill: SocketWithToken as unknown as typeof globalThis.WebSocket, disableBc: true, maxBackoffTime: 200,
  });
  await waitFor(() => provider.synced, { what: `document ${docId} to be synced by the old provider` });
  return {
    doc, provider, types, closed,
    type: (text) => typeInto(doc, text),
    text: () => bodyOf(doc).toString(),
    hash: () => contentFacts(doc, sm3).hash,
    seen: (clientId) => provider.awareness.getStates().get(clientId),
    close: () => {
      provider.destroy();
      doc.destroy();
    },
  };
}
