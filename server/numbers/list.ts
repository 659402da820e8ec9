/** Pages of a 登记簿: the numbers of one organ and year with the documents that bear them, 断号 in their places. Reads only; who may is decided before. */
import type { OrgView } from '#shared/org/model.ts';
import { sayNumber, type NumberKind } from '#shared/numbers/series.ts';
import type { NumberState } from '#shared/numbers/rules.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { REGISTER_PAGE, type RegisterPage, type RegisterQuery, type RegisterRow } from '#shared/protocol/registers.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { Tx } from '#server/storage/storage.ts';

export async function readRegister(tx: Tx, kind: NumberKind, query: RegisterQuery, actor: Actor, org: OrgView): Promise<RegisterPage> {
  const { organId, year, from, to, only, after } = query;
  const ofYear = tx.selectFrom('number_entry').where('number_entry.organ_id', '=', organId).where('kind', '=', kind).where('year', '=', year);
  let wanted = ofYear.leftJoin('document', 'document.doc_id', 'number_entry.doc_id')
    .select(['code', 'seq', 'number_entry.state', 'number_entry.doc_id', 'reason', 'person_id', 'at', 'document.state as document']);
  if (from !== undefined) wanted = wanted.where('at', '>=', from);
  if (to !== undefined) wanted = wanted.where('at', '<=', to);
  if (only === 'gaps') wanted = wanted.where('number_entry.state', '<>', 'used');
  if (after !== undefined) {
    const [seq = '', code = ''] = after.split('~');
    wanted = wanted.where((is) => is.or([is('code', '>', code), is.and([is('code', '=', code), is('seq', '<', Number(seq))])]));
  }
  const found = await wanted.orderBy('code').orderBy('seq', 'desc').limit(REGISTER_PAGE + 1).execute();
  const rows = found.slice(0, REGISTER_PAGE).map((row): RegisterRow => ({
    code: row.code, seq: row.seq, number: sayNumber({ code: row.code, year }, row.seq), state: row.state as NumberState, docId: row.doc_id,
    ...factsOf(row.document, actor, org), at: Number(row.at), reason: row.reason, by: org.person(row.person_id)?.name ?? '',
  }));
  const last = found.length > REGISTER_PAGE ? rows.at(-1) : undefined;
  const counts = { used: 0, reserved: 0, void: 0 };
  for (const row of await ofYear.select(['number_entry.state', (is) => is.fn.countAll().as('rows')]).groupBy('number_entry.state').execute()) {
    counts[row.state as NumberState] = Number(row.rows);
  }
  return { rows, cursor: last === undefined ? null : `${last.seq}~${last.code}`, counts };
}

const NO_DOCUMENT = { title: '', docType: '', otherOrgan: '', theirNumber: '', mayOpen: false };

function factsOf(stored: string | null, actor: Actor, org: OrgView): Pick<RegisterRow, keyof typeof NO_DOCUMENT> {
  if (stored === null) return NO_DOCUMENT;
  const state = JSON.parse(stored) as DocumentState;
  const isOutgoing = state.direction === 'outgoing';
  return {
    title: state.title, docType: state.docType, mayOpen: can(actor, 'document.read', { kind: 'document', state }, org).ok,
    otherOrgan: isOutgoing ? state.mainRecipientName : state.origin.organName, theirNumber: isOutgoing ? '' : (state.number ?? ''),
  };
}
