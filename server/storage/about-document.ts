/**
 * The same questions about one document after the other, as `Storage.readAll` takes them. Building SQL costs more than answering it, and
 * after a restart thousands of documents are opened: it is built for one and told of the others.
 */
import type { Compilable, CompiledQuery } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { Answers, Storage, Tx } from './storage.ts';

/** Stands for the document in what is built; no document has this id. */
const ANY = 'any document' as DocId;

export function aboutDocument<const Q extends readonly Compilable<unknown>[]>(build: (db: Tx, docId: DocId) => Q): (storage: Storage, docId: DocId) => Promise<Answers<Q>> {
  const built = new WeakMap<Storage, readonly CompiledQuery[]>();
  return (storage, docId) => storage.readAll((db) => {
    const queries = built.get(storage) ?? build(db, ANY).map((query) => query.compile());
    built.set(storage, queries);
    return queries.map((query) => ({ compile: () => ({ ...query, parameters: query.parameters.map((value) => (value === ANY ? docId : value)) }) })) as unknown as Q;
  });
}
