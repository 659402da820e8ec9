/** At the side of the text: 办理 (the facts of the document, its opinions, the 历程 as a list or drawn), 行文检查 where the text is checked, 大纲 and 版面要素. */
import { Button, Segmented } from 'antd';
import { useState, type ReactNode } from 'react';
import { followUpOf } from '#shared/workflow/follow-up.ts';
import type * as Y from 'yjs';
import type { Content } from '#shared/doc/canonical.ts';
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';
import { useText } from '#renderer/ui/text.tsx';
import { callOffice } from '#renderer/bridge/office.ts';
import { ReceiptBoard } from '#renderer/features/exchange/index.ts';
import { FlowMap } from '#renderer/features/flows/index.ts';
import { VersionsDialog, versionsOf } from '#renderer/features/versions/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Timeline } from './Timeline.tsx';

interface SidePaneProps {
  readonly state: DocumentState;
  readonly events: readonly DocumentEvent[];
  /** Who everybody waits for. */
  readonly holders: readonly string[];
  /** Left out for a text that is not checked. */
  readonly checks?: { readonly count: ReactNode; readonly panel: ReactNode } | undefined;
  /** Of a 请示 or 函 and its answer. */
  readonly chain?: ReactNode;
  /** The text as it stands, while it may change: a version to compare with. */
  readonly present: Y.Doc | null;
  readonly onRestore: (version: Content) => void;
  /** 大纲 and 版面要素; not there until the text is open. */
  readonly outline: ReactNode;
  readonly elements: ReactNode;
  /** 批注, where there are any or the text may get some. */
  readonly comments?: { readonly count: number; readonly panel: ReactNode } | undefined;
  /** 附件 that are files, where there are any or the text may get some. */
  readonly files?: { readonly count: number; readonly panel: ReactNode } | undefined;
  /** 修订, where there are any or the text may get some. */
  readonly revisions?: { readonly count: number; readonly panel: ReactNode } | undefined;
  /** Of a 督办. */
  readonly parts?: ReactNode;
  readonly onOpenDocument: (docId: string) => void;
}

type Tab = 'handling' | 'checks' | 'revisions' | 'comments' | 'files' | 'outline' | 'elements';

