/**
 * 督办 of an organ for its 督查员 and leaders: every numbered one with its light, its units, its day, the latest 反馈 and how many parts are done.
 * Shows what the server says; offline what was seen last, with today's lights. Nobody is ranked, nothing is counted per person.
 */
import { App, Button, Segmented, Select } from 'antd';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { csvOf } from '#shared/base/csv.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { WatchedItem } from '#shared/ipc/contract.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { SUPERVISION_SCOPES, type SupervisionQuery } from '#shared/protocol/supervision.ts';
import { shortTitle } from '#renderer/features/registers/index.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { MiddleText } from '#renderer/ui/MiddleText.tsx';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate, formatTime } from '#renderer/ui/time.ts';
import { useRowsInSight } from '#renderer/ui/use-rows-in-sight.ts';
import { daysText, lightName, NO_FILTER, partsDone, partsLight, passes, sorted, stageName, stagesOn, tableOf, unitsOn, type BoardFilter, type Sort } from './board-table.ts';
import { Lamp } from './Lamp.tsx';
import { watchPosts } from './watch-posts.ts';
import './supervision.css';

const ROW_PX = 52;
const LIGHTS = ['red', 'yellow', 'green'] as const;

export function SupervisionPage({ person, onOpenDocument }: { readonly person: SessionPerson; readonly onOpenDocument: (docId: string) => void }) {
  const text = useText();
  const { message } = App.useApp();
  const posts = useMemo(() => watchPosts(person), [person]);
  const [organId, setOrganId] = useState(posts[0]?.organId);
  const [scope, setScope] = useState<SupervisionQuery['scope']>('open');
  const [filter, setFilter] = useState<BoardFilter>(NO_FILTER);
  const [sort, setSort] = useState<Sort>('number');
  const isOnline = useIsOnline();
  const post = posts.find((each) => each.organId === organId) ?? posts[0];
  const board = useCall('supervision.board', post === undefined ? null : { organId: post.organId, scope }, ['desk.changed']);
  const { value: reading, reload } = board;
  useEffect(() => { if (isOnline) reload(); }, [isOnline, reload]);
  const all = useMemo(() => reading?.rows ?? [], [reading]);
  const rows = useMemo(() => sorted(all.filter((row) => passes(row, filter)), sort), [all, filter, sort]);
  if (post === undefined) return null;
  const isFiltered = filter.light !== null || filter.unit !== null || filter.stage !== null;

  const save = async (): Promise<void> => {
    const name = `${post.organName.replace(/[^\p{L}\p{N}]/gu, '')} ${text('supervision.export.name')}.csv`;
    const saved = await callOffice('file.save', { name, text: csvOf(tableOf(text, rows)) });
    if (!saved.ok) void message.error(errorText(text, saved.error));
    else if (saved.value.isSaved) void message.success(text('supervision.exported'));
  };
  const choice = (name: keyof BoardFilter, options: readonly { readonly value: string; readonly label: string }[]) => (
    <Select
      size="small" className="question" data-testid={`supervision-filter-${name}`} aria-label={text(`supervision.filter.${name}`)} popupMatchSelectWidth={false} value={filter[name] ?? ''}
      onChange={(value: string) => setFilter({ ...filter, [name]: value === '' ? null : value })} options={[{ value: '', label: text(`supervision.filter.${name}.all`) }, ...options]}
    />
  );
  return (
    <div className="supervision" data-testid="supervision">
      <div className="desk-bar">
        <h1>{text('supervision.nav')}</h1>
        <Segmented aria-label={text('supervision.scope')} data-testid="supervision-scope" value={scope} onChange={(value) => { setScope(value); setFilter(NO_FILTER); }} options={SUPERVISION_SCOPES.map((value) => ({ value, label: text(`supervision.scope.${value}`) }))} />
        <span className="gap" />
        <Button data-testid="supervision-export" icon={<Icon name="out" />} disabled={reading?.isLive !== true || rows.length === 0} title={reading?.isLive !== true ? text('supervision.needsOnline') : rows.length === 0 ? text('ui.nothingToExport') : undefined} onClick={() => void save()}>{text('supervision.export')}</Button>
      </div>
      <div className="supervision-bar">
        {posts.length > 1
          ? <Select size="small" aria-label={text('supervision.organ')} value={post.organId} onChange={setOrganId} popupMatchSelectWidth={false} options={posts.map((each) => ({ value: each.organId, label: each.organName }))} />
          : <span className="organ">{post.organName}</span>}
        {choice('light', LIGHTS.map((value) => ({ value, label: lightName(text, value) })))}
        {choice('unit', unitsOn(all).map((value) => ({ value, label: value })))}
        {choice('stage', stagesOn(all).map((value) => ({ value, label: stageName(text, value) })))}
        {isFiltered && <Button size="small" type="text" data-testid="supervision-clear" onClick={() => setFilter(NO_FILTER)}>{text('supervision.filter.clear')}</Button>}
        <span className="gap" />
        {reading !== null && <span className="num">{text('supervision.count', { count: rows.length })}</span>}
      </div>
      {reading !== null && !reading.isLive && <div className="strip warn" role="status"><Icon name="cloudOff" /><span className="grow">{text('supervision.stale', { time: formatTime(reading.asOf) })}</span></div>}
      {reading === null && board.isLoading && <Skeleton lines={9} />}
      {reading === null && board.error !== null && (board.error.code === 'network.unreachable' ? <Empty icon="cloudOff">{text('supervision.offline')}</Empty> : <Failure error={board.error} onRetry={reload} />)}
      {reading !== null && rows.length === 0 && <Empty icon="check">{text(isFiltered ? 'supervision.empty.filter' : `supervision.empty.${scope}`)}</Empty>}
      {rows.length > 0 && <BoardRows key={`${post.organId} ${scope}`} rows={rows} organName={post.organName} sort={sort} onSort={setSort} onOpen={onOpenDocument} />}
      {reading?.more === true && <p className="supervision-more muted small">{text('supervision.more', { count: all.length })}</p>}
    </div>
  );
}

