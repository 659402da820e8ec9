/**
 * One document: step bar on top, the sheet in the middle, 办理 at its side, acts below. Owns the editing session and which dialog is open;
 * what may be done is the replica's answer, drawn by steps.ts.
 */
import { App, Button } from 'antd';
import { dequal } from 'dequal';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { useSyncFact } from '#renderer/bridge/stores.ts';
import { useCall, useNotice } from '#renderer/bridge/use-call.ts';
import type { ChainReading, DocumentPage, OutboxItem } from '#shared/ipc/contract.ts';
import { askedBy } from '#shared/exchange/chain.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import type { FollowUp } from '#shared/workflow/follow-up.ts';
import { currentStep } from '#shared/workflow/holders.ts';
import { ChainPanel, FollowDialog, PairStrip } from '#renderer/features/chain/index.ts';
import { ChecksCount, ChecksPanel, useChecks } from '#renderer/features/checks/index.ts';
import { ExportWord, useImport } from '#renderer/features/docx/index.ts';
import { FilesPanel, refusalText, useFiles, usePictures } from '#renderer/features/attach/index.ts';
import { CommentsPanel, ElementsPanel, OfficialEditor, Outline, RevisionsPanel, sheetFacts, useElements, useRevisions, useThreads, type EditorHandle, type EditorNotice, type Paging } from '#renderer/features/editor/index.ts';
import { PrintPreview } from '#renderer/features/paper/index.ts';
import { isOffline } from '#renderer/features/sync-status/index.ts';
import { Confirm } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { ActDialog } from './ActDialog.tsx';
import { ActionBar } from './ActionBar.tsx';
import './documents.css';
import { Notices } from './Notices.tsx';
import { Presence } from './Presence.tsx';
import { SaveState } from './SaveState.tsx';
import { isReadOnlyAtServer } from './server-read-only.ts';
import { PartsPanel } from '#renderer/features/supervision/index.ts';
import { openOf } from '#shared/workflow/parts.ts';
import { SidePane } from './SidePane.tsx';
import { StepBar } from './StepBar.tsx';
import { barActs, isFollowUp, type ActName, type BarName } from './steps.ts';
import { signedAt } from './timeline-lines.ts';
import { useDocumentSession } from './use-document-session.ts';

const PANE_FOLDS_BELOW_PX = 1080;

interface DocumentScreenProps {
  readonly docId: string;
  readonly person: SessionPerson;
  /** An act that was chosen on the desk: its dialog opens with the document. */
  readonly startAct: string | null;
  readonly onBack: () => void;
  readonly onOpenDocument: (docId: string) => void;
}