export function SidePane({ state, events, holders, checks, chain, outline, elements, revisions, comments, files, parts, present, onRestore, onOpenDocument }: SidePaneProps) {
  const text = useText();
  const [chosen, setChosen] = useState<Tab>('handling');
  const tabs: readonly Tab[] = ['handling', ...(checks === undefined ? [] : ['checks' as const]), ...(revisions === undefined ? [] : ['revisions' as const]), ...(comments === undefined ? [] : ['comments' as const]), ...(files === undefined ? [] : ['files' as const]), 'outline', 'elements'];
  const tab = tabs.includes(chosen) ? chosen : 'handling';
  const facts = state.direction === 'outgoing'
    ? [
      [text('ui.doc.drafter'), `${state.drafter.name}（${state.drafter.title}）`], [text('ui.doc.organ'), state.organName],
      ...(state.mainRecipientName === '' ? [] : [[text('ui.doc.recipient'), state.mainRecipientName] as const]),
      [text(state.plan.flow === 'supervision' ? 'register.col.number.supervision' : 'ui.doc.number'), state.number ?? text('ui.doc.numberLater')],
    ] as const
    : [[text('ui.doc.from'), state.origin.organName], [text('ui.doc.number'), state.number ?? ''], [text('ui.doc.recipient'), state.organName], [text('ui.doc.receiptNumber'), state.receiptNumber ?? text('ui.doc.numberLater')], [text('ui.doc.receivedBy'), state.receivedBy === null ? text('ui.doc.notYet') : state.receivedBy.name]] as const;
  const linked = state.direction === 'outgoing' ? (state.inReplyTo ?? state.answer?.docId ?? null) : (state.reply?.docId ?? null);
  const basis = state.direction === 'outgoing' && state.basis !== null && followUpOf(state.basis.relation) !== null ? state.basis : null;
  const [isDrawn, setIsDrawn] = useState(false);
  const [isComparing, setIsComparing] = useState(false);
  const mayCompare = present !== null || versionsOf(events).length > 0;
  const [isBoardOpen, setIsBoardOpen] = useState(false);
  const isSent = state.direction === 'outgoing' && state.plan.flow === 'dispatch' && state.trail.some((passed) => passed.stage === 'dispatching');
  const handling = (
    <>
      <dl className="doc-facts">
        {facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
        {state.direction === 'incoming' && state.reply !== null && <div><dt>{text('ui.doc.decision')}</dt><dd>{text(`domain.decision.${state.reply.decision}`)}</dd></div>}
        {state.direction === 'outgoing' && state.answer !== null && <div><dt>{text('ui.doc.answer')}</dt><dd>{text(state.answer.decision === null ? 'ui.doc.answer.inText' : `domain.decision.${state.answer.decision}`)}</dd></div>}
      </dl>
      {basis !== null && <button type="button" className="plain link" data-testid="open-basis" onClick={() => onOpenDocument(basis.docId)}>{text(basis.relation === 'correction' ? 'chain.basis.correction' : 'chain.basis.asked')}</button>}
      {linked !== null && state.direction === 'incoming' && <button type="button" className="plain link" onClick={() => onOpenDocument(linked)}>{text('ui.doc.openReply')}</button>}
      {isSent && <button type="button" className="plain link" data-testid="open-board" onClick={() => setIsBoardOpen(true)}>{text('exchange.board.title')}</button>}
      {isBoardOpen && <Dialog title={text('exchange.board.title')} widthPx={1040} onCancel={() => setIsBoardOpen(false)}><ReceiptBoard docId={state.docId} onExport={(content, name) => void callOffice('file.save', { name, text: content })} /></Dialog>}
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
      {chain}
      {parts}
      <div className="history-head">
        <h2>{text('ui.doc.history')}</h2>
        <span className="gap" />
        <Button size="small" data-testid="open-versions" disabled={!mayCompare} title={!mayCompare ? text('versions.none') : undefined} onClick={() => setIsComparing(true)}>{text('versions.open')}</Button>
        <Segmented size="small" aria-label={text('ui.doc.history')} data-testid="history-way" value={isDrawn} onChange={setIsDrawn} options={[{ value: false, label: text('flows.way.list') }, { value: true, label: text('flows.way.map') }]} />
      </div>
      {isComparing && <VersionsDialog docId={state.docId} events={events} present={present} onRestore={onRestore} onCancel={() => setIsComparing(false)} />}
      {isDrawn ? <FlowMap state={state} events={events} holders={holders} /> : <Timeline events={events} />}
    </>
  );
  return (
    <aside className="side-pane scroll" aria-label={text('ui.doc.handling')}>
      <Tabs chosen={tab} counts={{ checks: checks?.count, revisions: <Count of={revisions} />, comments: <Count of={comments} />, files: <Count of={files} /> }} tabs={tabs} onChoose={setChosen} />
      {{ handling, checks: checks?.panel, revisions: revisions?.panel, comments: comments?.panel, files: files?.panel, outline, elements }[tab]}
    </aside>
  );
}

const Count = ({ of }: { readonly of: { readonly count: number } | undefined }) => (of === undefined || of.count === 0 ? null : <span className="tab-count num">{of.count}</span>);

function Tabs({ chosen, counts, tabs, onChoose }: { readonly chosen: Tab; readonly counts: { readonly [tab in 'checks' | 'revisions' | 'comments' | 'files']?: ReactNode }; readonly tabs: readonly Tab[]; readonly onChoose: (tab: Tab) => void }) {
  const text = useText();
  const words = { handling: text('ui.doc.handling'), checks: text('rule.panel.tab'), revisions: text('revision.tab'), comments: text('comment.tab'), files: text('attach.tab'), outline: text('editor.outline'), elements: text('editor.elements.tab') } as const;
  return (
    <div className="pane-tabs" role="group" aria-label={tabs.map((tab) => words[tab]).join(' ')}>
      {tabs.map((tab) => (
        <button key={tab} type="button" className={tab === chosen ? 'plain on' : 'plain'} aria-pressed={tab === chosen} data-testid={`pane-${tab}`} onClick={() => onChoose(tab)}>
          {words[tab]}{tab in counts && counts[tab as keyof typeof counts]}
        </button>
      ))}
    </div>
  );
}
