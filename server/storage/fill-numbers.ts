/**
 * The step of schema version 8 that statements alone cannot say: every number in the event log becomes a row of the register.
 * The events are the truth; the counters that stood here before said no more than their maximum.
 */
import { sql } from 'kysely';
import { readNumber } from '#shared/numbers/series.ts';
import type { Tx } from './storage.ts';

const PAGE_ROWS = 500;

interface Issued {
  readonly seq: number;
  readonly doc_id: string;
  readonly organ_id: string;
  readonly actor: string;
  readonly at: number;
  readonly body: string;
}

export async function fillNumbers(tx: Tx): Promise<void> {
  for (let last = 0; ;) {
    const { rows } = await sql<Issued>`select e.seq, e.doc_id, d.organ_id, e.actor, e.at, e.body from event_log e join document d on d.doc_id = e.doc_id
      where e.seq > ${last} and e.body like '%"kind":"issued"%' order by e.seq limit ${PAGE_ROWS}`.execute(tx);
    for (const row of rows) {
      last = Number(row.seq);
      const body = JSON.parse(row.body) as { readonly kind?: string; readonly number?: string };
      const number = body.kind === 'issued' ? readNumber(body.number ?? '') : null;
      if (number === null) continue;
      const { personId } = JSON.parse(row.actor) as { readonly personId: string };
      // Given twice only in damaged data: the first one has it, `verify` names the other.
      await sql`insert into number_entry (organ_id, kind, code, year, seq, state, doc_id, reason, person_id, at)
        values (${row.organ_id}, 'dispatch', ${number.code}, ${number.year}, ${number.seq}, 'used', ${row.doc_id}, '', ${personId}, ${Number(row.at)})
        on conflict do nothing`.execute(tx);
    }
    if (rows.length < PAGE_ROWS) return;
  }
}
