/**
 * The tables as kysely sees them, the same for every database: ids and JSON are text, times epoch milliseconds, flags 0 or 1, bytes are blobs.
 * `event_log`, `update_log` and `number_act` are append-only truth; everything else is a projection of them or belongs to sign-in.
 */
import type { Generated } from 'kysely';
import type { BlobTables } from '#server/blobs/tables.ts';
import type { ContactExportTable, DirectoryChangeAboutTable, DirectoryChangeTable, DirectoryImportTable, ScimClientTable, ScimLinkTable } from './directory-tables.ts';

interface EventLogTable {
  /** One order for the whole server, without gaps; allotted inside the writing transaction. */
  seq: number;
  doc_id: string;
  doc_seq: number;
  op_id: string;
  actor: string;
  at: number;
  claimed_at: number | null;
  body: string;
  /** The audit chain (shared/audit/chain.ts) over the row. */
  previous_hash: string;
  hash: string;
}

interface UpdateLogTable {
  seq: Generated<number>;
  doc_id: string;
  person_id: string;
  at: number;
  bytes: Uint8Array;
}

interface SnapshotTable {
  doc_id: string;
  /** Every update up to and including this one is contained. */
  up_to_seq: number;
  at: number;
  /** Empty where `text_hash` says under which hash they lie in `shared_text`. */
  bytes: Uint8Array;
  text_hash: string | null;
}

/** A text that many documents begin with (the copies of one that was sent to many), kept once under its content hash. */
interface SharedTextTable {
  hash: string;
  content: string;
  bytes: Uint8Array;
  at: number;
}

/** One document that was sent to many: the signed package, and what a copy is made of. */
interface EnvelopeTable {
  id: string;
  doc_id: string;
  organ_id: string;
  /** Canonical JSON (shared/exchange/package.ts), the very text that is signed. */
  manifest: string;
  digest: string;
  signature: string;
  public_key: string;
  /** The `delivered` event of a copy without its organ, for 补发. */
  copy_body: string;
  at: number;
  due_at: number | null;
}

/** One unit that an envelope went to; `id` is also the id of its copy (shared/exchange/delivery.ts). */
interface DeliveryTable {
  id: string;
  envelope_id: string;
  organ_id: string;
  /** As of the day of sending. */
  organ_name: string;
  level: number;
  parent_id: string;
  /** Political order within the envelope. */
  place: number;
  /** JSON; null: every attachment. */
  attachment_ids: string | null;
  due_at: number | null;
  state: string;
  at: number;
  person_name: string;
  reason: string;
  urged_count: number;
  urged_at: number | null;
  replaces: string | null;
  replaced_by: string | null;
  /** The signed receipt as JSON, once it was signed for or sent back. */
  receipt: string | null;
}

/** 催收, 撤回, 补发 as they were done: one op id, one effect. */
interface ExchangeActTable {
  op_id: string;
  envelope_id: string;
  person_id: string;
  kind: string;
  request_hash: string;
  reason: string;
  answer: string;
  at: number;
}

/** The signing keys of units; the private half is sealed under the server's key file (server/crypto/unit-keys.ts). */
interface UnitKeyTable {
  organ_id: string;
  public_key: string;
  sealed: string;
  server_key_id: string;
  created_at: number;
}

/** How a text stands without reading it (server/rooms/document-index.ts); may be missing or behind. */
interface DocumentIndexTable {
  doc_id: string;
  generation: number;
  up_to_seq: number;
  bytes: number;
  structs: number;
  vector: Uint8Array;
  deletes: Uint8Array;
}

interface DocumentTable {
  doc_id: string;
  organ_id: string;
  stage: string;
  state: string;
  updated_at: number;
  /** Counts how often the text was written anew (归档). */
  generation: Generated<number>;
}

interface OutcomeTable {
  op_id: string;
  doc_id: string;
  person_id: string;
  /** SM3 of the command: the same op id with another content is a mistake or an attack, not a resend. */
  command_hash: string;
  outcome: string;
  at: number;
}

interface FrozenTable {
  doc_id: string;
  step_no: number;
  /** The event that froze it: submitted, signedOff, delivered. */
  kind: string;
  hash: string;
  content: string;
  bytes: Uint8Array;
  at: number;
}

/** One row for every number that was ever taken, reserved or voided (shared/numbers/rules.ts). */
interface NumberEntryTable {
  organ_id: string;
  kind: string;
  code: string;
  year: number;
  seq: number;
  state: string;
  /** The document that bears it. */
  doc_id: string | null;
  /** Why, who and when as of the last change; earlier ones stand in `number_act`. */
  reason: string;
  person_id: string;
  at: number;
}

/** What registrars did to numbers that no document bears: 预留, 作废, 恢复. Append-only, with an audit chain of its own. */
interface NumberActTable {
  seq: number;
  op_id: string;
  organ_id: string;
  kind: string;
  code: string;
  year: number;
  act: string;
  first_seq: number;
  last_seq: number;
  reason: string;
  actor: string;
  at: number;
  previous_hash: string;
  hash: string;
}

