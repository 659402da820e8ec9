/** The workbench and the document page of one person: derives lists, counts, offered acts and what an editor may do. Stores nothing. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { DeskCounts, DeskItem, DocSyncState, DocumentPage } from '#shared/ipc/contract.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { DESK_TABS, type DeskTab } from '#shared/policy/desk.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import type { DocumentState, Stamp } from '#shared/workflow/model.ts';
import { describeSync, type Writability } from '#electron/replica/docs/doc-session.ts';
import type { Documents } from '#electron/replica/docs/documents.ts';
import { foresee } from './foresee.ts';
import { deskItem, offeredActions, outboxItem, tabOf } from './pages.ts';
import type { Workbook } from './workbook.ts';

export interface DeskOptions {
  readonly workbook: Workbook;
  readonly documents: () => Documents;
  readonly actor: Actor;
  readonly stamp: Stamp;
  readonly org: () => OrgView;
  readonly isOnline: () => boolean;
}

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(options: DeskOptions) {
  const { workbook, actor, stamp } = options;

  /** As it will be when the waiting acts have taken effect; undefined when nobody here knows it. */
  const foreseen = (docId: string): DocumentState | undefined => {
    const view = workbook.view(docId);
    return view === undefined ? undefined : foresee(view.state, workbook.unsent(docId), stamp);
  };
  const sync = (docId: string): DocSyncState =>
    describeSync(options.documents().isDirty(docId), workbook.unsent(docId).length > 0, workbook.hasBranch(docId), options.isOnline());
  const tab = (state: DocumentState): DeskTab => tabOf(actor, state, options.org());

  const sorted = (): readonly { readonly state: DocumentState; readonly tab: DeskTab }[] =>
    workbook.views().map((view) => foreseen(view.state.docId) ?? view.state).map((state) => ({ state, tab: tab(state) }));

  return {
    foreseen,
    sorted,
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
    list: (wanted: DeskTab): readonly DeskItem[] =>
      sorted().filter((item) => item.tab === wanted).map(({ state }) => deskItem(state, sync(state.docId))).sort((a, b) => b.updatedAt - a.updatedAt || (a.docId < b.docId ? -1 : 1)),
    counts: (): DeskCounts => {
      const counts = Object.fromEntries(DESK_TABS.map((name) => [name, 0])) as Record<DeskTab, number>;
      for (const item of sorted()) counts[item.tab] += 1;
      return counts;
    },
    /** What should open without a network. */
    onDesk: (): readonly string[] => sorted().filter((item) => item.tab !== 'done').map((item) => item.state.docId),
    page: (docId: string): Result<DocumentPage, AppError> => {
      const view = workbook.view(docId);
      const state = foreseen(docId);
      if (view === undefined || state === undefined) return err(appError('not-found', { rule: 'POL04' }));
      const session = options.documents().peek(docId);
      return ok({
        view, actions: offeredActions(actor, state, options.org(), options.isOnline()), penHolders: penHolders(state, options.org()), sync: sync(docId),
        pending: workbook.actsOf(docId).map(outboxItem), contentHash: session.isEmpty() ? null : session.content().hash,
      });
    },
  };
}
