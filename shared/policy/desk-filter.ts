/**
 * What narrows a view of the desk, and views that a person keeps under a name. Owns their schemas, bounds and meaning; leaves keeping them to the replica.
 * Always true: a filter that asks nothing passes everything; every question more passes no document more.
 */
import { z } from 'zod';
import type { EpochMs } from '#shared/base/ports.ts';
import { atOf, DAY_MINUTES, dayOf, plusDays } from '#shared/time/china-day.ts';
import { URGENCIES } from '#shared/time/deadline.ts';
import { FLOW_IDS, STAGES } from '#shared/workflow/flow.ts';
import { DOC_TYPES, type DocumentState } from '#shared/workflow/model.ts';
import { awaitedBy, DESK_VIEWS } from './desk.ts';

export const WORDS_LENGTH_MAX = 100;
export const DUE_DAYS_MAX = 365;
export const VIEW_NAME_LENGTH_MAX = 20;
export const SAVED_VIEWS_MAX = 20;

export const deskFilter = z.strictObject({
  flow: z.enum(FLOW_IDS).nullable(),
  docType: z.enum(DOC_TYPES).nullable(),
  urgency: z.enum(URGENCIES).nullable(),
  stage: z.enum(STAGES).nullable(),
  /** Due by the end of the day so many days from today, or before: counted when it is looked at, so that a kept view does not grow old. */
  dueInDays: z.number().int().min(0).max(DUE_DAYS_MAX).nullable(),
  /** Of a unit, a person, the title or a number; several words are all looked for. */
  words: z.string().trim().max(WORDS_LENGTH_MAX),
});
export type DeskFilter = z.output<typeof deskFilter>;

export const NO_FILTER: DeskFilter = { flow: null, docType: null, urgency: null, stage: null, dueInDays: null, words: '' };

export const savedView = z.strictObject({ name: z.string().trim().min(1).max(VIEW_NAME_LENGTH_MAX), view: z.enum(DESK_VIEWS), filter: deskFilter });
export type SavedView = z.output<typeof savedView>;
export const savedViews = z.array(savedView).max(SAVED_VIEWS_MAX);

/** All that can be found in a document by words, made once for each state. */
export function wordsOf(state: DocumentState): string {
  const people = state.assignees.flatMap((each) => [each.name, each.unitName]);
  const own = state.direction === 'outgoing' ? [state.drafter.name, state.drafter.unitName, state.mainRecipientName] : [state.origin.organName, state.receiptNumber ?? ''];
  return [state.title, state.number ?? '', state.organName, ...own, ...people].join('\n').toLowerCase();
}

/** A filter made ready for many documents. */
export function passing(filter: DeskFilter, now: EpochMs): (state: DocumentState, words: string) => boolean {
  const asked = filter.words.toLowerCase().split(/\s+/u).filter((word) => word !== '');
  const until = filter.dueInDays === null ? null : atOf(plusDays(dayOf(now), filter.dueInDays), DAY_MINUTES);
  return (state, words) => {
    if (filter.flow !== null && state.plan.flow !== filter.flow) return false;
    if (filter.docType !== null && state.docType !== filter.docType) return false;
    if (filter.urgency !== null && state.urgency !== filter.urgency) return false;
    if (filter.stage !== null && state.stage !== filter.stage) return false;
    if (until !== null) {
      const dueAt = awaitedBy(state);
      if (dueAt === null || dueAt >= until) return false;
    }
    return asked.every((word) => words.includes(word));
  };
}

/** Kept under its name, in the place of the one that had it; null when there are as many as may be kept. */
export function keepView(kept: readonly SavedView[], view: SavedView): readonly SavedView[] | null {
  const at = kept.findIndex((each) => each.name === view.name);
  if (at >= 0) return kept.with(at, view);
  return kept.length >= SAVED_VIEWS_MAX ? null : [...kept, view];
}
