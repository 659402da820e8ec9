/**
 * One group of updates as one statement, and so one transaction and one flush: the rows whose token is still the row's own are inserted in order, the others
 * are left out. The row of each document is locked first, so its appends commit in the order of their `seq`, which compaction relies on.
 * All bytes travel as one value, because an array of them would travel as text.
 */
import type pg from 'pg';
import type { NewUpdate } from '../storage.ts';

export interface FencedUpdate extends NewUpdate {
  readonly token: number;
}

const FENCE = 'with fence as materialized (select doc_id, token from doc_lease where doc_id = any($1::text[]) and node_id = $2 order by doc_id for update)';
const INTRODUCE = `, introduced as (insert into client_owner (doc_id, client, person_id, first_at)
    select o.doc_id, o.client, o.person_id, o.at from unnest($10::text[], $11::bigint[], $12::text[], $13::bigint[], $14::bigint[]) as o (doc_id, client, person_id, at, token)
    join fence f on f.doc_id = o.doc_id and f.token = o.token
    on conflict do nothing)`;
const INSERT = `insert into update_log (doc_id, person_id, at, bytes, token)
    select u.doc_id, u.person_id, u.at, substring($3::bytea from u.start for u.size), u.token
    from unnest($4::text[], $5::text[], $6::bigint[], $7::int[], $8::int[], $9::bigint[]) with ordinality as u (doc_id, person_id, at, start, size, token, n)
    join fence f on f.doc_id = u.doc_id and f.token = u.token
    order by u.n
    returning doc_id, token, seq`;
const APPEND = { name: 'append', text: `${FENCE} ${INSERT}` };
const APPEND_INTRODUCING = { name: 'append-introducing', text: `${FENCE}${INTRODUCE} ${INSERT}` };

const keyOf = (docId: string, token: number): string => `${docId} ${token}`;

/** Answers the `seq` of each, null for those that were refused. */
export async function appendFenced(pool: pg.Pool, nodeId: string, updates: readonly FencedUpdate[]): Promise<readonly (number | null)[]> {
  const docIds = [...new Set(updates.map(({ docId }) => docId))].toSorted();
  let end = 1;
  const starts = updates.map(({ bytes }) => (end += bytes.byteLength) - bytes.byteLength);
  const introduced = updates.flatMap(({ docId, personId, at, token, introduces = [] }) => introduces.map((client) => ({ docId, client, personId, at, token })));
  const introductions = introduced.length === 0 ? [] : [
    introduced.map(({ docId }) => docId), introduced.map(({ client }) => client), introduced.map(({ personId }) => personId), introduced.map(({ at }) => at), introduced.map(({ token }) => token),
  ];
  const { rows } = await pool.query<{ doc_id: string; token: number; seq: number }>({
    ...(introduced.length === 0 ? APPEND : APPEND_INTRODUCING),
    values: [
      docIds, nodeId, Buffer.concat(updates.map(({ bytes }) => bytes)), updates.map(({ docId }) => docId), updates.map(({ personId }) => personId), updates.map(({ at }) => at),
      starts, updates.map(({ bytes }) => bytes.byteLength), updates.map(({ token }) => token), ...introductions,
    ],
  });
  const seqs = new Map<string, number[]>();
  for (const { doc_id: docId, token, seq } of rows.toSorted((a, b) => b.seq - a.seq)) {
    const known = seqs.get(keyOf(docId, token));
    if (known === undefined) seqs.set(keyOf(docId, token), [seq]);
    else known.push(seq);
  }
  // Rows of one document were inserted in the order of the group, so its numbers grow in that order.
  return updates.map(({ docId, token }) => seqs.get(keyOf(docId, token))?.pop() ?? null);
}
