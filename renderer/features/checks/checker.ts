/**
 * The page's side: gives a worker the text once and then every update, so that checking costs the page no more than passing bytes on.
 * Owns the worker: one that dies is started again a few times, and nothing of the text depends on it.
 */
import * as Y from 'yjs';
import type { Finding } from '#shared/gbt9704/check/model.ts';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import type { DraftFacts, FromWorker, ToWorker } from './messages.ts';

const RESTARTS_MAX = 3;

/** The part of a Worker used here, so that a test can stand in its place. */
export interface CheckWorker {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface CheckListener {
  onFindings(findings: readonly Finding[], remarks: readonly ProofRemark[]): void;
  /** It failed and begins anew, or has given up. */
  onStopped(willRestart: boolean): void;
}

export interface Checker {
  know(facts: DraftFacts): void;
  close(): void;
}

export function createChecker(doc: Y.Doc, start: () => CheckWorker, listener: CheckListener): Checker {
  let worker: CheckWorker | null = null;
  let facts: DraftFacts | null = null;
  let restarts = 0;

  const begin = (): void => {
    const mine = start();
    worker = mine;
    mine.onmessage = ({ data }) => { if (worker === mine) listener.onFindings(data.findings, data.remarks); };
    mine.onerror = (event) => {
      event.preventDefault();
      if (worker !== mine) return;
      mine.terminate();
      worker = null;
      restarts += 1;
      const willRestart = restarts <= RESTARTS_MAX;
      listener.onStopped(willRestart);
      if (willRestart) begin();
    };
    mine.postMessage({ kind: 'text', update: Y.encodeStateAsUpdate(doc) });
    if (facts !== null) mine.postMessage({ kind: 'facts', facts });
  };
  const onUpdate = (update: Uint8Array): void => { worker?.postMessage({ kind: 'text', update }); };
  begin();
  doc.on('update', onUpdate);
  return {
    know: (next) => {
      facts = next;
      worker?.postMessage({ kind: 'facts', facts: next });
    },
    close: () => {
      doc.off('update', onUpdate);
      worker?.terminate();
      worker = null;
    },
  };
}
