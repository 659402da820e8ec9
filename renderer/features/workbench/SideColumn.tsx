/** Beside the desk: today in numbers, what was touched last, and sync when there is something to know. */
import { useSync } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { DeskCounts } from '#shared/ipc/contract.ts';
import { NO_FILTER } from '#shared/policy/desk-filter.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatClock, formatDate } from '#renderer/ui/time.ts';
import { shortTitle } from './desk-row.ts';

const RECENT_MAX = 7;
const WEEKDAYS = ['ui.week.0', 'ui.week.1', 'ui.week.2', 'ui.week.3', 'ui.week.4', 'ui.week.5', 'ui.week.6'] as const;

interface SideColumnProps { readonly person: SessionPerson; readonly counts: DeskCounts | null; readonly onOpen: (docId: string) => void }

export function SideColumn({ person, counts, onOpen }: SideColumnProps) {
  const text = useText();
  const sync = useSync();
  const latest = useCall('desk.list', { view: 'all', filter: NO_FILTER, offset: 0, limit: RECENT_MAX }, ['desk.changed']);
  const now = Date.now();
  const recent = latest.value?.items ?? [];
  const post = person.memberships.find((membership) => membership.primary) ?? person.memberships[0];
  const weekday = WEEKDAYS[new Date(now).getDay()];
  return (
    <aside className="side scroll">
      <section>
        <h2>{text('ui.side.today')}</h2>
        <p className="today"><strong className="num">{formatDate(now)}</strong>{weekday !== undefined && <span>{text(weekday)}</span>}</p>
        {post !== undefined && <p className="post">{post.organName}<br />{post.unitName === post.organName ? post.title : `${post.unitName} · ${post.title}`}</p>}
        <dl className="figures">
          <div><dt>{text('domain.tab.todo')}</dt><dd className="num">{counts?.todo ?? '–'}</dd></div>
          <div><dt>{text('domain.tab.toRead')}</dt><dd className="num">{counts?.toRead ?? '–'}</dd></div>
          <div><dt>{text('domain.tab.overdue')}</dt><dd className={(counts?.overdue ?? 0) > 0 ? 'num danger-text' : 'num'}>{counts?.overdue ?? '–'}</dd></div>
        </dl>
      </section>
      <section>
        <h2>{text('ui.side.recent')}</h2>
        {recent.length === 0 && <p className="muted">{text('ui.side.recentNone')}</p>}
        <ul className="recent">
          {recent.map((item) => (
            <li key={item.docId}>
              <button type="button" className="plain" title={item.title} onClick={() => onOpen(item.docId)}><Icon name="doc" /><span className="title">{shortTitle(item)}</span><span className="num muted">{formatDate(item.updatedAt) === formatDate(now) ? formatClock(item.updatedAt) : formatDate(item.updatedAt)}</span></button>
            </li>
          ))}
        </ul>
      </section>
      {sync.kind === 'ready' && (sync.value.connection === 'offline' || sync.value.pendingDocs > 0 || sync.value.outbox.length > 0) && (
        <section>
          <h2>{text('ui.sync.title')}</h2>
          <p className="sync-line"><Icon name={sync.value.connection === 'offline' ? 'cloudOff' : 'cloudUp'} />{text(sync.value.connection === 'offline' ? 'ui.sync.offlineWorks' : 'ui.side.syncPending', { docs: sync.value.pendingDocs, acts: sync.value.outbox.length })}</p>
        </section>
      )}
    </aside>
  );
}
