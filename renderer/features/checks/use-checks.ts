/** Checks an open document of the own organ while it is on the screen, in a worker of its own. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { DocumentSession } from '#renderer/bridge/document-session.ts';
import type { StateOfDraft } from '#shared/gbt9704/check/checked-document.ts';
import type { DocumentFacts, Finding } from '#shared/gbt9704/check/model.ts';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import { createChecker, type Checker, type CheckWorker } from './checker.ts';
import type { DraftFacts } from './messages.ts';
import { useOrganUnits } from './use-organ-units.ts';
import { useProof, type Proof } from './use-proof.ts';

export interface Checks {
  /** Null until the first answer. */
  readonly findings: readonly Finding[] | null;
  readonly proof: Proof;
  readonly wasRestarted: boolean;
}

interface Answer extends Omit<Checks, 'proof'> {
  readonly remarks: readonly ProofRemark[];
}

const NOTHING: Answer = { findings: null, remarks: [], wasRestarted: false };
const NO_EXTRAS: Partial<DocumentFacts> = {};
const startWorker = (): CheckWorker => new Worker(new URL('./check-worker.ts', import.meta.url), { type: 'module' });

/** `session` or `state` null: nothing is checked. `state` and `extras` are compared by what they hold. */
export function useChecks(session: DocumentSession | null, state: StateOfDraft | null, extras: Partial<DocumentFacts> = NO_EXTRAS): Checks {
  const [{ remarks, ...checks }, setChecks] = useState(NOTHING);
  const proof = useProof(session, remarks);
  const units = useOrganUnits(state === null ? [] : [state.organId, ...(state.mainRecipientId == null ? [] : [state.mainRecipientId])]);
  const key = state === null ? null : JSON.stringify({ state: readOf(state), extras });
  const facts = useMemo(() => (key === null ? null : { ...(JSON.parse(key) as Pick<DraftFacts, 'state' | 'extras'>), units, ties: {} }), [key, units]);
  const checker = useRef<Checker | null>(null);
  const isOn = state !== null;

  useEffect(() => {
    setChecks(NOTHING);
    if (session === null || !isOn) return undefined;
    const mine = createChecker(session.doc, startWorker, {
      // The same again is no news, and must not draw the screen anew at every pause.
      onFindings: (findings, found) => setChecks((old) => (JSON.stringify([old.findings, old.remarks]) === JSON.stringify([findings, found]) ? old : { findings, remarks: found, wasRestarted: false })),
      onStopped: () => setChecks({ findings: null, remarks: [], wasRestarted: true }),
    });
    checker.current = mine;
    return () => {
      checker.current = null;
      mine.close();
    };
  }, [session, isOn]);
  useEffect(() => { if (facts !== null) checker.current?.know(facts); }, [facts, session]);
  return { ...checks, proof };
}

/** What is checked, and nothing else of a state that changes for other reasons. */
const readOf = ({ docType, organId, organName, number, mainRecipientId = null, mainRecipientName = '', signedOffBy = null }: StateOfDraft): StateOfDraft =>
  ({ docType, organId, organName, number, mainRecipientId, mainRecipientName, signedOffBy: signedOffBy === null ? null : { name: signedOffBy.name } });
