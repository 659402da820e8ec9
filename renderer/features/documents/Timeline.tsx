/** 历程 drawn as a line: who, which post, when, what they said, and the hash of the text it was about, short and copyable. */
import { App } from 'antd';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DocumentEvent } from '#shared/workflow/model.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { timelineLines } from './timeline-lines.ts';

const HASH_SHOWN = 12;

export function Timeline({ events }: { readonly events: readonly DocumentEvent[] }) {
  const text = useText();
  const { message } = App.useApp();
  const copy = async (hash: string): Promise<void> => {
    const answer = await callOffice('clipboard.write', { text: hash });
    if (answer.ok) void message.success(text('ui.act.copied'));
  };
  return (
    <ol className="timeline" data-testid="timeline" aria-label={text('ui.doc.history')}>
      {timelineLines(events).map((line) => (
        <li key={line.key} data-testid="timeline-item" data-kind={line.kind}>
          <div className="line-head">
            <strong>{text(line.label)}</strong>
            {line.decision !== null && <span className={line.decision === 'approve' ? 'chip good' : 'chip warn'}>{text(`domain.decision.${line.decision}`)}</span>}
            <span className="num muted">{formatTime(line.at)}</span>
          </div>
          <div className="line-who"><span>{line.who}{line.standsFor !== null && <em className="stands-for">{text('ui.doc.for', { name: line.standsFor })}</em>}</span>{line.post !== '' && <span className="muted">{line.post}</span>}</div>
          {line.detail !== null && <div className="line-detail">{line.detail}</div>}
          {line.words !== null && <blockquote>{line.words}</blockquote>}
          {line.claimedAt !== null && <div className="muted small num">{text('ui.doc.claimedAt', { time: formatTime(line.claimedAt) })}</div>}
          {line.contentHash !== null && (
            <div className="line-hash">
              <span className="muted">{text('ui.doc.hash')}</span>
              <code title={line.contentHash}>{line.contentHash.slice(0, HASH_SHOWN)}</code>
              <button type="button" className="plain" aria-label={text('ui.doc.copyHash')} title={text('ui.doc.copyHash')} onClick={() => void copy(line.contentHash ?? '')}><Icon name="copy" /></button>
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
