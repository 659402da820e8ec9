/**
 * What a registrar does to numbers that no document bears: 预留, 作废, 恢复. Each act is one transaction: the register changes, and the act
 * itself with who, when and why is appended to `number_act`, linked into a chain like that of the events. The same op id has one effect.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { EpochMs, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { afterAct } from '#shared/numbers/rules.ts';
import { seriesOf, type SeriesKey } from '#shared/numbers/series.ts';
import type { Unit } from '#shared/org/model.ts';
import type { RegisterChange, RegisterChanged } from '#shared/protocol/registers.ts';
import type { Stamp } from '#shared/workflow/model.ts';
import type { Tx } from '#server/storage/storage.ts';
import { nextInSeries, putEntry, stateOf } from './series.ts';

interface ActContext {
  readonly organ: Unit;
  readonly actor: Stamp;
  readonly at: EpochMs;
  readonly sm3: Sm3;
}

/** The row as the chain covers it. */
interface NumberActRow {
  readonly seq: number;
  readonly op_id: string;
  readonly organ_id: string;
  readonly kind: string;
  readonly code: string;
  readonly year: number;
  readonly act: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
}

export async function changeNumbers(tx: Tx, change: RegisterChange, context: ActContext): Promise<Result<RegisterChanged, AppError>> {
  const known = await tx.selectFrom('number_act').selectAll().where('op_id', '=', change.opId).executeTakeFirst();
  if (known !== undefined) return isResend(known, change, context) ? ok(answer(known, change)) : err(appError('request.invalid', { rule: 'SRV02', field: 'opId' }));
  const { organ, actor, at } = context;
  const present = seriesOf('dispatch', organ, at);
  const key: SeriesKey = change.kind === 'reserve' ? present : { ...present, code: change.code, year: change.year };
  const first = change.kind === 'reserve' ? await nextInSeries(tx, key) : change.seq;
  const last = change.kind === 'reserve' ? first + change.count - 1 : first;
  for (let seq = first; seq <= last; seq += 1) {
    const state = afterAct(await stateOf(tx, key, seq), change.kind);
    if (!state.ok) return state;
    await putEntry(tx, key, seq, { state: state.value, doc_id: null, reason: change.reason, person_id: actor.personId, at });
  }
  const row = await append(tx, {
    op_id: change.opId, organ_id: organ.id, kind: key.kind, code: key.code, year: key.year, act: change.kind, first_seq: first, last_seq: last,
    reason: change.reason, actor: canonicalJson(actor as unknown as Json), at,
  }, context.sm3);
  return ok(answer(row, change));
}

async function append(tx: Tx, act: Omit<NumberActRow, 'seq'>, sm3: Sm3): Promise<NumberActRow> {
  const head = await tx.selectFrom('number_act').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row: NumberActRow = { seq: Number(head?.seq ?? 0) + 1, ...act };
  const previous = head?.hash ?? CHAIN_START;
  await tx.insertInto('number_act').values({ ...row, previous_hash: previous, hash: linkHash(sm3, previous, row as unknown as Json) }).execute();
  return row;
}

function isResend(row: NumberActRow, change: RegisterChange, { organ, actor }: ActContext): boolean {
  const isSameAim = change.kind === 'reserve' ? row.last_seq - row.first_seq + 1 === change.count : row.code === change.code && row.year === change.year && row.first_seq === change.seq;
  const author = (JSON.parse(row.actor) as Stamp).personId;
  return isSameAim && row.act === change.kind && row.organ_id === organ.id && row.reason === change.reason && author === actor.personId;
}

const answer = ({ code, year, first_seq: first, last_seq: last }: NumberActRow, { opId }: RegisterChange): RegisterChanged => ({ opId, code, year, first, last });
