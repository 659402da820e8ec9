/**
 * A document goes to however many units in one act: the envelope with its signed package once, a delivery and a copy for each unit, all in the
 * caller's transaction. Whoever dies half-way leaves nothing. A copy's text is not written again for each: it is read through by its
 * hash (server/documents/shared-text.ts), so that sending to 17,964 villages costs rows, not texts.
 * Who may send, when, and which number it has was decided before; which units are meant was resolved (shared/exchange/distribution.ts).
 */
import { createDocId, type DocId, type UnitId } from '#shared/base/ids.ts';
import type { CryptoProvider, EpochMs, Random } from '#shared/base/ports.ts';
import type { DirectoryView, Recipient } from '#shared/exchange/distribution.ts';
import { CONTENT_PART, digest, entryOf, PACKAGE_VERSION, signManifest, signedText, TEXT_PART, type Manifest, type Part } from '#shared/exchange/package.ts';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import type { UnitKeys } from '#server/crypto/unit-keys.ts';
import { appendBirths, type BirthDeps } from '#server/documents/births.ts';
import type { Change, EventContext } from '#server/documents/documents.ts';
import type { Content } from '#server/documents/frozen.ts';
import { beginWithSharedText, keepSharedText } from '#server/documents/shared-text.ts';
import { prepared, preparedRows } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { CopyBody } from '#shared/exchange/deliver.ts';
import { copyBodyOf, type EnvelopeRow } from './rows.ts';

export interface SendDeps extends Pick<BirthDeps, 'audienceOf'> {
  readonly crypto: CryptoProvider;
  readonly keys: UnitKeys;
  readonly random: Random;
  readonly view: Pick<DirectoryView, 'unit'>;
  /** How the receiver handles what it receives. */
  readonly planFor: (organId: UnitId) => Plan;
}

export interface Sending {
  readonly docId: DocId;
  readonly number: string;
  readonly title: string;
  readonly sender: { readonly organId: UnitId; readonly name: string };
  /** What was frozen when it was signed off. */
  readonly content: Content;
  readonly copy: CopyBody;
  readonly recipients: readonly Recipient[];
  readonly dueAt: EpochMs | null;
  readonly event: EventContext;
}

export interface Sent {
  readonly envelopeId: DocId;
  /** One for each copy, for sockets and feeds after the commit. */
  readonly changes: readonly Change[];
}

export async function send(tx: Tx, deps: SendDeps, sending: Sending): Promise<Sent> {
  const { crypto, keys, random } = deps;
  const { docId, number, title, sender, content, event } = sending;
  const kept = await keepSharedText(tx, content, event.at);
  const envelopeId = createDocId(random);
  const manifest: Manifest = {
    version: PACKAGE_VERSION, envelopeId, docId, number, title, sender, parts: partsOf(content.canonical, kept).map((part) => entryOf(part, crypto)),
    issuedAt: event.at, contentHash: content.facts.hash,
  };
  const key = await keys.keyOf(tx, sender.organId, event.at);
  const envelope: EnvelopeRow = {
    id: envelopeId, doc_id: docId, organ_id: sender.organId, manifest: signedText(manifest), digest: digest(manifest, crypto), signature: signManifest(manifest, key, crypto),
    public_key: key.publicKey, copy_body: canonicalJson(sending.copy as unknown as Json), at: event.at, due_at: sending.dueAt,
  };
  await tx.executeQuery(insertEnvelope(tx, ...ENVELOPE_COLUMNS.map((column) => envelope[column])));
  // In order, so that thousands of new rows go into the indexes one beside the other.
  const ids = sending.recipients.map(() => createDocId(random)).sort();
  const changes = await deliver(tx, deps, envelope, sending.recipients.map((recipient, place) => ({ ...recipient, copyId: ids[place] ?? createDocId(random), place, replaces: null })), event);
  return { envelopeId, changes };
}

const ENVELOPE_COLUMNS = ['id', 'doc_id', 'organ_id', 'manifest', 'digest', 'signature', 'public_key', 'copy_body', 'at', 'due_at'] as const satisfies readonly (keyof EnvelopeRow)[];
const insertEnvelope = prepared((db, ...values: readonly unknown[]) => db.insertInto('envelope').values(Object.fromEntries(ENVELOPE_COLUMNS.map((column, index) => [column, values[index]])) as unknown as EnvelopeRow));
const insertDeliveries = preparedRows([
  'id', 'envelope_id', 'organ_id', 'organ_name', 'level', 'parent_id', 'place', 'attachment_ids', 'due_at', 'state', 'at', 'person_name', 'reason', 'urged_count', 'urged_at', 'replaces', 'replaced_by',
  'receipt',
], (db, rows) => db.insertInto('delivery').values(rows));

/** The text as a reader checks it, and as it goes on being edited. */
export const partsOf = (canonical: string, bytes: Uint8Array): readonly Part[] => [
  { name: CONTENT_PART, mediaType: 'application/json', bytes: new TextEncoder().encode(canonical) },
  { name: TEXT_PART, mediaType: 'application/octet-stream', bytes },
];

export interface ToDeliver extends Recipient {
  readonly copyId: DocId;
  readonly place: number;
  /** 补发: instead of this one. */
  readonly replaces: DocId | null;
}

/** The copies of an envelope that is there, for these units. */
export async function deliver(tx: Tx, deps: SendDeps, envelope: EnvelopeRow, units: readonly ToDeliver[], event: EventContext): Promise<readonly Change[]> {
  const copy = copyBodyOf(envelope);
  const named = units.map((each) => {
    const unit = deps.view.unit(each.organId);
    if (unit === undefined) throw new Error(`${each.organId} was resolved and is not in the directory`);
    return { ...each, unit };
  });
  const changes = await appendBirths(tx, { sm3: deps.crypto.sm3, audienceOf: deps.audienceOf }, named.map(({ copyId, unit }) => ({
    docId: copyId, body: { ...copy, plan: deps.planFor(unit.id), organId: unit.id, organName: unit.fullName },
  })), event);
  await beginWithSharedText(tx, named.map(({ copyId }) => copyId), copy.contentHash, event.at);
  const span = envelope.due_at === null ? null : Number(envelope.due_at) - Number(envelope.at);
  await insertDeliveries(tx, named.map(({ copyId, unit, place, attachmentIds, replaces }) => ({
    id: copyId, envelope_id: envelope.id, organ_id: unit.id, organ_name: unit.fullName, level: unit.level, parent_id: unit.parentId ?? '', place,
    attachment_ids: attachmentIds === null ? null : JSON.stringify(attachmentIds),
    // Who is sent it again has as long as everybody had.
    due_at: span === null ? null : event.at + span,
    state: 'awaiting', at: event.at, person_name: '', reason: '', urged_count: 0, urged_at: null, replaces, replaced_by: null, receipt: null,
  })));
  return changes;
}
