/**
 * Schema versions, oldest first. A version that has been released is never edited: add another.
 * Each runs in one transaction together with the note that it ran, so a start that dies half-way starts over.
 */
import { sql, type Kysely } from 'kysely';
import { fillNumbers } from './fill-numbers.ts';
import type { Tx } from './storage.ts';
import type { Tables } from './tables.ts';

export interface Dialect {
  readonly blob: 'blob' | 'bytea';
  /** An integer key that the database counts up itself. */
  readonly serial: string;
  /** Statements that make a table refuse change; the log may be trimmed only where a snapshot contains it. */
  readonly appendOnly: (table: string) => readonly string[];
  /** What several nodes on one database need: who is alive, who owns which document. Empty for an embedded one. */
  readonly nodes: readonly string[];
}

/** Stages of which the index of what somebody holds says nothing; a query names the very same ones. */
export const NOT_HELD = "'drafting', 'awaitingReceipt', 'issued', 'filed', 'replied', 'refused', 'closed', 'terminated', 'archived'";

/** Stages of which the index of what hangs on a person says nothing: done with, or waiting with a post for its receipt. */
export const OVER = "'awaitingReceipt', 'filed', 'replied', 'refused', 'recalled', 'closed', 'terminated', 'archived'";

interface Migration {
  readonly version: number;
  readonly statements: (dialect: Dialect) => readonly string[];
  /** What must be read to be moved; runs when the statements have. */
  readonly fill?: (tx: Tx) => Promise<void>;
}

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: ({ blob, serial, appendOnly }) => [
      `create table event_log (seq bigint primary key, doc_id text not null, doc_seq integer not null, op_id text not null, actor text not null,
        at bigint not null, claimed_at bigint, body text not null, previous_hash text not null, hash text not null, unique (doc_id, doc_seq))`,
      ...appendOnly('event_log'),
      `create table update_log (seq ${serial}, doc_id text not null, person_id text not null, at bigint not null, bytes ${blob} not null)`,
      'create index update_log_by_document on update_log (doc_id, seq)',
      `create table snapshot (doc_id text not null, up_to_seq bigint not null, at bigint not null, bytes ${blob} not null, primary key (doc_id, up_to_seq))`,
      `create table document (doc_id text primary key, organ_id text not null, stage text not null, state text not null, updated_at bigint not null)`,
      `create table outcome (op_id text primary key, doc_id text not null, person_id text not null, command_hash text not null, outcome text not null, at bigint not null)`,
      `create table frozen (doc_id text not null, step_no integer not null, kind text not null, hash text not null, content text not null,
        bytes ${blob} not null, at bigint not null, primary key (doc_id, step_no, kind))`,
      'create table number_series (organ_id text not null, doc_code text not null, year integer not null, last integer not null, primary key (organ_id, doc_code, year))',
      'create table feed (person_id text not null, doc_id text not null, seq bigint not null, primary key (person_id, doc_id))',
      'create index feed_by_seq on feed (person_id, seq)',
      `create table account (person_id text primary key, login text not null unique, name text not null, password text not null, admin_role text not null,
        is_disabled integer not null, created_at bigint not null)`,
      'create table session (token_hash text primary key, person_id text not null references account (person_id), created_at bigint not null, expires_at bigint not null)',
      'create table sign_in_failure (login text primary key, failures integer not null, last_at bigint not null, locked_until bigint not null)',
      `create table quarantine (seq ${serial}, doc_id text not null, person_id text not null, at bigint not null, reason text not null, bytes ${blob} not null)`,
      'create table meta (key text primary key, value text not null)',
    ],
  },
  {
    version: 2,
    statements: ({ serial }) => [
      'create table client_owner (doc_id text not null, client bigint not null, person_id text not null, first_at bigint not null, primary key (doc_id, client))',
      `create table session_end (seq ${serial}, token_hash text not null, at bigint not null)`,
      // Looked at every few seconds; nearly always empty.
      'create index account_disabled on account (person_id) where is_disabled = 1',
    ],
  },
  { version: 3, statements: ({ nodes }) => nodes },
  { version: 4, statements: () => ['alter table document add column generation integer not null default 1'] },
  {
    version: 5,
    statements: ({ blob }) => [
      `create table document_index (doc_id text primary key, generation integer not null, up_to_seq bigint not null, bytes bigint not null, structs integer not null,
        vector ${blob} not null, deletes ${blob} not null)`,
    ],
  },
  {
    version: 6,
    statements: () => [
      'create table document_fault (doc_id text primary key, count integer not null, since bigint not null, at bigint not null, reason text not null, opened_at bigint, up_to_seq bigint)',
    ],
  },
  // What the gate turns away is bounded for each person; what `heal` has set aside is not (server/rooms/quarantine-table.ts).
  { version: 7, statements: () => ["create index quarantine_by_person on quarantine (person_id, seq) where reason <> 'set-aside'"] },
  {
    version: 8,
    statements: ({ appendOnly }) => [
      `create table number_entry (organ_id text not null, kind text not null, code text not null, year integer not null, seq integer not null, state text not null,
        doc_id text, reason text not null, person_id text not null, at bigint not null, primary key (organ_id, kind, code, year, seq), unique (kind, doc_id))`,
      `create table number_act (seq bigint primary key, op_id text not null unique, organ_id text not null, kind text not null, code text not null, year integer not null,
        act text not null, first_seq integer not null, last_seq integer not null, reason text not null, actor text not null, at bigint not null,
        previous_hash text not null, hash text not null)`,
      ...appendOnly('number_act'),
      'drop table number_series',
    ],
    fill: fillNumbers,
  },
  {
    version: 9,
    statements: ({ blob }) => [
      `create table shared_text (hash text primary key, content text not null, bytes ${blob} not null, at bigint not null)`,
      'alter table snapshot add column text_hash text',
      `create table envelope (id text primary key, doc_id text not null unique, organ_id text not null, manifest text not null, digest text not null, signature text not null,
        public_key text not null, copy_body text not null, at bigint not null, due_at bigint)`,
      `create table delivery (id text primary key, envelope_id text not null, organ_id text not null, organ_name text not null, level integer not null, parent_id text not null,
        place integer not null, attachment_ids text, due_at bigint, state text not null, at bigint not null, person_name text not null, reason text not null,
        urged_count integer not null, urged_at bigint, replaces text, replaced_by text, receipt text)`,
      'create index delivery_by_place on delivery (envelope_id, place)',
      `create table exchange_act (op_id text primary key, envelope_id text not null, person_id text not null, kind text not null, request_hash text not null, reason text not null,
        answer text not null, at bigint not null)`,
      'create table unit_key (organ_id text primary key, public_key text not null, sealed text not null, server_key_id text not null, created_at bigint not null)',
    ],
  },
  {
    version: 10,
    statements: ({ appendOnly }) => [
      `create table calendar_change (version integer primary key, at bigint not null, person_id text not null, name text not null, body text not null,
        previous_hash text not null, hash text not null)`,
      ...appendOnly('calendar_change'),
    ],
  },
  // What a document was written for: 答复, 转报, 补正, 子项 (shared/workflow/model.ts, Basis).
  {
    version: 11,
    statements: () => [
      'create table document_basis (doc_id text primary key, basis_id text not null, relation text not null)',
      'create index document_basis_by_basis on document_basis (basis_id, relation)',
    ],
  },
  // What units set for their flows; and what lies with somebody at a step from which it may be given to another (改派), without the many copies that wait to be received.
  {
    version: 12,
    statements: ({ appendOnly }) => [
      `create table flow_setting (seq bigint primary key, organ_id text not null, flow text not null, version integer not null, at bigint not null, person_id text not null,
        name text not null, body text not null, previous_hash text not null, hash text not null, unique (organ_id, flow, version))`,
      ...appendOnly('flow_setting'),
      `create index document_held on document (organ_id) where stage not in (${NOT_HELD})`,
    ],
  },
  {
    version: 13,
    statements: ({ appendOnly }) => [
      `create table delegation_act (seq bigint primary key, id text not null, act text not null, principal_id text not null, delegate_id text not null, organ_id text not null,
        from_at bigint not null, until_at bigint not null, at bigint not null, previous_hash text not null, hash text not null, unique (id, act))`,
      'create index delegation_act_by_principal on delegation_act (principal_id)',
      'create index delegation_act_by_delegate on delegation_act (delegate_id)',
      'create index delegation_act_by_end on delegation_act (until_at)',
      ...appendOnly('delegation_act'),
    ],
  },
  // Signatures over the head of the audit chain (server/audit/seals.ts).
  {
    version: 14,
    statements: ({ appendOnly }) => [
      `create table chain_seal (seq bigint primary key, hash text not null, at bigint not null, previous text not null, signature text not null, public_key text not null)`,
      ...appendOnly('chain_seal'),
    ],
  },
  // 移交单; and what of an organ may hang on one person.
  {
    version: 15,
    statements: ({ appendOnly }) => [
      `create table handover (seq bigint primary key, op_id text not null unique, request_hash text not null, organ_id text not null, from_id text not null, to_id text not null,
        person_id text not null, at bigint not null, body text not null, previous_hash text not null, hash text not null)`,
      'create index handover_by_organ on handover (organ_id, seq)',
      ...appendOnly('handover'),
      `create index document_under_way on document (organ_id) where stage not in (${OVER})`,
    ],
  },
  // 附件和插图.
  {
    version: 16,
    statements: ({ blob }) => [
      'create table blob (digest text primary key, bytes bigint not null, at bigint not null)',
      `create table blob_part (digest text not null, part integer not null, bytes ${blob} not null, primary key (digest, part))`,
      'create table blob_upload (doc_id text not null, digest text not null, name text not null, bytes bigint not null, at bigint not null, primary key (doc_id, digest))',
      `create table blob_upload_part (doc_id text not null, digest text not null, part integer not null, bytes ${blob} not null, primary key (doc_id, digest, part))`,
      'create table document_blob (doc_id text not null, digest text not null, primary key (doc_id, digest))',
      'create table text_blob (hash text not null, digest text not null, primary key (hash, digest))',
    ],
  },
  // What was changed in the directory: the truth of which each node's directory.db is a projection (ADR 0026); and for whom each change is shown.
  {
    version: 17,
    statements: ({ appendOnly }) => [
      `create table directory_change (seq bigint primary key, op_id text not null unique, request_hash text not null, kind text not null, person_id text not null, at bigint not null,
        undoes bigint unique, record text not null, diff text not null, previous_hash text not null, hash text not null)`,
      ...appendOnly('directory_change'),
      'create table directory_change_about (about_id text not null, seq bigint not null, primary key (about_id, seq))',
      // What is handed in before it is looked at; no truth.
      'create table directory_import (import_id text not null, part integer not null, person_id text not null, at bigint not null, row_count integer not null, body text not null, primary key (import_id, part))',
    ],
  },
  // Identity providers that feed the directory over SCIM.
  {
    version: 18,
    statements: () => [
      `create table scim_client (id text primary key, name text not null, unit_id text not null, token_hash text not null unique, created_at bigint not null, revoked_at bigint)`,
      `create table scim_link (client_id text not null, kind text not null, resource_id text not null, external_id text, is_deleted integer not null, primary key (client_id, kind, resource_id))`,
      'create index scim_link_by_external on scim_link (client_id, kind, external_id)',
    ],
  },
  // Who took which contact list.
  {
    version: 19,
    statements: ({ appendOnly }) => [
      `create table contact_export (seq bigint primary key, op_id text not null unique, unit_id text not null, person_id text not null, at bigint not null, body text not null, previous_hash text not null, hash text not null)`,
      'create index contact_export_by_unit on contact_export (unit_id, seq)',
      ...appendOnly('contact_export'),
    ],
  },
];

export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

/** Brings the database up to date; refuses one that a newer server has written. */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  await db.transaction().execute((tx) => migrateTo(tx, dialect, SCHEMA_VERSION));
}

/** To this version and not further: a copy of older data is made with the tables that it has. */
export async function migrateTo(tx: Tx, dialect: Dialect, wanted: number): Promise<void> {
  await sql`create table if not exists schema_version (version integer primary key)`.execute(tx);
  const current = (await readSchemaVersion(tx)) ?? 0;
  if (current > wanted) throw new Error(`the data directory was written by a newer server (schema ${current}, this one knows ${wanted})`);
  for (const migration of MIGRATIONS.filter(({ version }) => version > current && version <= wanted)) {
    for (const statement of migration.statements(dialect)) await sql.raw(statement).execute(tx);
    await migration.fill?.(tx);
    await sql`insert into schema_version (version) values (${migration.version})`.execute(tx);
  }
}

/** Null when the schema has been begun and nothing more. */
export async function readSchemaVersion(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ version: number | null }>`select max(version) as version from schema_version`.execute(tx);
  return rows[0]?.version ?? null;
}
