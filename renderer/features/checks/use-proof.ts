/**
 * What is shown of 校对: without the kinds that are off on this machine, and without what the writer said is right, which holds as long as the document is open,
 * whichever tab of the pane is looked at.
 */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import { PROOF_KINDS, type ProofKind } from '#shared/gbt9704/proof/rules.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { settingsStore, useSettings } from '#renderer/bridge/stores.ts';
import { proofView, wordsOf, type ProofView } from './proof-view.ts';

export interface Proof extends ProofView {
  readonly ignore: (remark: ProofRemark) => void;
  readonly showIgnored: () => void;
  /** Null when it is kept in the settings of this machine. */
  readonly toggle: (kind: ProofKind) => Promise<AppError | null>;
}

const NOTHING: ReadonlySet<string> = new Set();
const ALL_ON: readonly ProofKind[] = [];

/** `document` is what the remarks are about: with another one, nothing is set aside yet. */
export function useProof(document: object | null, remarks: readonly ProofRemark[]): Proof {
  const settings = useSettings();
  const off = settings.kind === 'ready' ? settings.value.proofKindsOff : ALL_ON;
  const [ignored, setIgnored] = useState(NOTHING);
  useEffect(() => setIgnored(NOTHING), [document]);
  const view = useMemo(() => proofView(remarks, ignored, off), [remarks, ignored, off]);
  const ignore = useCallback((remark: ProofRemark) => setIgnored((old) => new Set([...old, wordsOf(remark)])), []);
  const showIgnored = useCallback(() => setIgnored(NOTHING), []);
  const toggle = useCallback(async (kind: ProofKind): Promise<AppError | null> => {
    const proofKindsOff = PROOF_KINDS.filter((each) => (each === kind ? !off.includes(each) : off.includes(each)));
    const answer = await callOffice('settings.set', { proofKindsOff });
    if (!answer.ok) return answer.error;
    settingsStore.set(answer.value);
    return null;
  }, [off]);
  return { ...view, ignore, showIgnored, toggle };
}
