/** `/collab/{docId}`: one socket, one document. Moves bytes between the socket and its room and keeps a slow reader from filling memory. */
import { isDocId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { stampOf } from '#server/commands/actor.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import { awarenessFrame } from '#server/rooms/frames.ts';
import type { Rooms } from '#server/rooms/rooms.ts';
import { createFrameBudget, type FrameLimits } from './frame-budget.ts';
import { closeWith, type Endpoint } from './sockets.ts';
import { createTally } from './tally.ts';
import { writeFrame } from './wire.ts';

/** A caret that arrives late is worth nothing: it is the first to go. */
const PRESENCE_QUEUE_BYTES_MAX = 4_194_304;
/** Nobody moved: the smallest message that every client understands. */
const SIGN_OF_LIFE = awarenessFrame([]);
const QUEUE_BYTES_MAX = 16_777_216;

export function createCollab(rooms: Rooms, org: () => OrgView, metrics: Metrics, log: Log, limits: FrameLimits): Endpoint {
  const tally = createTally(metrics);
  return {
    kind: 'collab',
    open: ({ socket, line, who, name, isExtended, onMoved }) => {
      if (!isDocId(name)) return closeWith(socket, 'not-found');
      const send = (frame: Uint8Array): void => {
        if (socket.readyState !== socket.OPEN) return;
        if (line.writableLength > QUEUE_BYTES_MAX) {
          // Nothing more can reach it, a farewell neither. When it is back it syncs from the log.
          socket.terminate();
          return;
        }
        tally.sent(frame.byteLength);
        writeFrame(line, frame);
      };
      const seat = rooms.join(name, {
        actor: who.actor, unitName: stampOf(who.actor, null, org()).unitName, sessionKey: who.session.key, isExtended, send,
        sendPair: (head, body) => send(Buffer.concat([head, body])),
        sendPresence: (frame) => {
          if (line.writableLength <= PRESENCE_QUEUE_BYTES_MAX) send(frame);
        },
        close: (code) => closeWith(socket, code),
      });
      onMoved((actor) => seat.reassess(actor));
      const mayPass = createFrameBudget(limits);
      socket.on('message', (data, isBinary) => {
        if (!mayPass()) return closeWith(socket, 'request.too-many');
        if (!isBinary) return closeWith(socket, 'protocol.unsupported');
        const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data;
        tally.received(bytes.byteLength);
        try {
          seat.receive(bytes);
        } catch (error) {
          // One hostile or unlucky frame ends its own socket, never the process (P8).
          log.error({ err: error, docId: name }, 'a frame could not be handled');
          closeWith(socket, 'internal');
        }
      });
      socket.on('close', () => seat.leave());
      return () => send(SIGN_OF_LIFE);
    },
  };
}
