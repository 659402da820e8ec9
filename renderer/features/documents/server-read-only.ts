/** What is said of a document while the server takes no edits of it: why, and what is true of the words that are not there yet. */
import { isErrorCode, isServerReadOnly } from '#shared/base/errors.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { Saving } from './saving.ts';
import type { Standing } from './use-document-session.ts';

/** What is said while a 密级 mark stands in the text: it stays on this machine until the mark is gone (SEC04). */
export const markedLines = (status: Standing | null): readonly MessageKey[] | null =>
  (status?.canWrite === true && status.code === 'document.classified' ? ['ui.doc.marked.title', 'ui.doc.marked.stays', 'ui.doc.marked.mend'] : null);

/** False when the server takes edits, or is not what keeps this person from writing. */
export const isReadOnlyAtServer = (status: Standing | null): boolean => status !== null && !status.canWrite && isErrorCode(status.code) && isServerReadOnly(status.code);

/** The lines of the strip, the first one its title; null when there is nothing to say. */
export function serverReadOnlyLines(status: Standing | null, { sync, isSaving }: Saving): readonly MessageKey[] | null {
  if (status === null || !isReadOnlyAtServer(status)) return null;
  const why: MessageKey = status.code === 'document.broken' ? 'ui.doc.serverReadOnly.broken' : 'ui.doc.serverReadOnly.storage';
  // 已存本机 is said only of what is; a disk here that refuses has its own words.
  const isSaved = status.isStorageOk && !isSaving;
  const mine: readonly MessageKey[] = sync === 'synced' ? ['ui.doc.serverReadOnly.nothing'] : ['ui.doc.serverReadOnly.mine'];
  return ['ui.doc.serverReadOnly.title', why, ...(isSaved ? mine : [])];
}
