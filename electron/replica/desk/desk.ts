/** The workbench and the document page of one person: derives lists, counts, offered acts and what an editor may do. Stores nothing. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { CallInput, DeskCounts, DeskPage, DocSyncState, DocumentPage } from '#shared/ipc/contract.ts';
import type { DocumentHits } from '#shared/ipc/search.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Action } from '#shared/policy/actions.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { passing } from '#shared/policy/desk-filter.ts';
import { deskPlace, DESK_VIEWS, isInView, type DeskView } from '#shared/policy/desk.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import { derivedOn, type Derived } from '#shared/workflow/follow-up.ts';
import type { DocumentState, OutgoingState, Stamp } from '#shared/workflow/model.ts';
import { describeSync, type Writability } from '#electron/replica/docs/doc-session.ts';
import type { Documents } from '#electron/replica/docs/documents.ts';
import { createDeskIndex, type DeskEntry } from './desk-index.ts';
import { searchDocuments } from './document-search.ts';
import { foresee } from './foresee.ts';
import type { KeptTexts } from './kept-texts.ts';
import { deskItem, offeredActions, outboxItem } from './pages.ts';
import type { Workbook } from './workbook.ts';

export interface DeskOptions {
  readonly workbook: Workbook;
  readonly documents: () => Documents;
  readonly texts: KeptTexts;
  /** 附件 or 插图 of it are still to go up. */
  readonly isBlobWaiting: (docId: string) => boolean;
  readonly actor: Actor;
  readonly stamp: Stamp;
  readonly org: () => OrgView;
  readonly isOnline: () => boolean;
  readonly calendar: () => Calendar;
  readonly now: () => number;
}

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(options: DeskOptions) {
  const { workbook, actor, stamp } = options;

  /** An act by the right of somebody they stand in for is stamped so, as the server will. */
  const stampFor = (state: DocumentState, action: Action): Stamp => {
    const right = can(actor, action, { kind: 'document', state }, options.org());
    const principal = right.ok && right.as !== actor.personId ? actor.standsFor?.find((each) => each.personId === right.as) : undefined;
    return principal === undefined ? stamp : { ...stamp, for: { personId: principal.personId, name: principal.name } };
  };

  /** As it will be when the waiting acts have taken effect; undefined when nobody here knows it. */
  const foreseen = (docId: string): DocumentState | undefined => {
    const view = workbook.view(docId);
    return view === undefined ? undefined : foresee(view.state, workbook.unsent(docId), stampFor);
  };
  const sync = (docId: string): DocSyncState =>
    describeSync(options.documents().isDirty(docId) || options.isBlobWaiting(docId), workbook.unsent(docId).length > 0, workbook.hasBranch(docId), options.isOnline());
  const index = createDeskIndex({ workbook, foreseen, org: options.org, placeOf: (state, org) => deskPlace(actor, state, org), standing: () => (actor.standsFor ?? []).map((each) => `${each.personId} ${each.organId ?? ''}`).join() });

  /** As far as this machine knows: a colleague's draft is known to the server alone. */
  const madeOn = (docId: DocId): readonly Derived[] =>
    derivedOn(docId, workbook.views().flatMap(({ state }) => (state.direction === 'outgoing' && state.basis !== null ? [foreseen(state.docId) as OutgoingState] : [])));

  return {
    foreseen,
    derivedOn: madeOn,
    /** What an act on it depends on besides itself: the document it was written for, and those that were written for it. */
    hanging: (state: DocumentState): { readonly basis: DocumentState | null; readonly derived: readonly Derived[] } =>
      ({ basis: state.direction === 'outgoing' && state.basis !== null ? (foreseen(state.basis.docId) ?? null) : null, derived: madeOn(state.docId) }),
    /** Every document known here, the one that changed last first. */
    entries: (): readonly DeskEntry[] => index.entries(),
    sync,
    writability: (docId: string): Writability => {
      const state = foreseen(docId);
      if (state === undefined) return { canWrite: false, code: 'not-found' };
      const decision = can(actor, 'document.edit', { kind: 'document', state }, options.org());
      return decision.ok ? { canWrite: true } : { canWrite: false, code: decision.code };
    },
    isReadable: (docId: string): boolean => {
      const view = workbook.view(docId);
      return view !== undefined && can(actor, 'document.read', { kind: 'document', state: view.state }, options.org()).ok;
    },
    list: ({ view, filter, offset, limit }: CallInput<'desk.list'>): DeskPage => {
      const now = options.now();
      const passes = passing(filter, now);
      const found = index.entries().filter(({ state, place, words }) => (view === 'all' || isInView(place, view, now)) && passes(state, words));
      const look = { actor, org: options.org(), calendar: options.calendar(), now };
      return { items: found.slice(offset, offset + limit).map(({ state, place }) => deskItem(state, place, sync(state.docId), look)), total: found.length };
    },
    search: ({ query, limit }: CallInput<'document.search'>): DocumentHits => {
      const now = options.now();
      const entries = index.entries();
      const { unread, notHere } = options.texts.readSome(entries.map(({ state }) => state.docId));
      const look = { actor, org: options.org(), calendar: options.calendar(), now };
      const hits = searchDocuments(entries, query, ({ state }) => options.texts.textOf(state.docId), limit);
      return { hits: hits.map(({ entry: { state, place }, excerpt }) => ({ item: deskItem(state, place, sync(state.docId), look), excerpt })), unread, notHere };
    },
    counts: (): DeskCounts => {
      const now = options.now();
      const counts = Object.fromEntries(DESK_VIEWS.map((view) => [view, 0])) as Record<DeskView, number>;
      for (const { place } of index.entries()) for (const view of DESK_VIEWS) if (isInView(place, view, now)) counts[view] += 1;
      return counts;
    },
    /** What should open without a network. */
    onDesk: (): readonly string[] => index.entries().filter(({ place }) => place.tab !== 'done').map(({ state }) => state.docId),
    page: (docId: string): Result<DocumentPage, AppError> => {
      const view = workbook.view(docId);
      const state = foreseen(docId);
      if (view === undefined || state === undefined) return err(appError('not-found', { rule: 'POL04' }));
      const session = options.documents().peek(docId);
      return ok({
        view, actions: offeredActions(actor, state, options.org(), options.isOnline()), penHolders: penHolders(state, options.org()), sync: sync(docId),
        pending: workbook.actsOf(docId).map(outboxItem), derived: madeOn(state.docId), contentHash: session.isEmpty() ? null : session.content().hash,
      });
    },
  };
}
