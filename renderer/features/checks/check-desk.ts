/**
 * The worker's side of checking while one types: keeps a copy of the text, waits until typing rests, checks, answers. Owns the waiting; where
 * messages go and how time passes is handed in. Always true: an answer is about the newest text and facts, and a text that never rests is
 * checked all the same.
 */
import * as Y from 'yjs';
import { readContent } from '#shared/doc/canonical.ts';
import { check } from '#shared/gbt9704/check/check.ts';
import { checkedDocument } from '#shared/gbt9704/check/checked-document.ts';
import { proofread } from '#shared/gbt9704/proof/proofread.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import type { DraftFacts, FromWorker, ToWorker } from './messages.ts';

export const RESTS_AFTER_MS = 350;
export const CHECKED_AT_LEAST_EVERY_MS = 2_000;

export interface DeskPorts {
  readonly post: (message: FromWorker) => void;
  readonly now: () => number;
  /** Runs once after so many milliseconds; what it returns takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export function createCheckDesk({ post, now, after }: DeskPorts): (message: ToWorker) => void {
  const doc = new Y.Doc();
  let facts: DraftFacts | null = null;
  let isTextHere = false;
  let dirtySince: number | null = null;
  let cancel = (): void => undefined;

  const run = (): void => {
    dirtySince = null;
    if (facts === null || !isTextHere) return;
    const { state, extras, units, ties } = facts;
    const document = checkedDocument(state, readContent(doc), extras);
    post({ kind: 'findings', findings: check(document, { org: createOrgView(units, [], []), ties }), remarks: proofread(document) });
  };
  const soon = (): void => {
    cancel();
    dirtySince ??= now();
    const left = dirtySince + CHECKED_AT_LEAST_EVERY_MS - now();
    cancel = after(Math.max(0, Math.min(RESTS_AFTER_MS, left)), run);
  };
  return (message) => {
    if (message.kind === 'facts') facts = message.facts;
    else {
      Y.applyUpdate(doc, message.update);
      isTextHere = true;
    }
    soon();
  };
}
