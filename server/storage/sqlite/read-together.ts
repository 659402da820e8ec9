/**
 * Questions that are waiting for the reading thread travel together: it answers faster than it wakes up, and every request asks who is there. They see one moment
 * all the same. When something among them fails, each is asked alone, so that a mistake is its author's.
 */
import type { Rows } from './connection.ts';
import type { Query } from './messages.ts';

type Read = (queries: readonly Query[]) => Promise<readonly Rows[]>;

interface Waiting {
  readonly queries: readonly Query[];
  readonly resolve: (rows: readonly Rows[]) => void;
  readonly reject: (error: unknown) => void;
}

/** An answer stays small enough that the next ones come soon. */
const QUERIES_MAX = 64;

/** `inTurn` waits for its turn and gives it back. */
export function createReadTogether(inTurn: (run: (read: Read) => Promise<void>) => Promise<void>): Read {
  const waiting: Waiting[] = [];
  let isRunning = false;

  const take = (): readonly Waiting[] => {
    let queries = 0;
    const end = waiting.findIndex((each) => (queries += each.queries.length) > QUERIES_MAX);
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1));
  };
  const answer = async (read: Read): Promise<void> => {
    const some = take();
    try {
      const rows = await read(some.flatMap(({ queries }) => queries));
      let at = 0;
      for (const { queries, resolve } of some) resolve(rows.slice(at, (at += queries.length)));
    } catch (error) {
      if (some.length === 1) return some[0]?.reject(error);
      for (const { queries, resolve, reject } of some) await read(queries).then(resolve, reject);
    }
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) await inTurn(answer);
    isRunning = false;
  };

  return (queries) => new Promise((resolve, reject) => {
    waiting.push({ queries, resolve, reject });
    if (isRunning) return;
    isRunning = true;
    void run();
  });
}
