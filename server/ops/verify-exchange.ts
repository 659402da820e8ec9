/**
 * What was sent: texts that are kept once for many have their hash; every package is whole and signed by its sender; every delivery has its copy, at the unit and
 * with the text that the package says; every receipt was signed by that unit for that delivery.
 */
import type { DocId } from '#shared/base/ids.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { verifyPackage, type Manifest, type Part } from '#shared/exchange/package.ts';
import { verifyReceipt } from '#shared/exchange/receipt.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { partsOf } from '#server/exchange/send.ts';
import type { DeliveryRow, EnvelopeRow } from '#server/exchange/rows.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { Findings } from './findings.ts';
import type { History } from './verify-events.ts';
import { readDoc } from './verify-texts.ts';

const PAGE_ROWS = 1_000;

export async function verifyExchange(tx: Tx, history: History, findings: Findings): Promise<void> {
  const keys = new Map((await tx.selectFrom('unit_key').select(['organ_id', 'public_key']).execute()).map((row) => [row.organ_id, row.public_key]));
  for (const { hash } of await tx.selectFrom('shared_text').select('hash').execute()) await verifySharedText(tx, hash, findings);
  const ids = await tx.selectFrom('envelope').select('id').execute();
  for (const { id } of ids) {
    const envelope = await tx.selectFrom('envelope').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const manifest = await verifyEnvelope(tx, envelope, keys, findings);
    await eachDelivery(tx, id, (delivery) => verifyDelivery(delivery, envelope, manifest, keys, history, findings));
  }
  const known = new Set(ids.map(({ id }) => id));
  for (const { envelope_id: id } of await tx.selectFrom('delivery').select('envelope_id').distinct().execute()) {
    if (!known.has(id)) findings.found('exchange', '', `delivery ${id}`, 'belongs to no envelope');
  }
}

async function verifySharedText(tx: Tx, hash: string, findings: Findings): Promise<void> {
  findings.looked('exchange');
  const { content, bytes } = await tx.selectFrom('shared_text').select(['content', 'bytes']).where('hash', '=', hash).executeTakeFirstOrThrow();
  const found = (what: string): void => findings.found('exchange', '', `shared_text ${hash}`, what);
  if (crypto.sm3(content) !== hash) found('content does not have its hash');
  const { doc, problem } = readDoc(bytes);
  if (problem !== null) found(`bytes: ${problem}`);
  else if (contentFacts(doc, crypto.sm3).hash !== hash) found('bytes do not show what its hash binds');
  doc.destroy();
}

/** Null: not to be read. */
async function verifyEnvelope(tx: Tx, envelope: EnvelopeRow, keys: ReadonlyMap<string, string>, findings: Findings): Promise<Manifest | null> {
  findings.looked('exchange');
  const found = (what: string): void => findings.found('exchange', envelope.doc_id, `envelope ${envelope.id}`, what);
  const manifest = readJson(envelope.manifest) as Manifest | null;
  const text = await tx.selectFrom('shared_text').select(['content', 'bytes']).where('hash', '=', String(manifest?.contentHash)).executeTakeFirst();
  const parts: readonly Part[] = text === undefined ? [] : partsOf(text.content, text.bytes);
  const problems = verifyPackage(manifest, envelope.signature, parts, envelope.public_key, crypto);
  for (const problem of problems) found(`package: ${problem.kind}${'name' in problem ? ` ${problem.name}` : ''}`);
  if (keys.get(envelope.organ_id) !== envelope.public_key) found('was signed with another key than its unit has');
  if (crypto.sm3(envelope.manifest) !== envelope.digest) found('digest is not that of its manifest');
  return problems.some(({ kind }) => kind === 'manifest') ? null : manifest;
}

async function eachDelivery(tx: Tx, envelopeId: string, look: (delivery: DeliveryRow) => void): Promise<void> {
  let last = '';
  for (;;) {
    const rows = await tx.selectFrom('delivery').selectAll().where('envelope_id', '=', envelopeId).where('id', '>', last).orderBy('id').limit(PAGE_ROWS).execute();
    for (const row of rows) look(row);
    last = rows.at(-1)?.id ?? '';
    if (rows.length < PAGE_ROWS) return;
  }
}

function verifyDelivery(row: DeliveryRow, envelope: EnvelopeRow, manifest: Manifest | null, keys: ReadonlyMap<string, string>, { documents }: History, findings: Findings): void {
  findings.looked('exchange');
  const found = (what: string): void => findings.found('exchange', row.id, `delivery ${row.id}`, what);
  const told = documents.get(row.id);
  if (told?.state == null) found('has no copy');
  else {
    if (told.state.organId !== row.organ_id) found(`went to ${row.organ_id}, its copy is ${told.state.organId}'s`);
    if (manifest !== null && !told.hashes.has(manifest.contentHash)) found('its copy is not of the text that was sent');
  }
  const isAnswered = row.state === 'received' || row.state === 'refused';
  if (!isAnswered) {
    if (row.receipt !== null) found(`is ${row.state} and has a receipt`);
    return;
  }
  const about = { envelopeId: envelope.id as DocId, deliveryId: row.id as DocId, organId: row.organ_id, packageDigest: envelope.digest };
  const receipt = readJson(row.receipt ?? 'null');
  for (const problem of verifyReceipt(receipt, about, keys.get(row.organ_id) ?? '', crypto)) found(`receipt: ${problem}`);
  if ((receipt as { readonly receipt?: { readonly decision?: unknown } } | null)?.receipt?.decision !== row.state) found(`is ${row.state}, its receipt says otherwise`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
