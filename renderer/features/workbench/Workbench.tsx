/**
 * The workbench: one list in four tabs, and beside it today, what was touched last, and the state of sync when it matters.
 * The list is walked with arrows; Enter opens; Ctrl+Enter is the row's one act.
 */
import { App, Button } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { DESK_TABS, type DeskTab } from '#shared/policy/desk.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { deskRow, type DeskRowView } from './desk-row.ts';
import { DeskRow } from './DeskRow.tsx';
import { mayDraft } from './may-draft.ts';
import { SideColumn } from './SideColumn.tsx';
import './workbench.css';

interface WorkbenchProps {
  readonly person: SessionPerson;
  readonly onNew: () => void;
  readonly onOpen: (docId: string, act?: string) => void;
}

export function Workbench({ person, onNew, onOpen }: WorkbenchProps) {
  const text = useText();
  const { message } = App.useApp();
  const [tab, setTab] = useState<DeskTab>('todo');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const items = useCall('desk.list', { tab }, ['desk.changed']);
  const counts = useCall('desk.counts', {}, ['desk.changed']);
  const now = Date.now();
  const canDraft = useMemo(() => mayDraft(person), [person]);
  const rows = (items.value ?? []).map((item) => deskRow(item, tab, now));

  const act = async (row: DeskRowView): Promise<void> => {
    if (row.act === 'open') { onOpen(row.docId); return; }
    if (row.act !== 'read') { onOpen(row.docId, row.act); return; }
    const answer = await callOffice('document.act', { kind: 'read', docId: row.docId });
    if (answer.ok) void message.success(text('ui.desk.readDone', { title: row.title }));
    else void message.error(errorText(text, answer.error));
  };
  const focusRow = (index: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setAt(next);
    list.current?.querySelectorAll<HTMLElement>('[data-testid="desk-row"]')[next]?.focus();
  };
  const choose = (next: DeskTab): void => { setTab(next); setAt(0); };

  return (
    <div className="workbench" data-testid="workbench">
      <h1 className="sr-only">{text('ui.nav.workbench')}</h1>
      <section className="desk">
        <div className="desk-bar">
          <div className="tabs" role="tablist" aria-label={text('ui.nav.workbench')} tabIndex={-1} onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
            const next = DESK_TABS[(DESK_TABS.indexOf(tab) + step + DESK_TABS.length) % DESK_TABS.length];
            if (step === 0 || next === undefined) return;
            choose(next);
            event.currentTarget.querySelector<HTMLElement>(`[data-testid="tab-${next}"]`)?.focus();
          }}>
            {DESK_TABS.map((name) => (
              <button key={name} type="button" role="tab" id={`desk-tab-${name}`} data-testid={`tab-${name}`} aria-selected={tab === name} aria-controls="desk-list" tabIndex={tab === name ? 0 : -1} onClick={() => choose(name)}>
                {text(`domain.tab.${name}`)}<span className="count num">{counts.value?.[name] ?? ''}</span>
              </button>
            ))}
          </div>
          {canDraft && <Button type="primary" data-testid="new-document" icon={<Icon name="plus" />} onClick={onNew}>{text('ui.desk.new')}</Button>}
        </div>
        <div className="desk-head" aria-hidden="true">
          <span>{text('ui.desk.col.title')}</span><span className="col-from">{text('ui.desk.col.from')}</span><span>{text('ui.desk.col.stage')}</span>
          <span className="end">{text(tab === 'done' ? 'ui.desk.col.updated' : 'ui.desk.col.since')}</span><span />
        </div>
        <div
          id="desk-list" className="desk-list scroll" role="tabpanel" aria-labelledby={`desk-tab-${tab}`} ref={list} tabIndex={-1}
          onKeyDown={(event) => {
            const row = rows[at];
            if (event.key === 'ArrowDown') focusRow(at + 1);
            else if (event.key === 'ArrowUp') focusRow(at - 1);
            else if (event.key === 'Home') focusRow(0);
            else if (event.key === 'End') focusRow(rows.length - 1);
            else if (event.key === 'Enter' && row !== undefined && !(event.target instanceof HTMLButtonElement)) {
              if (event.ctrlKey || event.metaKey) void act(row);
              else onOpen(row.docId);
            } else return;
            event.preventDefault();
          }}
        >
          {items.value === null && items.isLoading && <Skeleton lines={9} />}
          {items.value === null && items.error !== null && <Failure error={items.error} onRetry={items.reload} />}
          {items.value !== null && rows.length === 0 && (
            <Empty act={tab === 'drafts' && canDraft ? <Button onClick={onNew}>{text('ui.desk.new')}</Button> : undefined}>{text(`ui.desk.empty.${tab}`)}</Empty>
          )}
          {rows.map((row, index) => (
            <DeskRow key={row.docId} row={row} isCurrent={index === Math.min(at, rows.length - 1)} onFocus={() => setAt(index)} onOpen={() => onOpen(row.docId)} onAct={() => void act(row)} />
          ))}
        </div>
      </section>
      <SideColumn person={person} counts={counts.value} onOpen={onOpen} />
    </div>
  );
}
