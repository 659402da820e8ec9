/** `/feed`: says that there is more, never what. Whatever a client sends here is ignored. */
import type { z } from 'zod';
import type { feedHint } from '#shared/protocol/http.ts';
import type { Actor } from '#shared/policy/can.ts';
import { heardBy, readCursor, type FeedHub } from '#server/documents/feed.ts';
import { concernOf } from '#server/directory/concern.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Log } from '#server/log.ts';
import type { Storage } from '#server/storage/storage.ts';
import { closeWith, type Endpoint } from './sockets.ts';

/** Whoever does not read tens of thousands of hints will find the same by cursor. */
const QUEUE_BYTES_MAX = 1_048_576;

export function createFeedEndpoint(hub: FeedHub, storage: Storage, directory: Pick<Directory, 'orgView' | 'onChange'>, log: Log): Endpoint {
  return {
    kind: 'feed',
    open: ({ line, who }) => {
      let last = 0;
      const hint = (cursor: number, isDirectory = false): void => {
        last = Math.max(last, cursor);
        const frame: z.output<typeof feedHint> = isDirectory ? { cursor, directory: true } : { cursor };
        if (line.bufferedBytes() < QUEUE_BYTES_MAX) line.sendText(JSON.stringify(frame));
      };
      const begin = (actor: Actor): (() => void) => {
        // Listening first: a change between reading the cursor and listening would go unheard. What reaches whom one stands in for reaches oneself.
        const stops = heardBy(actor).map((personId) => hub.listen(personId, (cursor) => hint(cursor)));
        storage.read(readCursor).then((cursor) => hint(cursor), (error: unknown) => {
          log.warn({ err: error }, 'the feed cursor could not be read');
          closeWith(line, 'storage.failed');
        });
        const concerns = concernOf(actor.memberships, directory.orgView());
        const stopDirectory = directory.onChange((touched) => { if (concerns(touched, directory.orgView())) hint(last, true); });
        return () => { for (const stop of [...stops, stopDirectory]) stop(); };
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
