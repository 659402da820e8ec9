/**
 * Identity providers that may feed the directory: made and revoked by an operator, known by a token of which only the SHA-256 is kept, each bound to the organ below which it
 * administers. And what each calls whom (externalId). Owns both tables.
 */
import { createHash } from 'node:crypto';
import { toHex, type UnitId } from '#shared/base/ids.ts';
import type { EpochMs, Random } from '#shared/base/ports.ts';
import type { Changer } from '#server/directory/changes/changes.ts';
import type { Tx } from '#server/storage/storage.ts';

export type ResourceKind = 'user' | 'group';

export interface ScimClient {
  readonly id: string;
  readonly name: string;
  readonly unitId: UnitId;
}

const TOKEN_BYTES = 32;
/** Told apart from a session's, in a log or a leak. */
const PREFIX = 'gztscim-';
const TOKEN = /^gztscim-[A-Za-z0-9_-]{43}$/;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The token is in the answer and nowhere else. */
export async function makeClient(tx: Tx, { name, unitId, random, at }: { readonly name: string; readonly unitId: string; readonly random: Random; readonly at: EpochMs }): Promise<{ readonly id: string; readonly token: string }> {
  const id = `scim${toHex(random.bytes(8))}`;
  const token = `${PREFIX}${Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url')}`;
  await tx.insertInto('scim_client').values({ id, name, unit_id: unitId, token_hash: hashOf(token), created_at: at, revoked_at: null }).execute();
  return { id, token };
}

export interface ListedClient { readonly id: string; readonly name: string; readonly unitId: string; readonly createdAt: EpochMs; readonly revokedAt: EpochMs | null }

export async function listClients(tx: Tx): Promise<readonly ListedClient[]> {
  const rows = await tx.selectFrom('scim_client').select(['id', 'name', 'unit_id', 'created_at', 'revoked_at']).orderBy('created_at').orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, name: row.name, unitId: row.unit_id, createdAt: Number(row.created_at), revokedAt: row.revoked_at === null ? null : Number(row.revoked_at) }));
}

/** False where there is none that is not revoked already. */
export async function revokeClient(tx: Tx, id: string, at: EpochMs): Promise<boolean> {
  const open = await tx.selectFrom('scim_client').select('id').where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst();
  if (open === undefined) return false;
  await tx.updateTable('scim_client').set({ revoked_at: at }).where('id', '=', id).execute();
  return true;
}

/** Asked with every request, so that a revoked token ends at once. */
export async function findClient(tx: Tx, token: string | null): Promise<ScimClient | null> {
  if (token === null || !TOKEN.test(token)) return null;
  const row = await tx.selectFrom('scim_client').select(['id', 'name', 'unit_id']).where('token_hash', '=', hashOf(token)).where('revoked_at', 'is', null).executeTakeFirst();
  return row === undefined ? null : { id: row.id, name: row.name, unitId: row.unit_id as UnitId };
}

/** An administrator of that one organ like any other (shared/policy/administer.ts), with no person behind it. */
export const changerOf = ({ id, name, unitId }: ScimClient): Changer => ({ personId: id, name, memberships: [{ organId: unitId, roles: ['unitAdmin'] }], platformRole: null });

export interface Link { readonly externalId: string | null; readonly isDeleted: boolean }
const NO_LINK: Link = { externalId: null, isDeleted: false };

export async function linksOf(tx: Tx, clientId: string, kind: ResourceKind, ids: readonly string[]): Promise<(id: string) => Link> {
  if (ids.length === 0) return () => NO_LINK;
  const rows = await tx.selectFrom('scim_link').select(['resource_id', 'external_id', 'is_deleted']).where('client_id', '=', clientId).where('kind', '=', kind).where('resource_id', 'in', ids).execute();
  const known = new Map(rows.map((row) => [row.resource_id, { externalId: row.external_id, isDeleted: row.is_deleted === 1 }]));
  return (id) => known.get(id) ?? NO_LINK;
}

export async function idsByExternal(tx: Tx, clientId: string, kind: ResourceKind, externalId: string): Promise<readonly string[]> {
  const rows = await tx.selectFrom('scim_link').select('resource_id').where('client_id', '=', clientId).where('kind', '=', kind).where('external_id', '=', externalId).limit(20).execute();
  return rows.map((row) => row.resource_id);
}

export async function deletedUsers(tx: Tx, clientId: string): Promise<readonly string[]> {
  const rows = await tx.selectFrom('scim_link').select('resource_id').where('client_id', '=', clientId).where('kind', '=', 'user').where('is_deleted', '=', 1).execute();
  return rows.map((row) => row.resource_id);
}

export async function saveLink(tx: Tx, clientId: string, kind: ResourceKind, resourceId: string, { externalId, isDeleted }: Link): Promise<void> {
  const values = { external_id: externalId, is_deleted: isDeleted ? 1 : 0 };
  await tx.insertInto('scim_link').values({ client_id: clientId, kind, resource_id: resourceId, ...values }).onConflict((c) => c.columns(['client_id', 'kind', 'resource_id']).doUpdateSet(values)).execute();
}
