/** A disk that is full for the database, and is not again, on either adapter. */
import { sql } from 'kysely';
import type { Storage } from '#server/storage/storage.ts';

export interface FullDisk {
  fill(storage: Storage): Promise<void>;
  empty(storage: Storage): Promise<void>;
}

export const FULL_DISK: Readonly<Record<'sqlite' | 'postgres', FullDisk>> = {
  sqlite: {
    fill: async (storage) => { await storage.tx((tx) => sql`pragma max_page_count = 1`.execute(tx)); },
    // The transaction that lifts the limit may still be refused itself.
    empty: async (storage) => { await storage.tx((tx) => sql`pragma max_page_count = 1000000`.execute(tx)).catch(() => null); },
  },
  // The server's own answer to a full disk, raised where a row is written.
  postgres: {
    fill: async (storage) => {
      await storage.tx(async (tx) => {
        await sql`create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`.execute(tx);
        for (const table of ['update_log', 'meta']) await sql.raw(`create trigger full_disk before insert on ${table} for each row execute function full_disk()`).execute(tx);
      });
    },
    empty: async (storage) => { await storage.tx((tx) => sql`drop function full_disk() cascade`.execute(tx)); },
  },
};
