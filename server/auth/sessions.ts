/**
 * Sessions: a random 256-bit token for the client, only its SHA-256 here, so that a stolen database opens nobody's session.
 * Knows nothing of passwords. Sockets watch it to be closed when their session ends.
 */
import { createHash } from 'node:crypto';
import type { Clock, EpochMs, Random } from '#shared/base/ports.ts';
import { prepared } from '#server/storage/prepared.ts';
import type { Storage } from '#server/storage/storage.ts';
import { accountBySession, accountOf, type Account } from './accounts.ts';

export interface Session {
  /** SHA-256 of the token: names the session without opening it. */
  readonly key: string;
  readonly personId: string;
  readonly expiresAt: EpochMs;
}

export interface Sessions {
  open(personId: string): Promise<{ readonly token: string; readonly session: Session }>;
  /** With the account it belongs to: asked with every request, and in one step. */
  find(token: string): Promise<'unknown' | 'expired' | { readonly session: Session; readonly account: Account }>;
  end(key: string): Promise<void>;
  /** Called with the session's key when somebody signs out. Returns the function that stops listening. */
  onEnd(listener: (key: string) => void): () => void;
  removeExpired(): Promise<void>;
}

const sessionBy = prepared((db, key: string) => db.selectFrom('session').select(['person_id', 'expires_at']).where('token_hash', '=', key));

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const tokenKey = (token: string): string => createHash('sha256').update(token).digest('hex');

export function createSessions(storage: Storage, clock: Clock, random: Random, lifetimeMs: number): Sessions {
  const listeners = new Set<(key: string) => void>();
  return {
    open: async (personId) => {
      const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
      const now = clock.now();
      const session: Session = { key: tokenKey(token), personId, expiresAt: now + lifetimeMs };
      await storage.tx((tx) => tx.insertInto('session').values({ token_hash: session.key, person_id: personId, created_at: now, expires_at: session.expiresAt }).execute());
      return { token, session };
    },
    find: async (token) => {
      if (!TOKEN.test(token)) return 'unknown';
      const key = tokenKey(token);
      const [[row], [account]] = await storage.readAll((db) => [sessionBy(db, key), accountBySession(db, key)]);
      if (row === undefined || account === undefined) return 'unknown';
      return row.expires_at <= clock.now() ? 'expired' : { session: { key, personId: row.person_id, expiresAt: row.expires_at }, account: accountOf(account) };
    },
    end: async (key) => {
      await storage.tx(async (tx) => {
        await tx.deleteFrom('session').where('token_hash', '=', key).execute();
        await tx.insertInto('session_end').values({ token_hash: key, at: clock.now() }).execute();
      });
      for (const listener of listeners) listener(key);
    },
    onEnd: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    removeExpired: async () => {
      await storage.tx(async (tx) => {
        await tx.deleteFrom('session').where('expires_at', '<=', clock.now()).execute();
        await tx.deleteFrom('session_end').where('at', '<=', clock.now() - lifetimeMs).execute();
      });
    },
  };
}
