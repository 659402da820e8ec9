/** What of an organ's work may hang on one person. */
import { sql } from 'kysely';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { OVER } from '#server/storage/migrations.ts';
import type { Tx } from '#server/storage/storage.ts';

/** Everything under way in the organ that mentions the person at all: which part it plays is asked of the state. */
export async function readHeld(tx: Tx, organId: UnitId, personId: PersonId): Promise<readonly DocumentState[]> {
  const rows = await tx.selectFrom('document').select('state').where('organ_id', '=', organId).where(sql<boolean>`stage not in (${sql.raw(OVER)})`)
    .where('state', 'like', `%"${personId}"%`).execute();
  return rows.map(({ state }) => JSON.parse(state) as DocumentState);
}
