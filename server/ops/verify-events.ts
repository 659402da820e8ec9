/**
 * The event log against itself and against everything that is derived from it: the audit chain link by link, every document's state as the
 * fold of its events, outcomes with the events they speak of.
 */
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { outcome as outcomeSchema } from '#shared/protocol/http.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';
import type { NumberKind } from '#shared/numbers/series.ts';
import { eventOf } from '#server/documents/documents.ts';
import { FIRST_GENERATION } from '#server/documents/generation.ts';
import { sm3 } from '#server/sm3.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { Findings } from './findings.ts';

const PAGE_ROWS = 2_000;

/** What the events say of one document. */
export interface Told {
  state: DocumentState | null;
  docSeq: number;
  generation: number;
  /** Content hashes that the events bind. */
  readonly hashes: Set<string>;
}

export interface History {
  readonly documents: ReadonlyMap<string, Told>;
  /** op id → document → its last event of that act. */
  readonly acts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Every number that an event gave, in which register. */
  readonly numbered: readonly { readonly docId: string; readonly organId: string; readonly kind: NumberKind; readonly number: string; readonly seq: number }[];
}

export async function verifyEvents(tx: Tx, findings: Findings): Promise<History> {
  const documents = new Map<string, Told>();
  const acts = new Map<string, Map<string, number>>();
  const numbered: History['numbered'][number][] = [];
  let last = 0;
  let previous: string = CHAIN_START;
  for (;;) {
    const rows = await tx.selectFrom('event_log').selectAll().where('seq', '>', last).orderBy('seq').limit(PAGE_ROWS).execute();
    if (rows.length === 0) break;
    for (const row of rows) {
      const seq = Number(row.seq);
      const name = `event_log ${seq}`;
      findings.looked('chain');
      if (seq !== last + 1) findings.found('chain', row.doc_id, name, `events ${last + 1} to ${seq - 1} are missing`);
      const event = readEvent(row);
      if (event === null) findings.found('chain', row.doc_id, name, 'actor or body is not valid JSON');
      if (row.previous_hash !== previous) findings.found('chain', row.doc_id, name, 'does not link to the event before it');
      else if (event !== null && row.hash !== linkHash(sm3, previous, event as unknown as Json)) findings.found('chain', row.doc_id, name, 'was changed after it was written');
      last = seq;
      // From here on the chain is judged by what stands here: one damaged row is one finding.
      previous = row.hash;
      if (event === null) continue;
      const told = documents.get(row.doc_id) ?? { state: null, docSeq: 0, generation: FIRST_GENERATION, hashes: new Set<string>() };
      documents.set(row.doc_id, told);
      fold(told, event, name, findings);
      const ofAct = acts.get(row.op_id) ?? new Map<string, number>();
      acts.set(row.op_id, ofAct.set(row.doc_id, seq));
      if (event.body.kind === 'acted' && event.body.number !== null) numbered.push({ docId: row.doc_id, organId: told.state?.organId ?? '', kind: told.state?.direction === 'incoming' ? 'receipt' : told.state?.plan.flow === 'supervision' ? 'supervision' : 'dispatch', number: event.body.number, seq });
    }
  }
  return { documents, acts, numbered };
}

function readEvent(row: Parameters<typeof eventOf>[0]): DocumentEvent | null {
  try {
    return eventOf(row);
  } catch {
    return null;
  }
}

function fold(told: Told, event: DocumentEvent, name: string, findings: Findings): void {
  if (event.docSeq !== told.docSeq + 1) findings.found('chain', event.docId, name, `is event ${event.docSeq} of its document, ${told.docSeq + 1} was due`);
  told.docSeq = event.docSeq;
  if ('contentHash' in event.body && event.body.contentHash !== null) told.hashes.add(event.body.contentHash);
  if (event.body.kind === 'acted' && event.body.act === 'archive' && event.body.contentHash !== null) told.generation += 1;
  try {
    told.state = evolve(told.state, event);
  } catch (error) {
    findings.found('state', event.docId, name, error instanceof Error ? error.message : String(error));
  }
}

export async function verifyStates(tx: Tx, { documents }: History, findings: Findings): Promise<void> {
  const rows = await tx.selectFrom('document').selectAll().execute();
  const seen = new Set<string>();
  for (const row of rows) {
    findings.looked('state');
    seen.add(row.doc_id);
    const found = (what: string): void => findings.found('state', row.doc_id, `document ${row.doc_id}`, what);
    const told = documents.get(row.doc_id);
    if (told?.state == null) {
      found('has no events');
      continue;
    }
    if (!isSame(row.state, told.state)) found('state is not what its events make');
    if (row.stage !== told.state.stage) found(`stage is ${row.stage}, its events say ${told.state.stage}`);
    if (row.organ_id !== told.state.organId) found(`organ is ${row.organ_id}, its events say ${told.state.organId}`);
    if (row.generation !== told.generation) found(`generation is ${row.generation}, its events say ${told.generation}`);
  }
  for (const docId of documents.keys()) if (!seen.has(docId)) findings.found('state', docId, `document ${docId}`, 'is missing, its events are there');
}

function isSame(stored: string, state: DocumentState): boolean {
  try {
    return canonicalJson(JSON.parse(stored) as Json) === canonicalJson(JSON.parse(JSON.stringify(state)) as Json);
  } catch {
    return false;
  }
}

export async function verifyOutcomes(tx: Tx, { acts }: History, findings: Findings): Promise<void> {
  // 补发 and 移交 are answered in tables of their own.
  const answered = new Set([...await tx.selectFrom('exchange_act').select('op_id').execute(), ...await tx.selectFrom('handover').select('op_id').execute()].map((row) => row.op_id));
  let last = '';
  for (;;) {
    const rows = await tx.selectFrom('outcome').selectAll().where('op_id', '>', last).orderBy('op_id').limit(PAGE_ROWS).execute();
    if (rows.length === 0) break;
    for (const row of rows) {
      findings.looked('outcome');
      last = row.op_id;
      answered.add(row.op_id);
      const found = (what: string): void => findings.found('outcome', row.doc_id, `outcome ${row.op_id}`, what);
      const parsed = outcomeSchema.safeParse(readJson(row.outcome));
      const events = acts.get(row.op_id);
      if (!parsed.success || parsed.data.opId !== row.op_id || parsed.data.docId !== row.doc_id) found('is not an answer to this act');
      else if (parsed.data.status !== 'accepted') {
        if (events !== undefined) found(`says ${parsed.data.status}, yet there are events of it`);
      } else if (events?.get(row.doc_id) !== parsed.data.seq) found(`says accepted at ${parsed.data.seq}, its last event is ${events?.get(row.doc_id) ?? 'missing'}`);
    }
  }
  for (const [opId, events] of acts) {
    if (answered.has(opId)) continue;
    const [docId = '', seq = 0] = [...events][0] ?? [];
    findings.found('outcome', docId, `event_log ${seq}`, `was brought about by ${opId}, which has no outcome`);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
