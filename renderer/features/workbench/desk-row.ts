/** What one row of the desk shows, from what the replica tells. Pure: same item, same row. */
import type { DeskItem } from '#shared/ipc/contract.ts';
import { MESSAGES, type MessageKey } from '#shared/i18n/index.ts';
import { formatClock, formatDate, formatRecent } from '#renderer/ui/time.ts';

/** An act that a row starts. `open` shows the document; `read` is done on the spot; the others open it with their dialog. */
export type RowAct = 'open' | 'read' | 'note' | 'signOff' | 'receive' | 'reply' | 'approve' | 'register' | 'dispatch' | 'propose' | 'complete';

export interface DeskRowView {
  readonly docId: string;
  readonly title: string;
  /** The title without its organ, which stands in the next column: what tells two rows apart comes first. */
  readonly shortTitle: string;
  readonly type: MessageKey | null;
  /** 加急 and 特急 alone. */
  readonly urgency: MessageKey | null;
  readonly isCritical: boolean;
  readonly number: string;
  readonly from: string;
  readonly stage: MessageKey | null;
  readonly since: string;
  /** The day, and of today the hour. */
  readonly due: string | null;
  /** Said in words beside its colour; nothing while there is time. */
  readonly light: 'yellow' | 'red' | null;
  readonly returnedReason: string | null;
  /** Whose to-do it is, where it is another's (代). */
  readonly standsFor: string | null;
  /** Null when there is nothing to say. */
  readonly sync: MessageKey | null;
  readonly act: RowAct;
  readonly actLabel: MessageKey;
}

export function deskRow(item: DeskItem, now: number): DeskRowView {
  const act = rowAct(item);
  return {
    docId: item.docId, title: item.title, shortTitle: shortTitle(item), number: item.number ?? '',
    type: messageKey(`domain.type.${item.docType}`), stage: messageKey(`domain.stage.${item.stage}`),
    urgency: item.urgency === 'normal' ? null : `time.urgency.${item.urgency}`, isCritical: item.urgency === 'critical',
    from: item.fromName === '' ? item.organName : item.fromName,
    since: formatRecent(item.tab === 'done' ? item.updatedAt : item.since, now),
    due: item.dueAt === null ? null : formatDate(item.dueAt) === formatDate(now) ? formatClock(item.dueAt) : formatDate(item.dueAt),
    light: item.light === 'green' ? null : item.light,
    standsFor: item.standsFor, returnedReason: item.returnedReason,
    sync: item.sync === 'synced' ? null : messageKey(`domain.sync.${item.sync}`),
    act, actLabel: actLabel(act, item),
  };
}

export function shortTitle(item: Pick<DeskItem, 'title' | 'organName' | 'fromName'>): string {
  for (const organ of [item.fromName, item.organName]) {
    if (organ !== '' && item.title.startsWith(`${organ}关于`)) return item.title.slice(organ.length);
  }
  return item.title;
}

/** What a row starts follows from where the document lies, whichever view it is looked at in. */
function rowAct(item: DeskItem): RowAct {
  if (item.tab === 'toRead') return item.stage === 'circulating' ? 'note' : 'read';
  if (item.tab !== 'todo') return 'open';
  if (item.stage === 'deciding') return item.direction === 'outgoing' ? 'approve' : item.docType === 'request' ? 'reply' : 'open';
  return BY_STAGE[item.stage] ?? 'open';
}

/** The act that a step is there for: what the row's button starts. */
const BY_STAGE: { readonly [stage: string]: RowAct } = {
  signing: 'signOff', awaitingReceipt: 'receive', departmentReview: 'approve', countersigning: 'approve', officeReview: 'approve', proofreading: 'approve', screening: 'approve', approving: 'approve',
  registering: 'register', dispatching: 'dispatch', proposing: 'propose', assigned: 'receive', handling: 'complete', checking: 'approve',
};

function actLabel(act: RowAct, item: DeskItem): MessageKey {
  if (act !== 'open') return `domain.act.${act}`;
  if (item.tab === 'done') return 'ui.desk.act.view';
  return item.returnedReason === null ? 'ui.desk.act.continue' : 'ui.desk.act.revise';
}

/** Types and stages travel as strings; an unknown one (a newer server) shows nothing rather than a key. */
const messageKey = (key: string): MessageKey | null => (Object.hasOwn(MESSAGES['zh-CN'], key) ? (key as MessageKey) : null);
