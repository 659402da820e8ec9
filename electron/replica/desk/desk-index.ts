/**
 * Every document known here with its place on the desk, kept ready: a document is placed anew only when its view or its waiting acts have
 * changed, all of them only when the organisation has. Owns when that is; leaves what a place is to shared/policy/desk.ts.
 *
 * Always true: whoever asks sees what the workbook holds at that moment; nothing is placed before somebody asks, and a page of the feed once.
 */
import type { OrgView } from '#shared/org/model.ts';
import { wordsOf } from '#shared/policy/desk-filter.ts';
import type { DeskPlace } from '#shared/policy/desk.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { Workbook } from './workbook.ts';

export interface DeskEntry {
  readonly state: DocumentState;
  readonly place: DeskPlace;
  /** What can be found in it by words. */
  readonly words: string;
}

export interface DeskIndexOptions {
  readonly workbook: Pick<Workbook, 'views' | 'watch'>;
  /** With its waiting acts taken into account; undefined: gone. */
  readonly foreseen: (docId: string) => DocumentState | undefined;
  readonly org: () => OrgView;
  readonly placeOf: (state: DocumentState, org: OrgView) => DeskPlace;
  /** Whose desks this person keeps, in one word: another one places everything anew. */
  readonly standing: () => string;
}

export function createDeskIndex({ workbook, foreseen, org, placeOf, standing }: DeskIndexOptions) {
  const entries = new Map<string, DeskEntry>();
  const stale = new Set<string>();
  let placedIn: OrgView | null = null;
  let placedFor = '';
  let ordered: readonly DeskEntry[] = [];
  workbook.watch((docId) => { stale.add(docId); });

  const renew = (): void => {
    const now = org();
    const keeps = standing();
    if (now !== placedIn || keeps !== placedFor) {
      for (const { state } of workbook.views()) stale.add(state.docId);
      placedIn = now;
      placedFor = keeps;
    }
    if (stale.size === 0) return;
    for (const docId of stale) {
      const state = foreseen(docId);
      if (state === undefined) entries.delete(docId);
      else entries.set(docId, { state, place: placeOf(state, now), words: wordsOf(state) });
    }
    stale.clear();
    ordered = [...entries.values()].sort((a, b) => b.state.updatedAt - a.state.updatedAt || (a.state.docId < b.state.docId ? -1 : 1));
  };

  return {
    /** Newest first. */
    entries: (): readonly DeskEntry[] => {
      renew();
      return ordered;
    },
  };
}
