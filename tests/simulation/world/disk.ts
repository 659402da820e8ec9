/**
 * The disk of one machine under the replica: files and SQLite in memory, the real SQL of the real store. A call is one step at which the machine may die,
 * the disk be full or fail. What a transaction has committed is on the medium when it returns (nodeDisk: WAL, synchronous=FULL); what it has not is gone with the process.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqlStatement } from '#shared/org/sql-port.ts';
import type { Disk, SqlDatabase, SqlRow, SqlValue } from '#electron/replica/ports.ts';
import type { Life } from './kernel.ts';

export class Killed extends Error { override readonly name = 'Killed'; }

/** What SQLite says: node:sqlite gives its code as `errcode`. */
export const sqliteError = (errcode: number): Error => Object.assign(new Error(`SQLite says ${errcode}`), { code: 'ERR_SQLITE_ERROR', errcode });
export const fileError = (code: string): Error => Object.assign(new Error(code), { code });

/** One file of SQLite in memory, used again and again: making its tables takes longer than a history. */
export interface Medium {
  readonly database: DatabaseSync;
  readonly statements: Map<string, StatementSync>;
}

export interface SimDisk {
  /** As this process has it. `onStep` is told of every call, by its number, before it is done; it may throw. */
  disk(life: Life): Disk;
  files(): ReadonlyMap<string, string>;
  media(): ReadonlyMap<string, Medium>;
  writeFile(path: string, text: string): void;
  /** The process has ended: what was not committed is gone. */
  rollBack(): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  steps(): number;
}

export interface Snapshot {
  readonly files: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, readonly SqlRow[]>>;
}

export interface DiskOptions {
  readonly mediumOf: (path: string) => Medium;
  readonly onStep: (step: number, what: string) => void;
  /** A disk that says "done" and has not: called after each commit with what undoes it. */
  readonly onCommit?: (path: string, medium: Medium) => void;
}

export const newMedium = (): Medium => ({ database: new DatabaseSync(':memory:'), statements: new Map() });

export function statementOf({ database, statements }: Medium, sql: string): StatementSync {
  let known = statements.get(sql);
  if (known === undefined) {
    known = database.prepare(sql);
    statements.set(sql, known);
  }
  return known;
}

export const tablesOf = (medium: Medium): readonly string[] => statementOf(medium, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all().map((row) => String((row as SqlRow)['name']));

export function wipe(medium: Medium): void {
  if (medium.database.isTransaction) medium.database.exec('ROLLBACK');
  for (const table of tablesOf(medium)) statementOf(medium, `DELETE FROM ${table}`).run();
}

export function createSimDisk({ mediumOf, onStep, onCommit }: DiskOptions): SimDisk {
  const files = new Map<string, string>();
  const media = new Map<string, Medium>();
  let steps = 0;

  const step = (life: Life, what: string): void => {
    if (life.isOver) throw new Killed();
    steps += 1;
    onStep(steps, what);
    if (life.isOver) throw new Killed();
  };

  const open = (life: Life, path: string): SqlDatabase => {
    step(life, `open ${tail(path)}`);
    const medium = media.get(path) ?? mediumOf(path);
    media.set(path, medium);
    const { database } = medium;
    const name = tail(path);
    const exec = (sql: string): void => {
      step(life, `${name} ${sql.slice(0, 40)}`);
      database.exec(sql);
      if (sql === 'COMMIT') onCommit?.(path, medium);
    };
    const rollBack = (): void => {
      if (!life.isOver && database.isTransaction) database.exec('ROLLBACK');
    };
    return {
      exec,
      prepare: (sql): SqlStatement => {
        step(life, `${name} prepare`);
        const statement = statementOf(medium, sql);
        return {
          run: (...values) => { step(life, `${name} ${sql.slice(0, 40)}`); return statement.run(...(values as SQLInputValue[])); },
          all: (...values) => { step(life, `${name} ${sql.slice(0, 40)}`); return statement.all(...(values as SQLInputValue[])); },
          get: (...values) => { step(life, `${name} ${sql.slice(0, 40)}`); return statement.get(...(values as SQLInputValue[])); },
        };
      },
      run: (sql, ...values) => {
        step(life, `${name} ${sql.slice(0, 40)}`);
        statementOf(medium, sql).run(...(values as SQLInputValue[]));
        if (!database.isTransaction) onCommit?.(path, medium);
      },
      all: (sql, ...values: readonly SqlValue[]) => {
        step(life, `${name} ${sql.slice(0, 40)}`);
        return statementOf(medium, sql).all(...(values as SQLInputValue[])) as unknown as readonly SqlRow[];
      },
      tx: (work) => {
        exec('BEGIN IMMEDIATE');
        try {
          const result = work();
          exec('COMMIT');
          return result;
        } catch (failure) {
          rollBack();
          throw failure;
        }
      },
      scrub: () => { step(life, `${name} scrub`); },
      close: () => { rollBack(); },
    };
  };

  return {
    steps: () => steps,
    files: () => files,
    media: () => media,
    writeFile: (path, text) => { files.set(path, text); },
    rollBack: () => { for (const { database } of media.values()) if (database.isTransaction) database.exec('ROLLBACK'); },
    disk: (life) => ({
      openDatabase: (path) => open(life, path),
      makeDir: (path) => { step(life, `makeDir ${tail(path)}`); },
      exists: (path) => { step(life, `exists ${tail(path)}`); return files.has(path) || media.has(path); },
      readText: (path) => { step(life, `read ${tail(path)}`); return files.get(path) ?? null; },
      writeText: (path, text) => { step(life, `write ${tail(path)}`); files.set(path, text); },
      move: (from, to) => {
        step(life, `move ${tail(from)}`);
        const file = files.get(from);
        const medium = media.get(from);
        if (file !== undefined) { files.delete(from); files.set(to, file); }
        if (medium !== undefined) { media.delete(from); media.set(to, medium); }
      },
      remove: (path) => { step(life, `remove ${tail(path)}`); files.delete(path); media.delete(path); },
    }),
    snapshot: () => ({
      files: new Map(files),
      tables: new Map([...media].filter(([path]) => path.endsWith('replica.db')).map(([path, medium]) => [path, new Map(tablesOf(medium).map((table) => [table, statementOf(medium, `SELECT * FROM ${table}`).all() as unknown as readonly SqlRow[]]))])),
    }),
    restore: (snapshot) => {
      files.clear();
      for (const [path, text] of snapshot.files) files.set(path, text);
      for (const [path, tables] of snapshot.tables) {
        const medium = media.get(path) ?? mediumOf(path);
        media.set(path, medium);
        wipe(medium);
        for (const [table, rows] of tables) for (const row of rows) {
          const names = Object.keys(row);
          statementOf(medium, `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(...(Object.values(row) as SQLInputValue[]));
        }
      }
    },
  };
}

const tail = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
