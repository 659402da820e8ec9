/** Changes of the directory in storage: rows that are only ever added, in an audit chain, and in whose history each stands. Owns both tables. */
import { sql } from 'kysely';
import type { Json } from '#shared/base/canonical-json.ts';
import type { EpochMs, Sm3 } from '#shared/base/ports.ts';
import { CHAIN_START, findBreak, linkHash } from '#shared/audit/chain.ts';
import { UNDOABLE, type ChangeKind } from '#shared/org/change/command.ts';
import type { PastStep } from '#shared/org/past.ts';
import type { Undone } from '#shared/org/change/decide.ts';
import type { Diff } from '#shared/org/change/rows.ts';
import { CHANGES_PAGE, type ChangeRecord, type ChangesPage } from '#shared/protocol/directory-changes.ts';
import type { Tx } from '#server/storage/storage.ts';

interface ChangeRow {
  readonly seq: number;
  readonly op_id: string;
  readonly request_hash: string;
  readonly kind: string;
  readonly person_id: string;
  readonly at: number;
  readonly undoes: number | null;
  readonly record: string;
  readonly diff: string;
}

/** The rows themselves stand in the chain by their digest: an import is millions of letters long. */
const linked = (sm3: Sm3, { seq, op_id, request_hash, kind, person_id, at, undoes, record, diff }: ChangeRow): Json =>
  ({ seq: Number(seq), op_id, request_hash, kind, person_id, at: Number(at), undoes: undoes === null ? null : Number(undoes), record, diff: sm3(diff) });

export async function readHead(tx: Tx): Promise<number> {
  const row = await tx.selectFrom('directory_change').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return Number(row?.seq ?? 0);
}

export interface NewChange {
  readonly opId: string;
  readonly requestHash: string;
  readonly at: EpochMs;
  readonly record: Omit<ChangeRecord, 'seq' | 'at'>;
  readonly diff: Diff;
  readonly about: readonly string[];
}

/** Rows as they were written then: a unit had no 统一社会信用代码 and no earlier names in the first ones. */
function diffOf(text: string): Diff {
  const { before, after } = JSON.parse(text) as Diff;
  const units = (side: Diff['before']): Diff['before']['units'] => side.units.map((unit) => ({ ...unit, uscc: unit.uscc ?? null, formerNames: unit.formerNames ?? [] }));
  return { before: { ...before, units: units(before) }, after: { ...after, units: units(after) } };
}

const IDS_PER_STATEMENT = 400;

export async function appendChange(tx: Tx, sm3: Sm3, change: NewChange): Promise<ChangeRecord> {
  const head = await tx.selectFrom('directory_change').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const written: ChangeRecord = { seq: Number(head?.seq ?? 0) + 1, at: change.at, ...change.record };
  const row: ChangeRow = {
    seq: written.seq, op_id: change.opId, request_hash: change.requestHash, kind: written.kind, person_id: written.by.personId, at: change.at, undoes: written.undoes,
    record: JSON.stringify(written), diff: JSON.stringify(change.diff),
  };
  const previous = head?.hash ?? CHAIN_START;
  await tx.insertInto('directory_change').values({ ...row, previous_hash: previous, hash: linkHash(sm3, previous, linked(sm3, row)) }).execute();
  for (let start = 0; start < change.about.length; start += IDS_PER_STATEMENT) {
    await tx.insertInto('directory_change_about').values(change.about.slice(start, start + IDS_PER_STATEMENT).map((id) => ({ about_id: id, seq: written.seq }))).execute();
  }
  return written;
}

/** What was done under this op id, and what had been asked for. */
export async function readByOp(tx: Tx, opId: string): Promise<{ readonly requestHash: string; readonly record: ChangeRecord } | undefined> {
  const row = await tx.selectFrom('directory_change').select(['request_hash', 'record']).where('op_id', '=', opId).executeTakeFirst();
  return row === undefined ? undefined : { requestHash: row.request_hash, record: JSON.parse(row.record) as ChangeRecord };
}