interface FeedTable {
  person_id: string;
  doc_id: string;
  seq: number;
}

interface AccountTable {
  person_id: string;
  login: string;
  name: string;
  password: string;
  /** For the three administrators, who hold no post; '' for everybody else. */
  admin_role: string;
  is_disabled: number;
  created_at: number;
}

interface SessionTable {
  token_hash: string;
  person_id: string;
  created_at: number;
  expires_at: number;
}

interface SignInFailureTable {
  login: string;
  failures: number;
  last_at: number;
  locked_until: number;
}

interface QuarantineTable {
  seq: Generated<number>;
  doc_id: string;
  person_id: string;
  at: number;
  reason: string;
  bytes: Uint8Array;
}

/** Whose a Yjs client id is: whoever first brought it to this document. Outlives the log, which is trimmed. */
interface ClientOwnerTable {
  doc_id: string;
  client: number;
  person_id: string;
  first_at: number;
}

/** Sessions that were ended before their time, so that every server process hears of it. */
interface SessionEndTable {
  seq: Generated<number>;
  token_hash: string;
  at: number;
}

/** What went wrong inside a document and was caught by nobody; from `opened_at` on it is read-only (server/documents/faults.ts). */
interface DocumentFaultTable {
  doc_id: string;
  /** Faults since `since`. */
  count: number;
  since: number;
  /** The last one. */
  at: number;
  reason: string;
  /** Null while it is only being counted. */
  opened_at: number | null;
  /** The last update of its last good state. */
  up_to_seq: number | null;
}

/** What a document was written for; a projection of its first event, to be found from the other side. */
interface DocumentBasisTable {
  doc_id: string;
  basis_id: string;
  relation: string;
}

/** Every working-day calendar that was put in force, the newest in force now (server/calendar/calendars.ts). Append-only. */
interface CalendarChangeTable {
  version: number;
  at: number;
  person_id: string;
  name: string;
  body: string;
  /** An audit chain of its own. */
  previous_hash: string;
  hash: string;
}

/** What a unit set for one of its flows, each time (server/flows/settings.ts). Append-only. */
interface FlowSettingTable {
  seq: number;
  organ_id: string;
  flow: string;
  /** Counts the changes of this flow at this organ. */
  version: number;
  at: number;
  person_id: string;
  name: string;
  /** Canonical JSON of the plan. */
  body: string;
  /** An audit chain of its own. */
  previous_hash: string;
  hash: string;
}

interface HandoverTable {
  seq: number;
  op_id: string;
  request_hash: string;
  organ_id: string;
  from_id: string;
  to_id: string;
  /** Who did it: the person or a 单位管理员. */
  person_id: string;
  at: number;
  /** The 移交单 as it was answered. */
  body: string;
  /** An audit chain of its own. */
  previous_hash: string;
  hash: string;
}

/** 委托 as it was given and taken back (server/delegations/delegations.ts). Append-only. */
interface DelegationActTable {
  seq: number;
  id: string;
  /** given or revoked; the rest of a row is the same in both. */
  act: string;
  principal_id: string;
  delegate_id: string;
  organ_id: string;
  from_at: number;
  until_at: number;
  at: number;
  /** An audit chain of its own. */
  previous_hash: string;
  hash: string;
}

/** Signatures over the head of the audit chain (server/audit/seals.ts). Append-only. */
interface ChainSealTable {
  /** The event that was the last one, and its hash. */
  seq: number;
  hash: string;
  at: number;
  previous: string;
  signature: string;
  public_key: string;
}

interface MetaTable {
  key: string;
  value: string;
}

export interface Tables extends BlobTables {
  event_log: EventLogTable;
  update_log: UpdateLogTable;
  snapshot: SnapshotTable;
  document: DocumentTable;
  document_index: DocumentIndexTable;
  outcome: OutcomeTable;
  frozen: FrozenTable;
  number_entry: NumberEntryTable;
  number_act: NumberActTable;
  feed: FeedTable;
  account: AccountTable;
  session: SessionTable;
  sign_in_failure: SignInFailureTable;
  quarantine: QuarantineTable;
  client_owner: ClientOwnerTable;
  session_end: SessionEndTable;
  document_fault: DocumentFaultTable;
  document_basis: DocumentBasisTable;
  shared_text: SharedTextTable;
  envelope: EnvelopeTable;
  delivery: DeliveryTable;
  exchange_act: ExchangeActTable;
  unit_key: UnitKeyTable;
  calendar_change: CalendarChangeTable;
  flow_setting: FlowSettingTable;
  delegation_act: DelegationActTable;
  handover: HandoverTable;
  directory_change: DirectoryChangeTable;
  directory_change_about: DirectoryChangeAboutTable;
  directory_import: DirectoryImportTable;
  contact_export: ContactExportTable;
  scim_client: ScimClientTable;
  scim_link: ScimLinkTable;
  chain_seal: ChainSealTable;
  meta: MetaTable;
}
