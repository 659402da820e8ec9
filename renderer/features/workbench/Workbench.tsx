/**
 * The workbench: one list fed by all flows, in views; beside it today, what was touched last, and the state of sync when it matters.
 * Owns which view, which filter and which documents are selected; leaves rows to DeskList and what may be done to the replica's answers.
 */
import { App, Button, type InputRef } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useSyncFact } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { DESK_PAGE_MAX, type DeskItem } from '#shared/ipc/contract.ts';
import { BATCH_ACTS, type BatchAct } from '#shared/policy/batch.ts';
import { NO_FILTER, type DeskFilter } from '#shared/policy/desk-filter.ts';
import type { DeskView } from '#shared/policy/desk.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { isOffline } from '#renderer/features/sync-status/index.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { offeredFor } from './batch.ts';
import { BatchBar } from './BatchBar.tsx';
import { BatchDialog } from './BatchDialog.tsx';
import { recall, remember } from './desk-memory.ts';
import type { DeskRowView } from './desk-row.ts';
import { DeskFilterBar } from './DeskFilterBar.tsx';
import { DeskList, type DeskListHandle } from './DeskList.tsx';
import { DeskTabs } from './DeskTabs.tsx';
import { mayDraft } from './may-draft.ts';
import { SideColumn } from './SideColumn.tsx';
import { useDeskRows } from './use-desk-rows.ts';
import './workbench.css';

interface WorkbenchProps {
  readonly person: SessionPerson;
  readonly onNew: () => void;
  readonly onOpen: (docId: string, act?: string) => void;
}

const NONE: ReadonlyMap<string, DeskItem> = new Map();
const SKELETON_LINES = 9;

export function Workbench({ person, onNew, onOpen }: WorkbenchProps) {
  const text = useText();
  const { message } = App.useApp();
  const { personId } = person;
  const [start] = useState(() => recall(personId));
  const [view, setView] = useState<DeskView>(start.view);
  const [filter, setFilter] = useState<DeskFilter>(start.filter);
  const [selected, setSelected] = useState(NONE);
  const [batch, setBatch] = useState<BatchAct | null>(null);
  const words = useRef<InputRef>(null);
  const list = useRef<DeskListHandle>(null);
  const rows = useDeskRows(view, filter);
  const counts = useCall('desk.counts', {}, ['desk.changed']);
  const isOnline = useSyncFact((sync) => sync.kind === 'ready' && !isOffline(sync.value));
  const tooNew = useSyncFact((sync) => (sync.kind === 'ready' ? sync.value.tooNew : 0));
  const canDraft = useMemo(() => mayDraft(person), [person]);
  const targets = useMemo(() => [...selected.values()], [selected]);
  const isFiltering = filter !== NO_FILTER && JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const onAt = useCallback((index: number) => remember(personId, { view, filter, index }), [personId, view, filter]);

  const show = (next: DeskView, narrowed: DeskFilter = filter): void => {
    setView(next);
    setFilter(narrowed);
    setSelected(NONE);
  };
  const act = async (row: DeskRowView): Promise<void> => {
    if (row.act === 'open') { onOpen(row.docId); return; }
    if (row.act !== 'read') { onOpen(row.docId, row.act); return; }
    const answer = await callOffice('document.act', { kind: 'read', docId: row.docId });
    if (answer.ok) void message.success(text('ui.desk.readDone', { title: row.title }));
    else void message.error(errorText(text, answer.error));
  };
  const select = (items: readonly DeskItem[], isOn: boolean): void => setSelected((old) => {
    const next = new Map(old);
    for (const item of items) {
      if (!isOn) next.delete(item.docId);
      else if (next.size < DESK_PAGE_MAX) next.set(item.docId, item);
    }
    return next;
  });
  const selectAll = async (): Promise<void> => {
    const answer = await callOffice('desk.list', { view, filter, offset: 0, limit: DESK_PAGE_MAX });
    if (answer.ok) select(answer.value.items, true);
  };
  const startBatch = (): void => {
    const [first] = offeredFor(targets, BATCH_ACTS);
    if (first !== undefined) setBatch(first.act);
  };

  // What is shown again may have changed meanwhile: the selection keeps the present state of what it holds.
  useEffect(() => {
    setSelected((old) => (rows.loaded.some((item) => old.has(item.docId)) ? new Map([...old, ...rows.loaded.filter((item) => old.has(item.docId)).map((item) => [item.docId, item] as const)]) : old));
  }, [rows.loaded]);
  // With the focus nowhere in particular the list's keys still lead into it.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('[role="dialog"]') !== null) return;
      const { target } = event;
      if (event.key === '/' && !(target instanceof HTMLInputElement) && !(target instanceof HTMLTextAreaElement)) words.current?.focus();
      else if (target === document.body && ['ArrowDown', 'ArrowUp', 'j', 'k'].includes(event.key)) list.current?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const clear = <Button onClick={() => setFilter(NO_FILTER)}>{text('desk.filter.clear')}</Button>;
  const instead: ReactNode = rows.total === null
    ? (rows.error === null ? <Skeleton lines={SKELETON_LINES} /> : <Failure error={rows.error} onRetry={rows.reload} />)
    : rows.total > 0 ? null
      : isFiltering ? <Empty icon="search" act={clear}>{text('desk.empty.filtered')}</Empty>
        : <Empty act={view === 'drafts' && canDraft ? <Button onClick={onNew}>{text('ui.desk.new')}</Button> : undefined}>{text(`ui.desk.empty.${view}`)}</Empty>;

  return (
    <div className="workbench" data-testid="workbench">
      <h1 className="sr-only">{text('ui.nav.workbench')}</h1>
      <section className="desk">
        <div className="desk-bar">
          <DeskTabs view={view} counts={counts.value} onChoose={(next) => show(next)} />
          {canDraft && <Button type="primary" data-testid="new-document" icon={<Icon name="plus" />} onClick={onNew}>{text('ui.desk.new')}</Button>}
        </div>
        {selected.size > 0
          ? <BatchBar targets={targets} max={DESK_PAGE_MAX} onAct={setBatch} onAll={() => void selectAll()} onNone={() => setSelected(NONE)} />
          : <DeskFilterBar view={view} filter={filter} words={words} onChange={(next) => show(view, next)} onChooseView={(saved) => show(saved.view, saved.filter)} onLeave={() => list.current?.focus()} />}
        {rows.total !== null && rows.error !== null && <div className="strip warn" role="status"><Icon name="warn" /><span className="grow">{errorText(text, rows.error)}</span></div>}
        {tooNew > 0 && <div className="strip warn" role="status" data-testid="too-new"><Icon name="warn" /><span className="grow">{text('desk.tooNew', { count: tooNew })}</span></div>}
        <div id="desk-list" className="desk-list" role="tabpanel" aria-labelledby={`desk-tab-${view}`}>
          <DeskList
            view={view} rows={rows} selected={selected} startAt={start.index} handle={list} instead={instead} onAt={onAt} onOpen={onOpen} onAct={(row) => void act(row)}
            onSelect={select} onSelectAll={() => void selectAll()} onSelectNone={() => setSelected(NONE)} onBatch={startBatch}
          />
        </div>
      </section>
      <SideColumn person={person} counts={counts.value} onOpen={onOpen} />
      {batch !== null && (
        <BatchDialog
          key={batch} act={batch} targets={targets} isOnline={isOnline} onOpen={onOpen}
          onClose={(done) => { setBatch(null); setSelected((old) => new Map([...old].filter(([docId]) => !done.includes(docId)))); list.current?.focus(); }}
        />
      )}
    </div>
  );
}