export async function readUndone(tx: Tx, seq: number): Promise<Undone | null> {
  const row = await tx.selectFrom('directory_change').select(['kind', 'diff']).where('seq', '=', seq).executeTakeFirst();
  if (row === undefined || !UNDOABLE.some((kind) => kind === row.kind)) return null;
  const undone = await tx.selectFrom('directory_change').select('seq').where('undoes', '=', seq).executeTakeFirst();
  return { kind: row.kind, isUndone: undone !== undefined, diff: diffOf(row.diff) };
}

/** Rows that a node has not written to its directory.db yet, in order. */
export async function readAfter(tx: Tx, seq: number): Promise<{ readonly seq: number; readonly diff: Diff } | undefined> {
  const row = await tx.selectFrom('directory_change').select(['seq', 'diff']).where('seq', '>', seq).orderBy('seq').limit(1).executeTakeFirst();
  return row === undefined ? undefined : { seq: Number(row.seq), diff: diffOf(row.diff) };
}

/** What makes a unit what it is called and where it stands. */
const ABOUT_UNITS: readonly ChangeKind[] = ['unit.create', 'unit.rename', 'unit.move', 'unit.merge', 'unit.split', 'unit.dissolve', 'undo', 'import', 'provision'];
const STEPS_MAX = 200;
/** An import of a province is read by nobody for one unit. */
const STEP_LENGTH_MAX = 1_000_000;

/** Oldest first: the last so many changes of one unit itself. */
export async function readSteps(tx: Tx, unitId: string): Promise<readonly PastStep[]> {
  const rows = await tx.selectFrom('directory_change_about as a').innerJoin('directory_change as c', 'c.seq', 'a.seq').select(['c.at', 'c.diff'])
    .where('a.about_id', '=', unitId).where('c.kind', 'in', ABOUT_UNITS).where(sql<boolean>`length(c.diff) <= ${STEP_LENGTH_MAX}`).orderBy('a.seq', 'desc').limit(STEPS_MAX).execute();
  return rows.toReversed().flatMap((row) => {
    const { before, after } = diffOf(row.diff);
    const [old, now] = [before, after].map((side) => side.units.find((unit) => unit.id === unitId) ?? null);
    return (old ?? null) === null && (now ?? null) === null ? [] : [{ at: Number(row.at), before: old ?? null, after: now ?? null }];
  });
}

/** Newest first. */
export async function listChanges(tx: Tx, aboutId: string, before: number | undefined): Promise<ChangesPage> {
  const rows = await tx.selectFrom('directory_change_about as a').innerJoin('directory_change as c', 'c.seq', 'a.seq')
    .leftJoin('directory_change as u', 'u.undoes', 'c.seq').select(['c.record', 'u.seq as undone_by'])
    .where('a.about_id', '=', aboutId).where('a.seq', '<', before ?? sql<number>`9007199254740991`).orderBy('a.seq', 'desc').limit(CHANGES_PAGE + 1).execute();
  return {
    records: rows.slice(0, CHANGES_PAGE).map(({ record, undone_by }) => {
      const read = JSON.parse(record) as ChangeRecord;
      return { ...read, undoneBy: undone_by === null ? null : Number(undone_by), isUndoable: undone_by === null && UNDOABLE.includes(read.kind) };
    }),
    more: rows.length > CHANGES_PAGE,
  };
}

export async function checkDirectoryChain(tx: Tx, sm3: Sm3): Promise<{ readonly changes: number; readonly brokenAt: number | null }> {
  const rows = await tx.selectFrom('directory_change').selectAll().orderBy('seq').execute();
  const at = findBreak(sm3, rows.map((row) => ({ row: linked(sm3, row), link: { previous: row.previous_hash, hash: row.hash } })));
  return { changes: rows.length, brokenAt: rows[at] === undefined ? null : Number(rows[at].seq) };
}
