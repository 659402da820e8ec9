/**
 * Opens a document's editing session and keeps it open: again after a reset (the text was replaced) and after a restart of the replica.
 * Also knows what the replica has not yet confirmed as stored, so that 已存本机 is never said too early.
 */
import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import { fetchPort } from '#renderer/bridge/document-port.ts';
import { createDocumentSession, type DocStatus, type DocumentSession } from '#renderer/bridge/document-session.ts';
import { useNotice } from '#renderer/bridge/use-call.ts';

export interface OpenDocument {
  readonly session: DocumentSession | null;
  readonly isSynced: boolean;
  readonly status: DocStatus | null;
  /** Something typed here is not yet known to be on the disk. */
  readonly isSaving: boolean;
  readonly error: AppError | null;
  readonly reopen: () => void;
}

type State = Omit<OpenDocument, 'reopen'>;
const OPENING: State = { session: null, isSynced: false, status: null, isSaving: false, error: null };

export function useDocumentSession(docId: string): OpenDocument {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<State>(OPENING);
  const reopen = useCallback(() => setTurn((old) => old + 1), []);
  useNotice('app.trouble', (trouble) => { if (trouble.kind === 'replica-restarted') reopen(); });
  useEffect(() => {
    let isOver = false;
    let session: DocumentSession | null = null;
    const patch = (part: Partial<State>): void => { if (!isOver) setState((old) => ({ ...old, ...part })); };
    setState(OPENING);
    void fetchPort(docId).then((answer) => {
      if (isOver) { if (answer.ok) answer.value.close(); return; }
      if (!answer.ok) { patch({ error: answer.error }); return; }
      session = createDocumentSession(docId, answer.value, {
        onSynced: () => patch({ isSynced: true }),
        onStatus: (status) => patch({ status }),
        onSaving: (isSaving) => patch({ isSaving }),
        onReset: () => { if (!isOver) reopen(); },
      });
      patch({ session });
    });
    return () => {
      isOver = true;
      session?.close();
    };
  }, [docId, turn, reopen]);
  return { ...state, reopen };
}
