/**
 * Writes what a window hands over to the place that its person chose in the system's own dialog; a window names no path.
 * Whole or not at all: written beside the place first, then moved onto it.
 */
import { randomUUID } from 'node:crypto';
import { promises as disk } from 'node:fs';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { diskFailure } from './disk-failure.ts';

/** Answers the path, or null when the person left the dialog. */
type AskWhere = (name: string) => Promise<string | null>;

export async function saveFile(askWhere: AskWhere, { name, content }: { readonly name: string; readonly content: string | Uint8Array }): Promise<Result<{ readonly isSaved: boolean }, AppError>> {
  const path = await askWhere(name);
  if (path === null) return ok({ isSaved: false });
  const part = `${path}.${randomUUID()}.part`;
  try {
    await disk.writeFile(part, content, { encoding: 'utf8', flag: 'wx' });
    await disk.rename(part, path);
    return ok({ isSaved: true });
  } catch (failure) {
    await disk.rm(part, { force: true }).catch(() => null);
    return err(appError(diskFailure(failure)));
  }
}
