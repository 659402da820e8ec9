/**
 * The ledger of one document (执笔台账): a Yjs client id belongs to the person who first brought it, so that nobody writes under another's
 * id and authorship never depends on what a client claims. It knows ids and people, not content. An id is counted to its owner when its
 * first update is admitted and stored in that update's own transaction; after a failed write the room loads the ledger again.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface Ledger {
  load(rows: readonly OwnerRow[]): void;
  ownerOf(client: number): string | undefined;
  /** True when one of these ids, of which something new is brought, belongs to somebody else. */
  isForeign(clients: readonly number[], personId: string): boolean;
  /** Counts to this person whatever has no owner yet, and answers those ids. */
  introduce(clients: readonly number[], personId: string): readonly number[];
}

export interface OwnerRow { readonly client: number; readonly person_id: string }

export const ownerRows = (db: Tx, docId: DocId) => db.selectFrom('client_owner').select(['client', 'person_id']).where('doc_id', '=', docId);

/** `announced`: who is present under an id of which nothing is written yet; nobody may take it from under them. */
export function createLedger(announced: (client: number) => string | undefined = () => undefined): Ledger {
  let owners = new Map<number, string>();
  return {
    load: (rows) => {
      owners = new Map(rows.map((row) => [Number(row.client), row.person_id]));
    },
    ownerOf: (client) => owners.get(client),
    isForeign: (clients, personId) => clients.some((client) => (owners.get(client) ?? announced(client) ?? personId) !== personId),
    introduce: (clients, personId) => {
      const unowned = clients.filter((client) => !owners.has(client));
      for (const client of unowned) owners.set(client, personId);
      return unowned;
    },
  };
}

export interface Owner {
  readonly client: number;
  readonly personId: string;
  readonly firstAt: EpochMs;
}

/** In the order in which they came. */
export async function readOwners(tx: Tx, docId: DocId): Promise<readonly Owner[]> {
  const rows = await tx.selectFrom('client_owner').selectAll().where('doc_id', '=', docId).orderBy('first_at').orderBy('client').execute();
  return rows.map((row) => ({ client: Number(row.client), personId: row.person_id, firstAt: Number(row.first_at) }));
}
