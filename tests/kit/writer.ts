/**
 * A person who writes words that nobody else writes, with the stock provider, and keeps count of which of them the server has acknowledged as durable (gzt.1).
 * What was acknowledged can be looked for in the database, whatever the clients still have in their own copies.
 */
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { typeInto } from './server-client.ts';

export interface Writer {
  readonly docId: string;
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  write(): void;
  written(): readonly string[];
  /** From its next connection on it goes there. */
  moveTo(url: string): void;
  /** Of what was written, what the server said is durable. */
  acknowledged(): readonly string[];
  close(): void;
}

const BACKOFF_MAX_MS = 300;

export function createWriter(url: string, token: string, docId: string, name: string): Writer {
  const doc = new Y.Doc();
  const words: { readonly word: string; readonly end: number }[] = [];
  let durable = 0;
  const address = (base: string): string => `${base.replace(/^http/, 'ws')}/collab`;
  const provider = new WebsocketProvider(address(url), docId, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    protocols: [SUBPROTOCOL.extended, `${SUBPROTOCOL.bearerPrefix}${token}`], disableBc: true, maxBackoffTime: BACKOFF_MAX_MS,
  });
  for (const type of [MESSAGE.permission, MESSAGE.refused, MESSAGE.resync]) provider.messageHandlers[type] = () => {};
  provider.messageHandlers[MESSAGE.durable] = (_encoder, decoder) => {
    decoding.readVarUint(decoder);
    durable = Math.max(durable, Y.decodeStateVector(decoding.readVarUint8Array(decoder)).get(doc.clientID) ?? 0);
  };
  return {
    docId, doc, provider,
    write: () => {
      if (bodyOf(doc).length === 0) return;
      const word = `〔${name}·${words.length}〕`;
      typeInto(doc, word);
      words.push({ word, end: Y.getState(doc.store, doc.clientID) });
    },
    moveTo: (base) => { provider.serverUrl = address(base); },
    written: () => words.map(({ word }) => word),
    acknowledged: () => words.filter(({ end }) => end <= durable).map(({ word }) => word),
    close: () => {
      provider.destroy();
      doc.destroy();
    },
  };
}
