/**
 * Rows in every table that a copy could get wrong: more than one batch, more than one batch's bytes, keys whose order differs from database to database,
 * the largest numbers, every byte, nothing where something may be missing, and a log that was trimmed behind the last number given.
 */
import { sql } from 'kysely';
import type { Tx } from '#server/storage/storage.ts';
import type { Tables } from '#server/storage/tables.ts';

/** In one order for memcmp, in another for a dictionary. */
const AWKWARD = ['a', 'B', 'b', '_', 'é', 'Z', '楚米', '𠮷', 'a b', 'ab', 'A', "o'clock \\ \"", ' '] as const;
const LARGE = Number.MAX_SAFE_INTEGER;
const MANY = 1_203;
/** Two of them fit into one batch, three do not. */
const LONG_BYTES = 3_000_000;
const ROWS_PER_STATEMENT = 200;
export const TRIMMED = { docId: 'trimmed', lastSeq: 5_000 } as const;

const everyByte = (length: number, start = 0): Uint8Array => new Uint8Array(length).map((_, index) => (index + start) % 256);

export const ROWS: { readonly [T in keyof Tables]: readonly Readonly<Record<string, string | number | null | Uint8Array>>[] } = {
  event_log: Array.from({ length: MANY }, (_, index) => ({
    seq: index + 1, doc_id: AWKWARD[index % 3] ?? '', doc_seq: index, op_id: `o${index}`, actor: '{"name":"𠮷林"}', at: index % 7 === 0 ? LARGE : index, claimed_at: index % 2 === 0 ? null : index,
    body: JSON.stringify({ text: '〔2026〕1号\u2028\t\u0001' }), previous_hash: '', hash: index.toString(16).padStart(64, '0'),
  })),
  update_log: [
    ...Array.from({ length: MANY }, (_, index) => ({ seq: index * 3 + 1, doc_id: 'd', person_id: 'p', at: index, bytes: everyByte(index % 300, index) })),
    // Trimmed behind the last one given: only its snapshot knows of it.
    { seq: TRIMMED.lastSeq, doc_id: TRIMMED.docId, person_id: 'p', at: 1, bytes: everyByte(3) },
  ],
  snapshot: [1, 2, 3].map((seq) => ({ doc_id: seq === 3 ? TRIMMED.docId : 'd', up_to_seq: seq === 3 ? TRIMMED.lastSeq : seq, at: 1, bytes: everyByte(LONG_BYTES, seq), text_hash: seq === 2 ? 'h' : null })),
  document: AWKWARD.map((docId) => ({ doc_id: docId, organ_id: 'o', stage: 'drafting', state: '{}', updated_at: LARGE, generation: 3 })),
  document_index: AWKWARD.map((docId) => ({ doc_id: docId, generation: 3, up_to_seq: LARGE, bytes: LARGE, structs: 2_147_483_647, vector: everyByte(300), deletes: everyByte(0) })),
  document_fault: AWKWARD.map((docId, index) => ({ doc_id: docId, count: 3, since: 1, at: LARGE, reason: 'error', opened_at: index % 2 === 0 ? null : LARGE, up_to_seq: null })),
  document_basis: AWKWARD.map((docId) => ({ doc_id: docId, basis_id: 'b', relation: 'part' })),
  outcome: AWKWARD.map((opId) => ({ op_id: opId, doc_id: 'd', person_id: 'p', command_hash: '', outcome: '{}', at: 1 })),
  frozen: AWKWARD.flatMap((docId) => [1, 2].map((step) => ({ doc_id: docId, step_no: step, kind: step === 1 ? 'b' : 'A', hash: '', content: '正文'.repeat(50), bytes: everyByte(0), at: 1 }))),
  number_entry: AWKWARD.flatMap((code, index) => [1, 2_147_483_647].map((seq) => ({
    organ_id: 'o', kind: seq === 1 ? 'receipt' : 'dispatch', code, year: 2026, seq, state: 'used', doc_id: index % 2 === 0 ? null : code, reason: '原因', person_id: 'p', at: LARGE,
  }))),
  number_act: AWKWARD.map((code, index) => ({
    seq: index + 1, op_id: code, organ_id: 'o', kind: 'dispatch', code, year: 2026, act: 'reserve', first_seq: 1, last_seq: 2_147_483_647, reason: '原因', actor: '{}', at: LARGE,
    previous_hash: '', hash: '',
  })),
  feed: AWKWARD.flatMap((personId) => AWKWARD.map((docId) => ({ person_id: personId, doc_id: docId, seq: LARGE }))),
  account: AWKWARD.map((personId) => ({ person_id: personId, login: `l${personId}`, name: personId, password: '$', admin_role: '', is_disabled: 1, created_at: 1 })),
  session: AWKWARD.map((personId) => ({ token_hash: `t${personId}`, person_id: personId, created_at: 1, expires_at: 2 })),
  sign_in_failure: [{ login: 'x', failures: 4, last_at: 1, locked_until: 0 }],
  quarantine: [{ seq: 7, doc_id: 'd', person_id: 'p', at: 1, reason: 'unparsable', bytes: everyByte(256) }],
  client_owner: [0, 4_294_967_295].map((client) => ({ doc_id: 'd', client, person_id: 'p', first_at: 1 })),
  shared_text: AWKWARD.map((hash) => ({ hash, content: '正文', bytes: everyByte(300), at: LARGE })),
  envelope: AWKWARD.map((envelopeId, index) => ({
    id: envelopeId, doc_id: envelopeId, organ_id: 'o', manifest: '{}', digest: '', signature: '', public_key: '', copy_body: '{}', at: LARGE, due_at: index % 2 === 0 ? null : LARGE,
  })),
  delivery: AWKWARD.map((deliveryId, index) => ({
    id: deliveryId, envelope_id: 'e', organ_id: 'o', organ_name: '桐梓县', level: 3, parent_id: 'p', place: 2_147_483_647, attachment_ids: null, due_at: LARGE, state: 'awaiting', at: 1,
    person_name: '', reason: '', urged_count: 0, urged_at: null, replaces: null, replaced_by: null, receipt: index % 2 === 0 ? null : '{}',
  })),
  exchange_act: AWKWARD.map((opId) => ({ op_id: opId, envelope_id: 'e', person_id: 'p', kind: 'urge', request_hash: '', reason: "o'clock", answer: '{}', at: LARGE })),
  unit_key: AWKWARD.map((organId) => ({ organ_id: organId, public_key: '04', sealed: '', server_key_id: 'k', created_at: LARGE })),
  blob: AWKWARD.map((digest) => ({ digest, bytes: LARGE, at: 1 })),
  blob_part: [0, 2_147_483_647].map((part) => ({ digest: 'd', part, bytes: everyByte(LONG_BYTES, part) })),
  blob_upload: AWKWARD.map((docId) => ({ doc_id: docId, digest: 'd', name: '𠮷.xlsx', bytes: LARGE, at: 1 })),
  blob_upload_part: AWKWARD.map((docId) => ({ doc_id: docId, digest: 'd', part: 3, bytes: everyByte(300) })),
  document_blob: AWKWARD.flatMap((docId) => AWKWARD.map((digest) => ({ doc_id: docId, digest }))),
  text_blob: AWKWARD.map((hash) => ({ hash, digest: 'd' })),
  session_end: [{ seq: 2, token_hash: 't', at: 1 }],
  chain_seal: [1, LARGE].map((seq) => ({ seq, hash: '', at: LARGE, previous: '', signature: '', public_key: '04' })),
  calendar_change: [1, 2].map((version) => ({ version, at: LARGE, person_id: 'p', name: '𠮷林', body: '{"years":[]}', previous_hash: '', hash: '' })),
  flow_setting: AWKWARD.map((organ, index) => ({ seq: index + 1, organ_id: organ, flow: 'dispatch', version: 1, at: LARGE, person_id: 'p', name: '𠮷林', body: '{"skip":[]}', previous_hash: '', hash: '' })),
  delegation_act: AWKWARD.map((person, index) => ({
    seq: index + 1, id: person, act: 'given', principal_id: person, delegate_id: 'p', organ_id: 'o', from_at: 1, until_at: LARGE, at: LARGE, previous_hash: '', hash: '',
  })),
  handover: AWKWARD.map((opId, index) => ({
    seq: index + 1, op_id: opId, request_hash: '', organ_id: 'o', from_id: 'p', to_id: 'q', person_id: 'p', at: LARGE, body: '{"moved":[]}', previous_hash: '', hash: '',
  })),
  directory_change: AWKWARD.map((opId, index) => ({
    seq: index + 1, op_id: opId, request_hash: '', kind: 'unit.rename', person_id: 'p', at: LARGE, undoes: index === 0 ? null : LARGE - index, record: '{"lines":[]}', diff: '{}', previous_hash: '', hash: '',
  })),
  directory_change_about: AWKWARD.map((aboutId) => ({ about_id: aboutId, seq: LARGE })),
  directory_import: AWKWARD.map((importId) => ({ import_id: importId, part: 0, person_id: 'p', at: LARGE, row_count: 1, body: '[]' })),
  contact_export: AWKWARD.map((opId, index) => ({ seq: index + 1, op_id: opId, unit_id: 'u', person_id: 'p', at: LARGE, body: '{"people":1}', previous_hash: '', hash: '' })),
  scim_client: AWKWARD.map((id, index) => ({ id, name: '𠮷林', unit_id: 'u', token_hash: id, created_at: 1, revoked_at: index % 2 === 0 ? null : LARGE })),
  scim_link: AWKWARD.map((id, index) => ({ client_id: id, kind: 'user', resource_id: id, external_id: index % 2 === 0 ? null : 'x', is_deleted: 1 })),
  meta: [{ key: '', value: '' }, { key: 'k', value: '文' }],
};

/** In the order in which the tables refer to each other. */
const ORDER = Object.keys(ROWS) as readonly (keyof Tables)[];

export async function fillEveryTable(tx: Tx): Promise<void> {
  for (const table of ORDER) {
    const columns = Object.keys(ROWS[table][0] ?? {}).map((column) => sql.ref(column));
    for (let start = 0; start < ROWS[table].length; start += ROWS_PER_STATEMENT) {
      const values = ROWS[table].slice(start, start + ROWS_PER_STATEMENT).map((row) => sql`(${sql.join(Object.values(row))})`);
      await sql`insert into ${sql.table(table)} (${sql.join(columns)}) values ${sql.join(values)}`.execute(tx);
    }
  }
  await tx.deleteFrom('update_log').where('seq', '=', TRIMMED.lastSeq).execute();
}
