/** 移交单, newest first: who to whom, when, why, by whom; each with its list, and as a file. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { csvOf } from '#shared/base/csv.ts';
import type { HandoverRecord } from '#shared/protocol/handovers.ts';
import { documentOf, linesOf, partsOf, resultOf, stageOf, tableOf } from './record-table.ts';

export function Records({ records }: { readonly records: readonly HandoverRecord[] }) {
  return <>{records.map((record) => <Record key={record.seq} record={record} />)}</>;
}

function Record({ record }: { readonly record: HandoverRecord }) {
  const text = useText();
  const { message } = App.useApp();
  const [isShown, setIsShown] = useState(false);
  const save = async (): Promise<void> => {
    const answer = await callOffice('file.save', { name: text('handover.record.fileName', { from: record.from.name.replace(/[^\p{L}\p{N}]/gu, '') }), text: csvOf(tableOf(text, record)) });
    if (!answer.ok) void message.error(errorText(text, answer.error));
    else if (answer.value.isSaved) void message.success(text('handover.record.exported'));
  };
  const facts = [
    text('handover.record.count', { moved: record.moved.length, stayed: record.stayed.length }), ...(record.delegations > 0 ? [text('handover.record.ended', { count: record.delegations })] : []),
    text('handover.record.by', { name: record.by.name }), ...(record.reason === '' ? [] : [record.reason]),
  ];
  return (
    <div className="settings-line handover-record" data-testid="handover-record">
      <div>
        <div>{text('handover.record.line', { from: record.from.name, to: record.to.name })} <span className="muted num small">{formatTime(record.at)}</span></div>
        <div className="hint">{facts.join(' · ')}</div>
      </div>
      <div className="control">
        <Button size="small" aria-expanded={isShown} data-testid="handover-show" onClick={() => setIsShown(!isShown)}>{text(isShown ? 'handover.record.hide' : 'handover.record.show')}</Button>
        <Button size="small" data-testid="handover-export" onClick={() => void save()}>{text('handover.record.export')}</Button>
      </div>
      {isShown && (
        <table className="flow-steps">
          <thead><tr>{(['document', 'stage', 'parts', 'result'] as const).map((column) => <th key={column}>{text(`handover.col.${column}`)}</th>)}</tr></thead>
          <tbody>
            {linesOf(record).map((line) => <tr key={line.docId}><th scope="row">{documentOf(text, line)}</th><td>{stageOf(text, line)}</td><td>{partsOf(text, line)}</td><td>{resultOf(text, line)}</td></tr>)}
          </tbody>
        </table>
      )}
    </div>
  );
}
