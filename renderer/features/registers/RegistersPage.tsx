/**
 * 发文登记簿 and 收文登记簿 of the person's organ, year by year, with 断号 in their places; for its 收发员 also 预留, 作废 and 恢复.
 * Shows what the server says; offline it shows what was seen last, as of its time, and changes nothing.
 */
import { App, Button, Checkbox, Select } from 'antd';
import { useMemo, useState } from 'react';
import { csvOf } from '#shared/base/csv.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { NUMBER_KINDS, type NumberKind } from '#shared/numbers/series.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import type { RegisterList } from '#shared/protocol/registers.ts';
import { chinaYear } from '#shared/workflow/number.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { ChangeDialog, type Change } from './ChangeDialog.tsx';
import { registerPosts } from './register-posts.ts';
import { tableName, tableOf } from './register-table.ts';
import { RegisterRows } from './RegisterRows.tsx';
import { useRegister, wholeRegister } from './use-register.ts';
import './registers.css';

const YEARS_SHOWN = 10;

export function RegistersPage({ person, onOpenDocument }: { readonly person: SessionPerson; readonly onOpenDocument: (docId: string) => void }) {
  const text = useText();
  const { message } = App.useApp();
  const thisYear = chinaYear(Date.now());
  const posts = useMemo(() => registerPosts(person), [person]);
  const [kind, setKind] = useState<NumberKind>('dispatch');
  const [year, setYear] = useState(thisYear);
  const [organId, setOrganId] = useState(posts[0]?.organId);
  const [isGapsOnly, setIsGapsOnly] = useState(false);
  const [change, setChange] = useState<Change | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const isOnline = useIsOnline();
  const post = posts.find((each) => each.organId === organId) ?? posts[0];
  const list = useMemo<RegisterList | null>(
    () => (post === undefined ? null : { kind, organId: post.organId, year, ...(isGapsOnly && kind === 'dispatch' ? { only: 'gaps' as const } : {}) }),
    [post, kind, year, isGapsOnly],
  );
  const view = useRegister(list);
  if (post === undefined || list === null) return null;
  const { reading, rows } = view;
  const counts = reading?.page.counts;
  const total = counts === undefined ? 0 : list.only === 'gaps' ? counts.reserved + counts.void : counts.used + counts.reserved + counts.void;

  const save = async (): Promise<void> => {
    setIsSaving(true);
    const whole = await wholeRegister(list);
    const name = tableName(post.organName, year, text(list.only === 'gaps' ? 'register.onlyGaps' : `register.kind.${kind}`));
    const saved = whole.ok ? await callOffice('file.save', { name, text: csvOf(tableOf(text, kind, whole.value)) }) : whole;
    setIsSaving(false);
    if (!saved.ok) void message.error(errorText(text, saved.error));
    else if (saved.value.isSaved) void message.success(text('register.exported'));
  };
  return (
    <div className="registers" data-testid="registers">
      <h1 className="sr-only">{text('register.nav')}</h1>
      <div className="desk-bar">
        <div className="tabs" role="tablist" aria-label={text('register.nav')} tabIndex={-1} onKeyDown={(event) => {
          if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
          const step = event.key === 'ArrowRight' ? 1 : NUMBER_KINDS.length - 1;
          const next = NUMBER_KINDS[(NUMBER_KINDS.indexOf(kind) + step) % NUMBER_KINDS.length] ?? kind;
          setKind(next);
          event.currentTarget.querySelector<HTMLElement>(`[data-testid="register-tab-${next}"]`)?.focus();
        }}>
          {NUMBER_KINDS.map((name) => (
            <button key={name} type="button" role="tab" id={`register-tab-${name}`} data-testid={`register-tab-${name}`} aria-selected={kind === name} aria-controls="register-panel" tabIndex={kind === name ? 0 : -1} onClick={() => setKind(name)}>
              {text(`register.kind.${name}`)}
            </button>
          ))}
        </div>
        <span className="grow" />
        <Button data-testid="register-export" icon={<Icon name="out" />} disabled={!isOnline || rows.length === 0} title={!isOnline ? text('register.needsOnline') : rows.length === 0 ? text('ui.nothingToExport') : undefined} loading={isSaving} onClick={() => void save()}>{text('register.export')}</Button>
        {post.isKeeper && kind === 'dispatch' && (
          <Button type="primary" data-testid="register-reserve" icon={<Icon name="plus" />} disabled={!isOnline || year !== thisYear} title={!isOnline ? text('register.needsOnline') : year !== thisYear ? text('register.thisYearOnly') : undefined} onClick={() => setChange({ kind: 'reserve' })}>{text('register.reserve')}</Button>
        )}
      </div>
      <div className="register-bar">
        <Select
          size="small" aria-label={text('register.year')} data-testid="register-year" value={year} onChange={setYear} popupMatchSelectWidth={false}
          options={Array.from({ length: YEARS_SHOWN }, (_, back) => ({ value: thisYear - back, label: text('register.yearOf', { year: thisYear - back }) }))}
        />
        {posts.length > 1
          ? <Select size="small" aria-label={text('register.organ')} value={post.organId} onChange={setOrganId} popupMatchSelectWidth={false} options={posts.map((each) => ({ value: each.organId, label: each.organName }))} />
          : <span className="organ">{post.organName}</span>}
        {kind === 'dispatch' && <Checkbox data-testid="register-gaps" checked={isGapsOnly} onChange={(event) => setIsGapsOnly(event.target.checked)}>{text('register.onlyGaps')}</Checkbox>}
        <span className="grow" />
        {counts !== undefined && <span className="counts num" data-testid="register-counts">{text(kind === 'dispatch' ? 'register.counts' : 'register.counts.receipt', counts)}</span>}
      </div>
      {reading !== null && !reading.isLive && <div className="strip warn" role="status"><Icon name="cloudOff" /><span className="grow">{text('register.stale', { time: formatTime(reading.asOf) })}</span></div>}
      <div className="register-panel" id="register-panel" role="tabpanel" aria-labelledby={`register-tab-${kind}`}>
        {reading === null && view.isLoading && <Skeleton lines={9} />}
        {reading === null && view.error !== null && (view.error.code === 'network.unreachable'
          ? <Empty icon="cloudOff">{text('register.offline')}</Empty>
          : <Failure error={view.error} onRetry={view.reload} />)}
        {reading !== null && rows.length === 0 && <Empty icon="book">{text(list.only === 'gaps' ? 'register.empty.gaps' : `register.empty.${kind}`, { year })}</Empty>}
        {rows.length > 0 && (
          <RegisterRows
            key={JSON.stringify(list)} kind={kind} rows={rows} total={total} organName={post.organName} hasActs={post.isKeeper && kind === 'dispatch'} isOnline={isOnline}
            onNearEnd={view.loadMore} onOpen={onOpenDocument} onChange={(what, row) => setChange({ kind: what, row })}
          />
        )}
      </div>
      {change !== null && (
        <ChangeDialog change={change} organId={post.organId} year={year} onCancel={() => setChange(null)} onDone={() => { setChange(null); view.reload(); }} />
      )}
    </div>
  );
}
