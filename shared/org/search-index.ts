/** The whole directory index: reading and searching (directory-reader.ts), and writing, which keeps what can be found in step. */
import { openDirectoryReader, type DirectoryReader } from './directory-reader.ts';
import { createWriter, type DirectoryWriter } from './directory-writer.ts';
import type { Membership, Person, Unit } from './model.ts';
import type { GoneRow } from './schema.ts';
import { inTransaction, type SqlDatabase } from './sql-port.ts';

/** Rows to write and ids to take out; a page of the change feed is one. */
export interface ChangeBatch {
  readonly gone: readonly GoneRow[];
  readonly units: readonly Unit[];
  readonly people: readonly Person[];
  readonly memberships: readonly Membership[];
}

export interface DirectoryIndex extends DirectoryReader {
  readonly write: DirectoryWriter;
  /** One page of the change feed in one transaction; pass `settle: false` while more pages follow at once. */
  apply(changes: ChangeBatch, options?: { readonly settle?: boolean; /** In the same transaction. */ readonly also?: () => void }): void;
}

export function openDirectoryIndex(db: SqlDatabase): DirectoryIndex {
  const reader = openDirectoryReader(db);
  const write = createWriter(db);
  return {
    ...reader, write,
    apply: (changes, options = {}) => inTransaction(db, () => {
      for (const gone of changes.gone) write.remove(gone);
      for (const unit of changes.units) write.upsertUnit(unit);
      for (const one of changes.people) write.upsertPerson(one);
      for (const membership of changes.memberships) write.upsertMembership(membership);
      if (options.settle !== false) write.settle();
      options.also?.();
    }),
  };
}
