/**
 * Grouped transactions, seen from the event loop. Whoever asks while a group is under way is in the next one. A group costs two or three steps of the thread:
 * those that answer what all members have named ahead, and one that writes everything and commits. Only other questions are waited for one by one.
 * Members run one after another; when one fails in the thread, those behind it may have built on it and run again.
 */
import {
  DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, type RootOperationNode,
} from 'kysely';
import { hearForesight } from '../foresight.ts';
import type { Round, Storage, Tx } from '../storage.ts';
import type { Tables } from '../tables.ts';
import type { Connection, GroupAnswer, Rows } from './connection.ts';
import { createKnownAnswers, type KnownAnswers } from './known-answers.ts';
import type { GroupEnd, Query, SqlValue, Step } from './messages.ts';

interface Waiting {
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly ahead: readonly Round[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A group ends soon, because edits of texts wait for it; whoever is left is in the next group. */
const MEMBERS_MAX = 32;

export function createGroupedTx(connection: Connection, watch: <T>(writing: Promise<T>) => Promise<T>): Storage['groupedTx'] {
  const waiting: Waiting[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const release = await connection.acquire();
      const members = waiting.splice(0, MEMBERS_MAX);
      try {
        waiting.unshift(...(await runGroup(connection, watch, members)));
      } catch (error) {
        // If that was not the database's failure, its transaction is still open.
        await connection.group([], 'undo').catch(() => null);
        for (const { reject } of members) reject(error);
      } finally {
        release();
      }
    }
    isRunning = false;
  };

  return (asked, ahead = []) => new Promise((resolve, reject) => {
    waiting.push({ run: asked, ahead, resolve: resolve as (value: unknown) => void, reject });
    if (isRunning) return;
    isRunning = true;
    void run();
  });
}

/** Answers who has to go again. Throws when nothing of the group was kept. */
async function runGroup(connection: Connection, watch: <T>(writing: Promise<T>) => Promise<T>, members: readonly Waiting[]): Promise<readonly Waiting[]> {
  const steps: Step[] = [];
  let failed: GroupAnswer['failed'] = null;
  let lost: { readonly error: unknown } | null = null;
  const send = async (ends: GroupEnd | null): Promise<readonly Rows[]> => {
    if (lost !== null) throw lost.error;
    try {
      const answer = await watch(connection.group(steps.splice(0), ends));
      failed ??= answer.failed;
      return answer.rows;
    } catch (error) {
      lost ??= { error };
      throw error;
    }
  };

  const known = createKnownAnswers();
  for (let round = 0; members.some(({ ahead }) => ahead[round] !== undefined); round += 1) {
    const questions = members.flatMap(({ ahead }) => questionsOf(ahead[round], known)).filter((query) => known.get(query) === undefined);
    if (questions.length === 0) continue;
    for (const query of questions) steps.push({ kind: 'ask', ...query });
    for (const [index, rows] of (await send(null)).entries()) known.set(questions[index] as Query, rows);
  }

  const told: (() => void)[] = [];
  for (const member of members) {
    if (failed !== null) break;
    told.push(await runMember(member, { steps, known, send: () => send(null), failure: () => failed?.error ?? null }));
  }
  await send('commit');
  const end = (failed as GroupAnswer['failed']) ?? null;
  const kept = end?.member ?? told.length;
  for (const tell of told.slice(0, kept)) tell();
  if (end === null) return members.slice(kept);
  members[kept]?.reject(end.error);
  return members.slice(kept + 1);
}

function questionsOf(round: Round | undefined, known: KnownAnswers): readonly Query[] {
  try {
    return round?.(BUILDER, (question) => (known.get(asQuery(question.compile())) ?? []) as never[]).map(asQuery) ?? [];
  } catch {
    // Whatever it stumbled over, the transaction itself will meet, and there it concerns nobody else.
    return [];
  }
}

interface Group {
  /** Not sent yet. */
  readonly steps: Step[];
  readonly known: KnownAnswers;
  /** Answers the rows of what was asked in it. */
  send(): Promise<readonly Rows[]>;
  failure(): Error | null;
}

/** Answers how to tell its caller, once it is durable. */
async function runMember({ run, resolve, reject }: Waiting, group: Group): Promise<() => void> {
  const member = openMember(group);
  try {
    const value = await run(member.tx);
    member.end('keep');
    return () => resolve(value);
  } catch (error) {
    member.end('drop');
    return () => reject(error);
  }
}

interface Member {
  readonly tx: Tx;
  end(how: 'keep' | 'drop'): void;
}

function openMember(group: Group): Member {
  const { steps, known } = group;
  const foreseen: Query[] = [];
  let isOver = false;
  /** Questions of one turn travel together. */
  let asking: { count: number; readonly rows: Promise<readonly Rows[]> } | null = null;

  const ask = async (query: Query): Promise<Rows> => {
    asking ??= {
      count: 0,
      rows: Promise.resolve().then(async () => {
        asking = null;
        const rows = await group.send();
        const failure = group.failure();
        if (failure !== null) throw failure;
        return rows;
      }),
    };
    const index = asking.count++;
    steps.push({ kind: 'ask', ...query });
    return (await asking.rows)[index] ?? [];
  };
  const executeQuery = async <R>(compiled: CompiledQuery): Promise<QueryResult<R>> => {
    if (isOver) throw new Error('this transaction is over');
    const query = asQuery(compiled);
    const isWriting = compiled.query.kind !== 'SelectQueryNode';
    const answer = isWriting ? undefined : known.get(query);
    if (answer !== undefined) return { rows: answer as R[] };
    if (isWriting) known.written(compiled);
    if (!isSilent(compiled.query)) return { rows: (await ask(query)) as R[] };
    steps.push({ kind: 'write', ...query });
    return { rows: [] };
  };

  const open: Step = { kind: 'open' };
  steps.push(open);
  const tx = new Kysely<Tables>({ dialect: dialectOf(driverOf({ executeQuery, streamQuery })) });
  hearForesight(tx, (question, rows) => {
    const query = asQuery(question);
    known.set(query, rows as Rows);
    foreseen.push(query);
  });
  return {
    tx,
    end: (how) => {
      isOver = true;
      if (how === 'drop') {
        // What it has not sent need not be done and undone.
        steps.splice(steps.lastIndexOf(open) + 1);
        for (const query of foreseen) known.delete(query);
      }
      steps.push({ kind: how });
    },
  };
}

/** Inserts, updates and deletes that answer nothing are not waited for. */
const isSilent = (node: RootOperationNode): boolean =>
  (node.kind === 'InsertQueryNode' || node.kind === 'UpdateQueryNode' || node.kind === 'DeleteQueryNode') && node.returning === undefined;

const asQuery = ({ sql, parameters }: CompiledQuery): Query => ({ sql, parameters: parameters as readonly SqlValue[] });

const dialectOf = (driver: Driver) => ({
  createAdapter: () => new SqliteAdapter(), createDriver: () => driver,
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db), createQueryCompiler: () => new SqliteQueryCompiler(),
});
const BUILDER: Tx = new Kysely<Tables>({ dialect: dialectOf(new DummyDriver()) });

/** The group begins and ends without kysely. */
const driverOf = (connection: DatabaseConnection): Driver => ({
  init: async () => {},
  acquireConnection: async () => connection,
  beginTransaction: refuseNesting,
  commitTransaction: refuseNesting,
  rollbackTransaction: refuseNesting,
  releaseConnection: async () => {},
  destroy: async () => {},
});

async function refuseNesting(): Promise<void> {
  throw new Error('a transaction has no transaction inside');
}

// eslint-disable-next-line require-yield
async function* streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
  throw new Error('the database thread answers whole results');
}
