/** Rows of an import between handing them in and looking at them: each person's last one, for a day. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { IMPORT_ROWS_MAX, type ImportRow } from '#shared/org/change/import.ts';
import type { ImportPart } from '#shared/protocol/directory-changes.ts';
import type { Tx } from '#server/storage/storage.ts';

const KEPT_MS = 86_400_000;

/** The same part again takes its own place: whoever lost the answer sends it once more. */
export async function keepRows(tx: Tx, personId: string, { importId, part, rows }: ImportPart, at: EpochMs): Promise<Result<{ readonly rows: number }, AppError>> {
  await tx.deleteFrom('directory_import').where('at', '<', at - KEPT_MS).execute();
  await tx.deleteFrom('directory_import').where('person_id', '=', personId).where('import_id', '<>', importId).execute();
  const known = await tx.selectFrom('directory_import').select(['person_id', 'part', 'row_count']).where('import_id', '=', importId).execute();
  if (known.some((each) => each.person_id !== personId)) return err(appError('request.invalid', { rule: 'DIR21', field: 'importId' }));
  const count = known.filter((each) => Number(each.part) !== part).reduce((sum, each) => sum + Number(each.row_count), 0) + rows.length;
  if (count > IMPORT_ROWS_MAX) return err(appError('request.too-large', { rule: 'DIR22' }));
  const values = { person_id: personId, at, row_count: rows.length, body: JSON.stringify(rows) };
  await tx.insertInto('directory_import').values({ import_id: importId, part, ...values }).onConflict((c) => c.columns(['import_id', 'part']).doUpdateSet(values)).execute();
  return ok({ rows: count });
}

/** Null: there is none of this person under this id. */
export async function readImport(tx: Tx, importId: string, personId: string): Promise<readonly ImportRow[] | null> {
  const parts = await tx.selectFrom('directory_import').select('body').where('import_id', '=', importId).where('person_id', '=', personId).orderBy('part').execute();
  return parts.length === 0 ? null : parts.flatMap(({ body }) => JSON.parse(body) as ImportRow[]);
}
