/** A text that was read and waits for its draft to be open: taken once, as an ordinary edit of whoever opened it. */
import { useEffect } from 'react';
import type { DocumentSession } from '#renderer/bridge/document-session.ts';
import { importInto, type ImportedText } from '#shared/doc/import-content.ts';

const waiting = new Map<string, ImportedText>();

export const keepForDraft = (docId: string, text: ImportedText): void => { waiting.set(docId, text); };

export function useImport(docId: string, session: DocumentSession | null, canWrite: boolean): void {
  useEffect(() => {
    const text = waiting.get(docId);
    if (text === undefined || session === null || !canWrite) return;
    waiting.delete(docId);
    importInto(session.doc, text);
  }, [docId, session, canWrite]);
}
