/** 办理: the facts of the document, its opinions, and the 历程. */
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';
import { useText } from '#renderer/ui/text.tsx';
import { Timeline } from './Timeline.tsx';

interface SidePaneProps { readonly state: DocumentState; readonly events: readonly DocumentEvent[]; readonly onOpenDocument: (docId: string) => void }

export function SidePane({ state, events, onOpenDocument }: SidePaneProps) {
  const text = useText();
  const facts = state.direction === 'outgoing'
    ? [[text('ui.doc.drafter'), `${state.drafter.name}（${state.drafter.title}）`], [text('ui.doc.organ'), state.organName], [text('ui.doc.recipient'), state.mainRecipientName], [text('ui.doc.number'), state.number ?? text('ui.doc.numberLater')]] as const
    : [[text('ui.doc.from'), state.origin.organName], [text('ui.doc.number'), state.number ?? ''], [text('ui.doc.recipient'), state.organName], [text('ui.doc.receiptNumber'), state.receiptNumber ?? text('ui.doc.numberLater')], [text('ui.doc.receivedBy'), state.receivedBy === null ? text('ui.doc.notYet') : state.receivedBy.name]] as const;
  const linked = state.direction === 'outgoing' ? (state.inReplyTo ?? state.answer?.docId ?? null) : (state.reply?.docId ?? null);
  return (
    <aside className="side-pane scroll" aria-label={text('ui.doc.handling')}>
      <h2>{text('ui.doc.handling')}</h2>
      <dl className="doc-facts">
        {facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
        {state.direction === 'incoming' && state.reply !== null && <div><dt>{text('ui.doc.decision')}</dt><dd>{text(`domain.decision.${state.reply.decision}`)}</dd></div>}
        {state.direction === 'outgoing' && state.answer !== null && <div><dt>{text('ui.doc.answer')}</dt><dd>{text(`domain.decision.${state.answer.decision}`)}</dd></div>}
      </dl>
      {linked !== null && state.direction === 'incoming' && <button type="button" className="plain link" onClick={() => onOpenDocument(linked)}>{text('ui.doc.openReply')}</button>}
      {state.assignees.length > 0 && (
        <>
          <h2>{text('ui.doc.assignees')}</h2>
          <ul className="assignees">
            {state.assignees.map((each) => (
              <li key={`${each.personId} ${each.share}`}>
                <span className="chip">{text(`domain.share.${each.share}`)}</span><span>{each.name}</span><span className="muted">{each.unitName}</span>
                <span className={each.answer === null ? 'muted' : ''}>{text(`domain.answer.${each.answer ?? 'none'}`)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{text('ui.doc.history')}</h2>
      <Timeline events={events} />
    </aside>
  );
}
