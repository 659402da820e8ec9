/**
 * The A4 sheet with the text on it. The editor is created once per session and never re-rendered by React, so that an input method's
 * composition is left alone; what changes around it (facts, editability) is handed in from outside.
 */
import { Editor, type Extensions } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DocumentSession } from '#renderer/bridge/document-session.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import type { DocType } from '#shared/workflow/model.ts';
import { useText } from '#renderer/ui/text.tsx';
import { colorOf, drawCaret, drawSelection } from './carets.ts';
import { Colophon } from './Colophon.tsx';
import type { Anchor } from './anchors.ts';
import { compositionSteps, type StepsOfUndo } from './composition-steps.ts';
import { CommentMarks } from './comment/comment-marks.ts';
import { NewComment } from './comment/NewComment.tsx';
import { editorHandle, type EditorHandle } from './editor-handle.ts';
import { Find } from './find.ts';
import { FindBar } from './FindBar.tsx';
import { FixedParts } from './fixed-parts.ts';
import { OfficialKeys } from './keys.ts';
import { OfficialPaste, PASTE_CHARACTERS_MAX, type PasteRefusal } from './paste.ts';
import { ColophonPlace, heightOfPages, Pages, usePaging, type Paging } from './Pages.tsx';
import { RedHead } from './RedHead.tsx';
import { createRevisionAuthor } from './revision/author.ts';
import { revisionBeside } from './revision/list.ts';
import { RevisionViews, type TextSide } from './revision/RevisionViews.tsx';
import { SectionLocks } from './section/section-locks.ts';
import { SettledText } from './revision/SettledText.tsx';
import { RevisionTracking } from './revision/tracking.ts';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { namesOf } from '#renderer/features/directory/index.ts';
import { attachFile, isPicture, isRefused, takePicture, type FileRefusal } from '#renderer/features/attach/index.ts';
import './figure/figure.css';
import './section/section.css';
import { FigurePaste } from './figure/figure-paste.ts';
import { insertFigure, widthFor } from './figure/insert.ts';
import { paperWords } from './paper-words.ts';
import { officialSchema } from './schema.ts';
import { createFactsSource, markOf, type SheetFacts } from './sheet-facts.ts';
import './sheet.css';
import { TitleBreaks } from './title-breaks.ts';
import { Toolbar } from './Toolbar.tsx';
import { useZoom } from './zoom.ts';
import { ZoomControl } from './ZoomControl.tsx';

export type EditorNotice = (PasteRefusal & { readonly max: number }) | { readonly kind: 'notProposed' } | { readonly kind: 'fileRefused'; readonly refusal: FileRefusal } | { readonly kind: 'figuresNotHere' } | { readonly kind: 'attached'; readonly name: string } | { readonly kind: 'sectionLocked'; readonly name: string };

/** After a composition ends the editor still reads the final text from the page; only then may it travel. */
const COMPOSITION_SETTLES_MS = 80;
const START_BELOW_TOP_PX = 64;
/** About a hundred pages. Cutting more of them at every key is felt: a longer text opens as one long sheet, and as pages when asked. */
const LONG_CHARACTERS = 60_000;

interface OfficialEditorProps {
  readonly session: DocumentSession;
  readonly facts: SheetFacts;
  /** Must stay the same for as long as the session does. */
  readonly pictures: Pictures;
  /** As it stands in the document's state: the mark of 纪要 says it. */
  readonly title: string;
  readonly isEditable: boolean;
  readonly docType: DocType;
  readonly userName: string;
  readonly personId: string;
  /** 修订 is on when the text is opened: it has been handed on once. */
  readonly isTrackedAtFirst: boolean;
  /** 分工 holds while one drafts. */
  readonly isDrafting: boolean;
  readonly onNotice: (notice: EditorNotice) => void;
  /** How it stands on its pages; null where they are not drawn. Must stay the same function. */
  readonly onPaging?: (paging: Paging | null) => void;
  /** What others may do with the text while it is on the screen; null when it goes. Must stay the same function. */
  readonly onHandle?: (handle: EditorHandle | null) => void;
}