interface BoardRowsProps { readonly rows: readonly WatchedItem[]; readonly organName: string; readonly sort: Sort; readonly onSort: (sort: Sort) => void; readonly onOpen: (docId: string) => void }

function BoardRows({ rows, organName, sort, onSort, onOpen }: BoardRowsProps) {
  const text = useText();
  const { pane, first, last, current, setCurrent, walk } = useRowsInSight(rows.length, ROW_PX);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    if (event.key === 'Enter') {
      if (event.target instanceof HTMLButtonElement || row?.mayOpen !== true) return;
      onOpen(row.docId);
    } else if (!walk(event.key)) return;
    event.preventDefault();
  };
  const sorting = (name: Sort) => (
    <span role="columnheader" aria-sort={sort === name ? (name === 'number' ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className={sort === name ? 'plain on' : 'plain'} data-testid={`supervision-sort-${name}`} onClick={() => onSort(name)}>{text(`supervision.col.${name}`)}{sort === name && <Icon name="down" />}</button>
    </span>
  );
  return (
    <div className="supervision-table" role="table" aria-rowcount={rows.length + 1} aria-label={text('supervision.nav')}>
      <div className="supervision-head" role="row" aria-rowindex={1}>
        {sorting('light')}{sorting('number')}<span role="columnheader">{text('supervision.col.title')}</span><span role="columnheader">{text('supervision.col.units')}</span>
        <span role="columnheader">{text('supervision.col.stage')}</span>{sorting('due')}<span role="columnheader">{text('supervision.col.report')}</span><span role="columnheader" className="end">{text('supervision.col.parts')}</span>
      </div>
      <div className="supervision-rows scroll" role="rowgroup" ref={pane} tabIndex={-1} onKeyDown={onKeyDown}>
        <div role="presentation" style={{ blockSize: first * ROW_PX }} />
        {rows.slice(first, last).map((row, offset) => {
          const index = first + offset;
          const [report] = row.reports;
          return (
            <div key={row.docId} className="supervision-row" role="row" data-testid="supervision-row" data-index={index} data-doc-id={row.docId} aria-rowindex={index + 2} tabIndex={index === current ? 0 : -1} onFocus={() => setCurrent(index)}>
              <span role="cell"><Lamp light={row.light} /></span>
              <span role="cell" className="num number">{row.number}</span>
              <span role="cell" className="matter">{row.mayOpen ? <button type="button" className="plain title" tabIndex={-1} title={row.title} onClick={() => onOpen(row.docId)}>{shortTitle(row.title, organName)}</button> : <span className="title" title={row.title}>{shortTitle(row.title, organName)}</span>}</span>
              <span role="cell" className="two" title={row.units.join('、')}><MiddleText>{row.units.join('、')}</MiddleText></span>
              <span role="cell">{stageName(text, row.stage)}</span>
              <span role="cell" className="two num">{row.dueAt === null ? text('supervision.light.none') : formatDate(row.dueAt)}<small className={row.daysLeft !== null && row.daysLeft < 0 ? 'danger-text' : ''}>{daysText(text, row)}</small></span>
              <span role="cell" className="two" title={report?.text}>{report === undefined ? <span className="muted">{text('supervision.report.none')}</span> : <><span className="said">{report.text}</span><small className="num">{formatTime(report.at)} {report.name}</small></>}</span>
              <span role="cell" className="two num end">{partsDone(row)}<Lamp light={partsLight(row)} /></span>
            </div>
          );
        })}
        <div role="presentation" style={{ blockSize: Math.max(0, rows.length - last) * ROW_PX }} />
      </div>
    </div>
  );
}
