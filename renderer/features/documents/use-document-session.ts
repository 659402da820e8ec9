/**
 * Opens a document's editing session and keeps it open: again after a reset (the text was replaced) and after a restart of the replica.
 * Also knows what the replica has not yet confirmed as stored, so that 已存本机 is never said too early.
 *
 * Holds: a key that is typed changes `saving` and nothing else here: whoever draws a whole screen from this is not drawn anew.
 */
import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import { fetchPort } from '#renderer/bridge/document-port.ts';
import { createDocumentSession, type DocStatus, type DocumentSession } from '#renderer/bridge/document-session.ts';
import { useNotice } from '#renderer/bridge/use-call.ts';
import { createSaving, type SavingSource } from './saving.ts';

/** What is said of an open text and seldom changes. */
export type Standing = Pick<DocStatus, 'canWrite' | 'code' | 'isStorageOk'>;

export interface OpenDocument {
  readonly session: DocumentSession | null;
  readonly isSynced: boolean;
  readonly status: Standing | null;
  readonly saving: SavingSource;
  readonly error: AppError | null;
  readonly reopen: () => void;
}

type State = Omit<OpenDocument, 'reopen' | 'saving'>;
const OPENING: State = { session: null, isSynced: false, status: null, error: null };
const isSame = (a: Standing | null, b: Standing): boolean => a !== null && a.canWrite === b.canWrite && a.code === b.code && a.isStorageOk === b.isStorageOk;

export function useDocumentSession(docId: string): OpenDocument {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<State>(OPENING);
  const [saving] = useState(createSaving);
  const reopen = useCallback(() => setTurn((old) => old + 1), []);
  useNotice('app.trouble', (trouble) => { if (trouble.kind === 'replica-restarted') reopen(); });
  useEffect(() => {
    let isOver = false;
    let session: DocumentSession | null = null;
    let told: Standing | null = null;
    const patch = (part: Partial<State>): void => { if (!isOver) setState((old) => ({ ...old, ...part })); };
    setState(OPENING);
    saving.set({ sync: null, isSaving: false });
    void fetchPort(docId).then((answer) => {
      if (isOver) { if (answer.ok) answer.value.close(); return; }
      if (!answer.ok) { patch({ error: answer.error }); return; }
      session = createDocumentSession(docId, answer.value, {
        onSynced: () => patch({ isSynced: true }),
        onStatus: ({ canWrite, code, isStorageOk, sync }) => {
          if (isOver) return;
          saving.set({ sync });
          const status = { canWrite, code, isStorageOk };
          if (isSame(told, status)) return;
          told = status;
          patch({ status });
        },
        onSaving: (isSaving) => { if (!isOver) saving.set({ isSaving }); },
        onReset: () => { if (!isOver) reopen(); },
      });
      patch({ session });
    });
    return () => {
      isOver = true;
      session?.close();
    };
  }, [docId, turn, reopen, saving]);
  return { ...state, saving, reopen };
}