export function OfficialEditor({ session, facts, pictures, title, isEditable, docType, userName, personId, isTrackedAtFirst, isDrafting, onNotice, onPaging, onHandle }: OfficialEditorProps) {
  const text = useText();
  const mount = useRef<HTMLDivElement>(null);
  const desk = useRef<HTMLDivElement>(null);
  const flow = useRef<HTMLDivElement>(null);
  const colophon = useRef<HTMLDivElement>(null);
  const [source] = useState(() => createFactsSource(facts));
  const [editor, setEditor] = useState<Editor | null>(null);
  const zooming = useZoom(desk);
  const [isLong, setIsLong] = useState(false);
  const [wantsPages, setWantsPages] = useState<boolean | null>(null);
  const isPaged = wantsPages ?? !isLong;
  const paging = usePaging(flow, colophon, isPaged);
  useEffect(() => { onPaging?.(paging); }, [paging, onPaging]);
  const [isFinding, setIsFinding] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !['f', 'h'].includes(event.key.toLowerCase()) || document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      setIsFinding(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const [commenting, setCommenting] = useState<Anchor | null>(null);
  const [isTracking, setIsTracking] = useState(isTrackedAtFirst);
  const [wantedSide, setSide] = useState<TextSide>('marked');
  const [hasRevisions, setHasRevisions] = useState(false);
  const side = hasRevisions ? wantedSide : 'marked';
  /** Pictures into the text, everything else as 附件. */
  const take = async (files: readonly File[]): Promise<void> => {
    for (const file of files) {
      if (isPicture(new Uint8Array(await file.slice(0, 16).arrayBuffer()))) {
        const taken = await takePicture(pictures, file);
        if (isRefused(taken)) onNotice({ kind: 'fileRefused', refusal: taken });
        else if (editor !== null && !editor.isDestroyed) insertFigure(editor, { blob: taken.blob, pixels: taken.pixels, width: widthFor(taken.naturalMm) });
      } else {
        const refusal = await attachFile(session.doc, pictures, file, null);
        onNotice(refusal === null ? { kind: 'attached', name: file.name } : { kind: 'fileRefused', refusal });
      }
    }
  };
  const adopt = async (digests: readonly string[]): Promise<void> => {
    for (const digest of digests) if (!(await pictures.adopt(digest)).ok) onNotice({ kind: 'figuresNotHere' });
  };
  const toEnd = useCallback(() => { if (editor?.isEditable === true) editor.commands.focus('end'); }, [editor]);
  const latest = useRef({ isEditable, isDrafting, isTracking, onNotice, take, adopt });
  useEffect(() => { latest.current = { isEditable, isDrafting, isTracking, onNotice, take, adopt }; });
  useEffect(() => { source.set(facts); }, [source, facts]);

  useEffect(() => {
    const element = mount.current;
    if (element === null) return undefined;
    const extensions: Extensions = [
      ...officialSchema(source, paperWords(text), pictures),
      OfficialKeys,
      FixedParts,
      Find,
      TitleBreaks,
      RevisionTracking.configure({ isOn: () => latest.current.isTracking, author: createRevisionAuthor(session.doc, personId), onRefused: () => latest.current.onNotice({ kind: 'notProposed' }) }),
      SectionLocks.configure({
        doc: session.doc, personId, isOn: () => latest.current.isDrafting,
        label: async (owner) => text(owner === personId ? 'editor.section.own' : 'editor.section.label', { name: (await namesOf([owner]))[owner] ?? '' }),
        onLocked: (owner) => { void namesOf([owner]).then((names) => latest.current.onNotice({ kind: 'sectionLocked', name: names[owner] ?? '' })); },
      }),
      CommentMarks.configure({ doc: session.doc }),
      FigurePaste.configure({ onFiles: (files) => { void latest.current.take(files); }, onFigures: (digests) => { void latest.current.adopt(digests); } }),
      OfficialPaste.configure({ onRefused: (refusal) => latest.current.onNotice({ ...refusal, max: PASTE_CHARACTERS_MAX }) }),
      Collaboration.configure({ fragment: bodyOf(session.doc) }),
      CollaborationCaret.configure({ provider: { awareness: session.awareness }, user: { name: userName, color: colorOf(userName) }, render: drawCaret, selectionRender: drawSelection }),
    ];
    const made = new Editor({
      element, extensions, injectCSS: false, editable: latest.current.isEditable, enableInputRules: false, enablePasteRules: false,
      editorProps: { attributes: { class: 'official-text', role: 'textbox', 'aria-multiline': 'true', 'aria-label': text('ui.editor.label'), spellcheck: 'false' } },
    });
    let settle: number | undefined;
    const steps = compositionSteps(() => (yUndoPluginKey.getState(made.state) as { readonly undoManager?: StepsOfUndo } | undefined)?.undoManager);
    const onStart = (): void => {
      window.clearTimeout(settle);
      session.holdForComposition(true);
      steps.begin(Date.now());
    };
    const onEnd = (): void => {
      window.clearTimeout(settle);
      settle = window.setTimeout(() => {
        if (made.isDestroyed || made.view.composing) return;
        steps.end();
        session.holdForComposition(false);
      }, COMPOSITION_SETTLES_MS);
    };
    const onLetter = (): void => session.holdForComposition(true);
    const { dom } = made.view;
    dom.addEventListener('compositionstart', onStart);
    dom.addEventListener('compositionupdate', onLetter);
    dom.addEventListener('compositionend', onEnd);
    setEditor(made);
    setIsLong(made.state.doc.content.size > LONG_CHARACTERS);
    return () => {
      window.clearTimeout(settle);
      dom.removeEventListener('compositionstart', onStart);
      dom.removeEventListener('compositionupdate', onLetter);
      dom.removeEventListener('compositionend', onEnd);
      setEditor(null);
      made.destroy();
    };
  }, [session, source, pictures, text, userName, personId]);

  useEffect(() => {
    if (editor === null) return undefined;
    onHandle?.(editorHandle(editor, session.doc));
    return () => onHandle?.(null);
  }, [editor, session, onHandle]);

  useEffect(() => {
    if (editor === null) return undefined;
    const handle = editorHandle(editor, session.doc);
    const look = (): void => setHasRevisions(handle.revisions().length > 0);
    look();
    return handle.onRevised(look);
  }, [editor, session]);
  useEffect(() => {
    if (editor === null) return undefined;
    const handle = editorHandle(editor, session.doc);
    const onKey = (event: KeyboardEvent): void => {
      if (document.querySelector('[role="dialog"]') !== null || event.isComposing) return;
      if (event.key === 'F8') {
        event.preventDefault();
        const next = revisionBeside(handle.revisions(), editor.state.selection, event.shiftKey ? -1 : 1);
        if (next !== null) handle.showRevision(next);
      } else if (event.key.toLowerCase() === 'm' && event.altKey && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (latest.current.isEditable) setCommenting(handle.anchor());
      } else if (event.key.toLowerCase() === 'e' && event.shiftKey && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (latest.current.isEditable) setIsTracking((old) => !old);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [editor, session]);

  // The paper keeps GB/T 9704's 72 mm above the organ's mark. A reader begins at the mark, a writer at the title.
  useLayoutEffect(() => {
    const element = desk.current;
    const start = element?.querySelector(latest.current.isEditable ? '.doc-title' : '.head-mark');
    if (element === null || start === null || start === undefined || editor === null) return;
    element.scrollTop += start.getBoundingClientRect().top - element.getBoundingClientRect().top - START_BELOW_TOP_PX;
  }, [editor]);

  useEffect(() => { if (editor !== null && editor.isEditable !== isEditable) editor.setEditable(isEditable, false); }, [editor, isEditable]);

  const isTitleInMark = facts.elements.format === 'order' || markOf(facts, title).names.includes(title);
  return (
    <div className="editor-pane">
      {isEditable && editor !== null && side === 'marked' && <Toolbar editor={editor} docType={docType} pages={paging?.pages ?? null} isTracking={isTracking} onTrack={() => setIsTracking((old) => !old)} onComment={() => setCommenting(editorHandle(editor, session.doc).anchor())} onFind={() => setIsFinding((old) => !old)} onPictures={(files) => void take(files)} />}
      {hasRevisions && <RevisionViews side={side} onChoose={setSide} />}
      {commenting !== null && <NewComment doc={session.doc} anchor={commenting} personId={personId} onClose={() => setCommenting(null)} />}
      {isFinding && editor !== null && <FindBar editor={editor} canWrite={isEditable} onClose={() => setIsFinding(false)} />}
      {/* Nothing in a text that cannot be written takes the keyboard: without this only a mouse could scroll it. */}
      <div className="desk-grey scroll" ref={desk} {...(isEditable && side === 'marked' ? {} : { role: 'region', tabIndex: 0, 'aria-label': text('ui.editor.label') })}>
        <div className={`sheet${isPaged ? ' paged' : ''}${isTitleInMark ? ' title-in-mark' : ''}${facts.elements.attachments.length === 1 ? ' one-attachment' : ''}`} data-testid="sheet" style={{ zoom: zooming.zoom, ...(paging === null ? {} : { blockSize: heightOfPages(paging.pages) }) }}>
          {paging !== null && <Pages paging={paging} format={facts.elements.format} onEmpty={toEnd} />}
          <div className="flow" ref={flow}>
            {isTitleInMark && <p className="title-hint">{text('editor.titleInMark')}</p>}
            <RedHead facts={facts} title={title} />
            <div className="sheet-body" data-testid="editor" data-editable={isEditable} ref={mount} hidden={side !== 'marked'} />
            {side !== 'marked' && <SettledText key={side} doc={session.doc} side={side} facts={source} pictures={pictures} />}
            {!isPaged && <Colophon facts={facts} />}
          </div>
          {isPaged && <ColophonPlace paging={paging} place={colophon}><Colophon facts={facts} /></ColophonPlace>}
        </div>
      </div>
      <ZoomControl {...zooming} isPaged={isPaged} onPaged={setWantsPages} />
    </div>
  );
}
