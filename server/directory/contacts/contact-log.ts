/** Who took which contact list, in storage: rows that are only ever added, in an audit chain. Owns the table. */
import type { Json } from '#shared/base/canonical-json.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { CHAIN_START, findBreak, linkHash } from '#shared/audit/chain.ts';
import { CONTACTS_PAGE, type ContactsPage, type ContactsRecord } from '#shared/protocol/contacts.ts';
import type { Tx } from '#server/storage/storage.ts';

interface Row { readonly seq: number; readonly op_id: string; readonly unit_id: string; readonly person_id: string; readonly at: number; readonly body: string }

const linked = ({ seq, op_id, unit_id, person_id, at, body }: Row): Json => ({ seq: Number(seq), op_id, unit_id, person_id, at: Number(at), body });

/** Once under its op id; whoever asks again under it is answered anew and stands there once. Null: it is somebody else's, or of something else. */
export async function appendContacts(tx: Tx, sm3: Sm3, opId: string, record: Omit<ContactsRecord, 'seq'>): Promise<ContactsRecord | null> {
  const known = await tx.selectFrom('contact_export').select('body').where('op_id', '=', opId).executeTakeFirst();
  if (known !== undefined) {
    const old = JSON.parse(known.body) as ContactsRecord;
    return old.by.personId === record.by.personId && old.unitId === record.unitId && old.form === record.form ? old : null;
  }
  const head = await tx.selectFrom('contact_export').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const written: ContactsRecord = { seq: Number(head?.seq ?? 0) + 1, ...record };
  const row: Row = { seq: written.seq, op_id: opId, unit_id: record.unitId, person_id: record.by.personId, at: record.at, body: JSON.stringify(written) };
  const previous = head?.hash ?? CHAIN_START;
  await tx.insertInto('contact_export').values({ ...row, previous_hash: previous, hash: linkHash(sm3, previous, linked(row)) }).execute();
  return written;
}

export async function listContacts(tx: Tx, unitId: string, before: number | undefined): Promise<ContactsPage> {
  const rows = await tx.selectFrom('contact_export').select('body').where('unit_id', '=', unitId).where('seq', '<', before ?? Number.MAX_SAFE_INTEGER).orderBy('seq', 'desc').limit(CONTACTS_PAGE + 1).execute();
  return { records: rows.slice(0, CONTACTS_PAGE).map(({ body }) => JSON.parse(body) as ContactsRecord), more: rows.length > CONTACTS_PAGE };
}

export async function checkContactsChain(tx: Tx, sm3: Sm3): Promise<{ readonly changes: number; readonly brokenAt: number | null }> {
  const rows = await tx.selectFrom('contact_export').selectAll().orderBy('seq').execute();
  const at = findBreak(sm3, rows.map((row) => ({ row: linked(row), link: { previous: row.previous_hash, hash: row.hash } })));
  return { changes: rows.length, brokenAt: rows[at] === undefined ? null : Number(rows[at].seq) };
}
