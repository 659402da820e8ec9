/** Documents under way that stand against a change of the directory: of organs that would end, and what people hold who would go. */
import { sql } from 'kysely';
import type { OrgChange } from '#shared/org/change/decide.ts';
import { heldParts } from '#shared/workflow/hand-over.ts';
import { readHeld } from '#server/handovers/held.ts';
import { OVER } from '#server/storage/migrations.ts';
import type { Tx } from '#server/storage/storage.ts';

export async function countHindrances(tx: Tx, { organs, people }: OrgChange['free']): Promise<number> {
  let count = 0;
  for (const organId of organs) {
    // What waits to be signed for is work of the organ too, though of nobody in it yet.
    const row = await tx.selectFrom('document').select((e) => e.fn.countAll<number>().as('count')).where('organ_id', '=', organId)
      .where(sql<boolean>`(stage not in (${sql.raw(OVER)}) or stage = 'awaitingReceipt')`).executeTakeFirst();
    count += Number(row?.count ?? 0);
  }
  for (const { personId, organId } of people) count += (await readHeld(tx, organId, personId)).filter((state) => heldParts(state, personId).length > 0).length;
  return count;
}