export function DocumentScreen({ docId, person, startAct, onBack, onOpenDocument }: DocumentScreenProps) {
  const text = useText();
  const { message } = App.useApp();
  const read = useCall('document.get', { docId }, ['sync.changed'], saysTheSame);
  const { reload } = read;
  useNotice('document.changed', (changed) => { if (changed.docId === docId) reload(); });
  const open = useDocumentSession(docId);
  const screen = useRef<HTMLDivElement>(null);
  const [dialog, setDialog] = useState<{ readonly act: ActName; readonly replaces: OutboxItem | null } | null>(null);
  const [following, setFollowing] = useState<FollowUp | null>(null);
  const [started, setStarted] = useState(startAct === null);
  const [isPaneOpen, setIsPaneOpen] = useState(() => window.innerWidth >= PANE_FOLDS_BELOW_PX);
  const [editor, setEditor] = useState<EditorHandle | null>(null);
  const [isErasing, setIsErasing] = useState(false);
  const [isPreviewing, setIsPreviewing] = useState(false);
  const revisions = useRevisions(editor);
  const files = useFiles(open.isSynced ? (open.session?.doc ?? null) : null);
  const pictures = usePictures(docId);
  const threads = useThreads(open.isSynced ? (open.session?.doc ?? null) : null);
  const isOnline = useSyncFact((sync) => sync.kind === 'ready' && !isOffline(sync.value));
  const page = read.value;
  const isBroken = open.status?.canWrite === false && open.status.code === 'document.broken';
  const watched = page?.view.state.direction === 'outgoing' && page.view.state.plan.flow === 'supervision' ? page.view.state : null;
  const parts = useCall('supervision.parts', watched === null ? null : { docId: watched.docId }, ['desk.changed']);
  const openParts = openOf(parts.value?.parts ?? []).length;
  const hasChain = page !== null && askedBy(page.view.state) !== null;
  const chain = useCall('chain.get', hasChain ? { docId: page.view.state.docId } : null, ['desk.changed']);
  // Whether it can be asked at all: what is shown says as of when.
  const reloadChain = chain.reload;
  useEffect(() => { reloadChain(); }, [isOnline, reloadChain]);
  const acts = useMemo(() => (page === null ? [] : barActs(page, person.personId, isOnline, isBroken, openParts, hangingOn(page, chain.value))), [page, person.personId, isOnline, isBroken, openParts, chain.value]);
  const start = useCallback((act: BarName, replaces: OutboxItem | null = null): void => {
    if (isFollowUp(act)) setFollowing(act);
    else setDialog({ act, replaces });
  }, []);
  useImport(docId, open.isSynced ? open.session : null, open.status?.canWrite ?? false);
  const elements = useElements(open.isSynced ? (open.session?.doc ?? null) : null);
  const facts = useMemo(() => (page === null ? null : { ...sheetFacts(page.view.state, signedAt(page.view.events)), elements }), [page, elements]);
  // The same facts must stay the same object, or every refresh would redraw the paper.
  const factsKey = JSON.stringify(facts);
  const stableFacts = useMemo(() => (JSON.parse(factsKey) as typeof facts), [factsKey]);

  // A received copy is what it is; an own text is checked as long as it may still change hands.
  const checked = page?.view.state.direction === 'outgoing' && (page.view.state.stage === 'drafting' || page.view.state.stage === 'signing') ? page.view.state : null;
  const [paging, setPaging] = useState<Paging | null>(null);
  const laidOut = useMemo(() => ({ layout: paging === null ? null : { firstPageShowsBody: paging.showsBody } }), [paging]);
  const checks = useChecks(open.isSynced ? open.session : null, checked, laidOut);

  useEffect(() => {
    if (started || page === null || open.session === null) return;
    setStarted(true);
    const wanted = acts.find((one) => one.act === startAct);
    if (wanted?.refusal === null) start(wanted.act);
  }, [started, page, open.session, acts, startAct, start]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || dialog !== null || document.querySelector('[role="dialog"]') !== null) return;
      const primary = acts.find((one) => one.isPrimary);
      if (primary === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      start(primary.act);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [acts, dialog, start]);

  const onNotice = useCallback((notice: EditorNotice) => {
    if (notice.kind === 'notProposed') void message.info({ content: text('revision.notProposed'), duration: 8 });
    else if (notice.kind === 'sectionLocked') void message.info({ content: text('editor.section.locked', { name: notice.name }), key: 'section-locked', duration: 5 });
    else if (notice.kind === 'fileRefused') void message.error({ content: refusalText(text, notice.refusal), duration: 10 });
    else if (notice.kind === 'figuresNotHere') void message.warning({ content: text('attach.figure.notHere'), duration: 8 });
    else if (notice.kind === 'attached') void message.success(text('attach.attached', { name: notice.name }));
    else if (notice.kind === 'marked') void message.error({ content: text('editor.paste.marked', { mark: notice.mark }), duration: 15 });
    else void message.warning({ content: text('ui.editor.pasteTooLong', { size: Math.ceil(notice.characters / 10_000), max: notice.max / 10_000 }), duration: 10 });
  }, [message, text]);
  const flush = async () => {
    if (open.session !== null) return await open.session.flush();
    const now = await callOffice('document.get', { docId });
    if (!now.ok) return now;
    return now.value.contentHash === null ? err(appError('request.timeout')) : ok(now.value.contentHash);
  };
  const erase = async (): Promise<void> => {
    setIsErasing(false);
    const answer = await callOffice('document.erase', { docId });
    if (!answer.ok) void message.error(errorText(text, answer.error));
    else if (answer.value.isScrubbed) void message.success(text('ui.doc.marked.erased'));
    else void message.warning({ content: text('ui.doc.marked.erasedLater'), duration: 15 });
    reload();
  };
  const onDone = async (): Promise<void> => {
    const replaced = dialog?.replaces ?? null;
    setDialog(null);
    if (replaced !== null) {
      const answer = await callOffice('outbox.dismiss', { opId: replaced.opId });
      if (!answer.ok && answer.error.code !== 'not-found') void message.error(errorText(text, answer.error));
    }
    reload();
  };

  if (page === null || stableFacts === null) return read.error === null ? <Skeleton lines={10} /> : <Failure error={read.error} onRetry={reload} />;
  const { state, events } = page.view;
  const canWrite = open.status?.canWrite ?? false;
  const isDrafting = currentStep(state).text === 'draft';
  const mightWrite = currentStep(state).text !== undefined;
  const readOnlyCode = open.status !== null && !canWrite && !isReadOnlyAtServer(open.status) && (mightWrite || (state.direction === 'outgoing' && currentStep(state).holder !== 'nobody')) ? open.status.code ?? 'document.read-only' : null;
  return (
    <div className="document" data-testid="document-page" data-doc-id={docId} data-stage={state.stage} ref={screen}>
      <header className="doc-head">
        <Button type="text" aria-label={text('ui.act.back')} title={text('ui.act.back')} icon={<Icon name="back" />} onClick={onBack} />
        <span className="chip">{text(`domain.type.${state.docType}`)}</span>
        <h1 title={state.title}>{state.title}</h1>
        {state.number !== null && <span className="num muted">{state.number}</span>}
        <span className="gap" />
        {open.session !== null && <Presence awareness={open.session.awareness} ownName={person.name} />}
        <SaveState saving={open.saving} known={page.sync} isStorageOk={open.status?.isStorageOk ?? true} />
        <ExportWord pictures={pictures} doc={open.isSynced ? (open.session?.doc ?? null) : null} facts={stableFacts} title={state.title} />
        <Button type="text" aria-label={text('paper.preview')} title={text('paper.preview')} data-testid="open-preview" disabled={open.session === null || !open.isSynced} icon={<Icon name="printer" />} onClick={() => setIsPreviewing(true)} />
        <Button type="text" aria-pressed={isPaneOpen} aria-label={text('ui.doc.pane')} title={text('ui.doc.pane')} icon={<Icon name="pane" />} onClick={() => setIsPaneOpen((old) => !old)} />
      </header>
      <StepBar page={page} />
      <PairStrip reading={chain.value} docId={docId} onOpenDocument={onOpenDocument} />
      <Notices page={page} readOnlyCode={readOnlyCode} status={open.status} saving={open.saving} onErase={() => setIsErasing(true)} onChanged={reload} onLook={() => screen.current?.querySelector<HTMLElement>('.official-text > .doc-title')?.scrollIntoView({ block: 'center' })} onAgain={(item) => setDialog({ act: item.kind as ActName, replaces: item })} />
      <div className={isPaneOpen ? 'doc-body' : 'doc-body no-pane'}>
        {open.error !== null && <Failure error={open.error} onRetry={open.reopen} />}
        {open.error === null && (open.session === null || !open.isSynced) && <div className="desk-grey"><Skeleton lines={10} /></div>}
        {open.error === null && open.session !== null && open.isSynced && (
          <OfficialEditor key={open.session.doc.clientID} session={open.session} facts={stableFacts} pictures={pictures} title={state.title} isEditable={canWrite} docType={state.docType} userName={person.name} personId={person.personId} isTrackedAtFirst={state.trail.length > 0} isDrafting={isDrafting} onNotice={onNotice} onPaging={setPaging} onHandle={setEditor} />
        )}
        {isPaneOpen && <SidePane state={state} events={events} holders={page.penHolders.map((holder) => holder.name)} onOpenDocument={onOpenDocument} chain={hasChain && <ChainPanel reading={chain.value} error={chain.error} onRetry={chain.reload} />} onRestore={(version) => { if (editor?.restore(version) === false) void message.info(text('editor.section.notRestored')); }} present={canWrite && open.session !== null && open.isSynced ? open.session.doc : null} outline={open.session !== null && open.isSynced && <Outline doc={open.session.doc} editor={editor} writers={isDrafting && state.direction === 'outgoing' ? [state.drafter.personId, ...state.collaboratorIds] : []} canAssign={canWrite} />} revisions={revisions.length === 0 && !(canWrite && mightWrite) || open.session === null || !open.isSynced ? undefined : { count: revisions.length, panel: <RevisionsPanel docId={docId} doc={open.session.doc} editor={editor} canWrite={canWrite} /> }} comments={threads.length === 0 && !(canWrite && mightWrite) || open.session === null || !open.isSynced ? undefined : { count: threads.filter((thread) => thread.settled === null).length, panel: <CommentsPanel doc={open.session.doc} threads={threads} editor={editor} personId={person.personId} canWrite={canWrite} /> }} files={files.length === 0 && !(canWrite && mightWrite) || open.session === null || !open.isSynced ? undefined : { count: files.length, panel: <FilesPanel doc={open.session.doc} files={files} pictures={pictures} canWrite={canWrite} /> }} elements={open.session !== null && open.isSynced && <ElementsPanel doc={open.session.doc} elements={elements} isUpward={facts?.isUpward ?? false} canWrite={canWrite} />} parts={watched !== null && <PartsPanel state={watched} reading={parts.value} error={parts.error} maySplit={page.actions.some((each) => each.action === 'document.split' && each.ok)} onRetry={parts.reload} onOpenDocument={onOpenDocument} />} checks={checked === null ? undefined : { count: <ChecksCount checks={checks} />, panel: <ChecksPanel checks={checks} editor={editor} canWrite={canWrite} /> }} />}
      </div>
      <ActionBar acts={acts} onAct={start} />
      {following !== null && <FollowDialog key={following} followUp={following} offered={acts.flatMap(({ act, refusal }) => (refusal === null && isFollowUp(act) ? [act] : []))} state={state} isOnline={isOnline} onCreated={(created) => { setFollowing(null); onOpenDocument(created); }} onCancel={() => setFollowing(null)} />}
      {isErasing && <Confirm title={text('ui.doc.marked.erase')} ok={text('ui.doc.marked.erase')} isDanger onOk={() => void erase()} onCancel={() => setIsErasing(false)}>{text('ui.doc.marked.erase.ask')}</Confirm>}
      {isPreviewing && open.session !== null && <PrintPreview pictures={pictures} doc={open.session.doc} facts={stableFacts} title={state.title} onCancel={() => setIsPreviewing(false)} />}
      {dialog !== null && <ActDialog key={dialog.act} act={dialog.act} page={page} personId={person.personId} isOnline={isOnline} findings={checks.findings ?? []} flush={flush} onDone={() => void onDone()} onCancel={() => setDialog(null)} />}
    </div>
  );
}

/** What changes with every key is known from the open text (`saving`, `flush`): it draws nothing anew here. */
const saysTheSame = (a: DocumentPage, b: DocumentPage): boolean => dequal({ ...a, sync: null, contentHash: null }, { ...b, sync: null, contentHash: null });

/** A colleague's draft is known to the server, one that was born here offline to this machine alone. */
const hangingOn = (page: DocumentPage, told: ChainReading | null): DocumentPage['derived'] =>
  [...page.derived, ...(told?.derived ?? []).filter((each) => !page.derived.some((known) => known.docId === each.docId))];
