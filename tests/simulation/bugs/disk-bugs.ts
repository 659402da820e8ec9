/** Bugs of the machine's disk and of how the replica keeps things, planted in the disk seam: it is asked for one thing and does another. */
import type { Disk, SqlDatabase, SqlValue } from '#electron/replica/ports.ts';
import type { Spoils } from '#tests/simulation/world/world.ts';
import { every, type PlantedBug } from './planted.ts';

type Run = (sql: string, values: readonly SqlValue[], go: (sql: string, values: readonly SqlValue[]) => void) => void;

/** A disk all of whose databases are spoilt alike. */
const over = (disk: Disk, spoil: (inner: SqlDatabase) => SqlDatabase): Disk => ({ ...disk, openDatabase: (path) => spoil(disk.openDatabase(path)) });

/** Each statement that writes, on its way down. */
const onWrite = (write: () => Run): Spoils => ({
  machine: {
    disk: (disk) => {
      const run = write();
      return over(disk, (inner) => ({ ...inner, run: (sql, ...values) => { run(sql, values, (text, given) => { inner.run(text, ...given); }); } }));
    },
  },
});
const onRead = (read: (sql: string, rows: readonly Readonly<Record<string, SqlValue>>[]) => readonly Readonly<Record<string, SqlValue>>[]): Spoils => ({
  machine: { disk: (disk) => over(disk, (inner) => ({ ...inner, all: (sql, ...values) => read(sql, inner.all(sql, ...values)) })) },
});

/** What is meant is not done, once in so many times. */
const forgets = (beginning: string, oneIn: number): Spoils => onWrite(() => {
  const isTime = every(oneIn);
  return (sql, values, go) => { if (!(sql.startsWith(beginning) && isTime())) go(sql, values); };
});
const instead = (beginning: string, sql: string, values: (given: readonly SqlValue[]) => readonly SqlValue[]): Spoils => onWrite(() => (asked, given, go) => {
  if (asked.startsWith(beginning)) go(sql, values(given));
  else go(asked, given);
});

/** Says that it has written and writes later: power that fails takes the last transactions along. */
const lazy = (commitsOneIn: number): Spoils => ({
  machine: {
    disk: (disk): Disk => ({
      ...disk,
      openDatabase: (path) => {
        const inner = disk.openDatabase(path);
        if (!path.endsWith('replica.db')) return inner;
        let open = 0;
        return {
          ...inner,
          tx: (work) => {
            if (open === 0) inner.exec('BEGIN IMMEDIATE');
            open += 1;
            inner.exec('SAVEPOINT one');
            try {
              const result = work();
              inner.exec('RELEASE one');
              if (open >= commitsOneIn) {
                inner.exec('COMMIT');
                open = 0;
              }
              return result;
            } catch (failure) {
              inner.exec('ROLLBACK TO one; RELEASE one');
              throw failure;
            }
          },
        };
      },
    }),
  },
});

/** Each statement for itself: found by dying between any two of them (crash.ts). */
export const piecemeal: Spoils = { machine: { disk: (disk) => over(disk, (inner) => ({ ...inner, tx: (work) => work() })) } };

export const DISK_BUGS: readonly PlantedBug[] = [
  { name: 'fsync is skipped: three transactions are lost with the power', spoils: () => lazy(4) },
  { name: 'fsync is skipped: the last transaction is lost with the power', spoils: () => lazy(2) },
  { name: 'an edit in three is not written', spoils: () => forgets('INSERT INTO doc_update', 3) },
  { name: 'edits are written as synced', spoils: () => instead('INSERT INTO doc_update', 'INSERT INTO doc_update (doc_id, seq, bytes, is_synced) VALUES (?, ?, ?, 1)', ([docId, seq, bytes]) => [docId, seq, bytes] as SqlValue[]) },
  { name: 'one acknowledged edit marks all of its document', spoils: () => instead('UPDATE doc_update SET is_synced = 1', 'UPDATE doc_update SET is_synced = 1 WHERE doc_id = ?', ([docId]) => [docId] as SqlValue[]) },
  { name: 'late edits are cut off and no branch is kept', spoils: () => forgets('INSERT INTO branch', 1) },
  { name: 'a branch keeps its title and loses its words', spoils: () => instead('INSERT INTO branch', 'INSERT INTO branch (doc_id, title, text, bytes, at) VALUES (?, ?, ?, ?, ?)', ([docId, title, , bytes, at]) => [docId, title, '', bytes, at] as SqlValue[]) },
  { name: 'late edits become a branch and stay in the document', spoils: () => forgets('DELETE FROM doc_update WHERE doc_id = ? AND is_synced = 0', 1) },
  { name: 'an act in two does not reach the outbox', spoils: () => forgets('INSERT OR REPLACE INTO outbox', 2) },
  { name: 'what has left the outbox comes back', spoils: () => forgets('DELETE FROM outbox', 1) },
  { name: 'after a restart only what was not on its way is sent', spoils: () => onRead((sql, rows) => (sql.startsWith('SELECT entry FROM outbox') ? rows.filter((row) => !String(row['entry']).includes('"state":"sending"')) : rows)) },
  { name: 'the outbox is read in any order', spoils: () => onRead((sql, rows) => (sql.startsWith('SELECT entry FROM outbox') ? rows.toReversed() : rows)) },
  { name: 'the view of a document in three is not written, the cursor is', spoils: () => forgets('INSERT INTO document', 3) },
  { name: 'the cursor of the feed runs ahead', spoils: () => onWrite(() => (sql, values, go) => { go(sql, sql.startsWith('INSERT INTO kv') && values[0] === 'feed.cursor' ? ['feed.cursor', String(Number(values[1]) + 1)] : values); }) },
  { name: 'the last row of a text is not read', spoils: () => onRead((sql, rows) => (sql.startsWith('SELECT seq, bytes, is_synced FROM doc_update') && rows.length > 1 ? rows.slice(0, -1) : rows)) },
];
