/** A client of the collaboration socket that speaks bare y-protocols, and gzt.1 when asked to; it does what it is told, also what is wrong. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { typeInto, type ServerClient } from './server-client.ts';
import { waitFor } from './wait-for.ts';

export async function openRaw(person: ServerClient, name: string, protocols: readonly string[] = []) {
  const socket = new WebSocket(`${person.url.replace('http', 'ws')}/collab/${name}`, [...protocols, `${SUBPROTOCOL.bearerPrefix}${person.token}`]);
  socket.binaryType = 'nodebuffer';
  const doc = new Y.Doc();
  const seen: { type: number; decoder: decoding.Decoder }[] = [];
  const farewell = new Promise<{ readonly code: number; readonly reason: string }>((resolve) => { socket.once('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') })); });
  const closed = farewell.then(({ code }) => code);
  const send = (bytes: Uint8Array): void => socket.send(bytes);
  const sendSync = (write: (encoder: encoding.Encoder) => void): void => send(encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.sync);
    write(encoder);
  }));
  socket.on('message', (data: Buffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    const type = decoding.readVarUint(decoder);
    if (type !== MESSAGE.sync) return void seen.push({ type, decoder });
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.sync);
    syncProtocol.readSyncMessage(decoder, encoder, doc, 'server');
    if (encoding.length(encoder) > 1) send(encoding.toUint8Array(encoder));
  });
  await new Promise<void>((resolve, reject) => { socket.once('open', () => resolve()); socket.once('error', reject); });
  return {
    socket, doc, seen, closed, farewell, send, sendSync,
    take: (type: number) => waitFor(() => {
      const index = seen.findIndex((message) => message.type === type);
      return index === -1 ? null : seen.splice(index, 1)[0]?.decoder;
    }, { what: `message ${type}` }),
    sync: async () => {
      sendSync((encoder) => syncProtocol.writeSyncStep1(encoder, doc));
      await waitFor(() => bodyOf(doc).length > 0);
    },
    update: (update: Uint8Array) => sendSync((encoder) => syncProtocol.writeUpdate(encoder, update)),
  };
}
export type RawCollab = Awaited<ReturnType<typeof openRaw>>;

/** Types into the client's own copy; answers the update without sending it. */
export const edit = (raw: RawCollab, text: string): Uint8Array => {
  const before = Y.encodeStateVector(raw.doc);
  typeInto(raw.doc, text);
  return Y.encodeStateAsUpdate(raw.doc, before);
};
