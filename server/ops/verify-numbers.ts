/**
 * The register of numbers against what brought it about: the acts of registrars with their own chain, and the events that gave numbers.
 * Every series counts 1, 2, 3 …; every row is what acts and events make of it, and none is missing.
 */
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import { afterAct, type NumberAct, type NumberState } from '#shared/numbers/rules.ts';
import { readNumber } from '#shared/numbers/series.ts';
import { sm3 } from '#server/sm3.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { Findings } from './findings.ts';
import type { History } from './verify-events.ts';

interface Due {
  readonly state: NumberState;
  readonly docId: string | null;
}

/** `organ kind code year` → number → what it must be. */
type Register = Map<string, Map<number, Due>>;

export async function verifyNumbers(tx: Tx, history: History, findings: Findings): Promise<void> {
  const due: Register = new Map();
  await addActs(tx, due, findings);
  addNumbered(history, due, findings);
  await compare(tx, due, findings);
}

const ofSeries = (register: Register, series: string): Map<number, Due> => {
  const known = register.get(series) ?? new Map<number, Due>();
  register.set(series, known);
  return known;
};

async function addActs(tx: Tx, due: Register, findings: Findings): Promise<void> {
  let previous: string = CHAIN_START;
  let last = 0;
  for (const stored of await tx.selectFrom('number_act').selectAll().orderBy('seq').execute()) {
    const { previous_hash: link, hash, ...rest } = stored;
    const row = { ...rest, seq: Number(rest.seq), at: Number(rest.at) };
    const name = `number_act ${row.seq}`;
    findings.looked('chain');
    if (row.seq !== last + 1) findings.found('chain', '', name, `acts ${last + 1} to ${row.seq - 1} are missing`);
    if (link !== previous) findings.found('chain', '', name, 'does not link to the act before it');
    else if (hash !== linkHash(sm3, previous, row as unknown as Json)) findings.found('chain', '', name, 'was changed after it was written');
    last = row.seq;
    previous = hash;
    const series = ofSeries(due, `${row.organ_id} ${row.kind} ${row.code} ${row.year}`);
    for (let seq = row.first_seq; seq <= row.last_seq; seq += 1) {
      const state = afterAct(series.get(seq)?.state ?? null, row.act as NumberAct);
      if (state.ok) series.set(seq, { state: state.value, docId: null });
      else findings.found('number', '', name, `${row.act} does not fit number ${seq}, which was ${series.get(seq)?.state ?? 'not taken'}`);
    }
  }
}

/** Nothing comes after use, so the acts on a number were all before it. */
function addNumbered({ numbered }: History, due: Register, findings: Findings): void {
  for (const { docId, organId, kind, number, seq: eventSeq } of numbered) {
    findings.looked('number');
    const found = (what: string): void => findings.found('number', docId, `event_log ${eventSeq}`, what);
    const read = readNumber(number);
    if (read === null) {
      found(`${number} is not a number of a document`);
      continue;
    }
    const name = `${organId} ${kind} ${read.code} ${read.year}`;
    const series = ofSeries(due, name);
    const before = series.get(read.seq)?.state ?? null;
    const state = afterAct(before, 'use');
    if (state.ok) series.set(read.seq, { state: state.value, docId });
    else found(before === 'used' ? `number ${read.seq} of ${name} was given twice` : `number ${read.seq} of ${name} was ${before}`);
  }
}

async function compare(tx: Tx, due: Register, findings: Findings): Promise<void> {
  const rows = await tx.selectFrom('number_entry').selectAll().orderBy('organ_id').orderBy('kind').orderBy('code').orderBy('year').orderBy('seq').execute();
  const last = new Map<string, number>();
  for (const { organ_id: organId, kind, code, year, seq, state, doc_id: docId } of rows) {
    findings.looked('number');
    const name = `${organId} ${kind} ${code} ${year}`;
    const found = (what: string): void => findings.found('number', docId ?? '', `number_entry ${name} ${seq}`, what);
    const before = last.get(name) ?? 0;
    if (seq !== before + 1) found(`numbers ${before + 1} to ${seq - 1} of ${name} were never given`);
    last.set(name, seq);
    const wanted = due.get(name)?.get(seq);
    due.get(name)?.delete(seq);
    if (wanted === undefined) found(`is ${state}, yet neither an event nor an act says so`);
    else if (wanted.state !== state || wanted.docId !== docId) found(`is ${state}, its events and acts say ${wanted.state}${wanted.docId === null ? '' : ` by ${wanted.docId}`}`);
  }
  for (const [name, missing] of due) {
    for (const [seq, { docId, state }] of missing) findings.found('number', docId ?? '', `number_entry ${name} ${seq}`, `is missing, its events and acts say ${state}`);
  }
}
