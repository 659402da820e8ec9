/** `/feed`: says that there is more, never what. Whatever a client sends here is ignored. */
import type { z } from 'zod';
import type { feedHint } from '#shared/protocol/http.ts';
import type { Actor } from '#shared/policy/can.ts';
import { heardBy, readCursor, type FeedHub } from '#server/documents/feed.ts';
import type { Log } from '#server/log.ts';
import type { Storage } from '#server/storage/storage.ts';
import { closeWith, type Endpoint } from './sockets.ts';

/** Whoever does not read tens of thousands of hints will find the same by cursor. */
const QUEUE_BYTES_MAX = 1_048_576;

export function createFeedEndpoint(hub: FeedHub, storage: Storage, log: Log): Endpoint {
  return {
    kind: 'feed',
    open: ({ line, who }) => {
      const hint = (cursor: number): void => {
        const frame: z.output<typeof feedHint> = { cursor };
        if (line.bufferedBytes() < QUEUE_BYTES_MAX) line.sendText(JSON.stringify(frame));
      };
      const begin = (actor: Actor): (() => void) => {
        // Listening first: a change between reading the cursor and listening would go unheard. What reaches whom one stands in for reaches oneself.
        const stops = heardBy(actor).map((personId) => hub.listen(personId, hint));
        storage.read(readCursor).then(hint, (error: unknown) => {
          log.warn({ err: error }, 'the feed cursor could not be read');
          closeWith(line, 'storage.failed');
        });
        return () => { for (const stop of stops) stop(); };
      };
      let stop = begin(who.actor);
      const reassess = (actor: Actor): void => {
        stop();
        stop = begin(actor);
      };
      return { receive: () => {}, keepAlive: () => {}, reassess, leave: () => stop() };
    },
  };
}
