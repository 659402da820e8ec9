/** Above the sheet: levels, marks, what can be put in, own undo and redo, and the length of the text. Buttons keep the caret where it is. */
import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { Button, Tooltip } from 'antd';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ALIGNMENTS, HEADING_LEVELS, MARK, NODE } from '#shared/doc/shape.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { addAttachment, attachmentAround, removeAttachment, toggleHeading } from './keys.ts';
import { countCharacters } from './count.ts';
import type { DocType } from '#shared/workflow/model.ts';
import { PhraseMenu } from './PhraseMenu.tsx';
import { FigureBar } from './figure/FigureBar.tsx';
import { InsertTable, TableBar } from './TableTools.tsx';

const LEVEL_SAMPLES = { 1: '一、', 2: '（一）', 3: '1.', 4: '（1）' } as const;

const COUNT_AFTER_MS = 200;

interface ToolbarProps { readonly editor: Editor; readonly docType: DocType; readonly pages: number | null; readonly isTracking: boolean; readonly onTrack: () => void; readonly onComment: () => void; readonly onFind: () => void; readonly onPictures: (files: readonly File[]) => void }

export function Toolbar({ editor, docType, pages, isTracking, onTrack, onComment, onFind, onPictures }: ToolbarProps) {
  const text = useText();
  const chooser = useRef<HTMLInputElement>(null);
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => {
      const manager = (yUndoPluginKey.getState(now.state) as { readonly undoManager?: { readonly undoStack: readonly unknown[]; readonly redoStack: readonly unknown[] } } | undefined)?.undoManager;
      return {
        level: HEADING_LEVELS.find((level) => now.isActive(NODE.heading, { level })) ?? 0,
        isTitle: now.isActive(NODE.title) || now.isActive(NODE.attachment),
        isInTable: now.isActive(NODE.table), isInAttachment: attachmentAround(now.state) !== null,
        align: ALIGNMENTS.find((align) => now.isActive(NODE.paragraph, { align })) ?? null, isParagraph: now.isActive(NODE.paragraph),
        // The bar of a table asks what can be done here: it is drawn anew whenever the selection is another.
        at: now.isActive(NODE.table) ? `${now.state.selection.from} ${now.state.selection.to} ${now.state.doc.nodeSize}` : '',
        figure: now.isActive(NODE.figure) ? JSON.stringify(now.getAttributes(NODE.figure)) : '',
        isBold: now.isActive(MARK.bold), isItalic: now.isActive(MARK.italic), isUnderline: now.isActive(MARK.underline),
        canUndo: (manager?.undoStack.length ?? 0) > 0, canRedo: (manager?.redoStack.length ?? 0) > 0,
        hasSelection: !now.state.selection.empty,
      };
    },
  });
  const chain = () => editor.chain().focus();
  const align = (value: string) => chain().updateAttributes(NODE.paragraph, { align: state.align === value ? null : value }).run();
  return (
    <>
    <div className="toolbar" role="toolbar" aria-label={text('ui.editor.toolbar')}>
      <Tool label={text('ui.editor.undo')} keys="Ctrl+Z" isDisabled={!state.canUndo} onRun={() => { chain().undo().run(); }}><Icon name="undo" /></Tool>
      <Tool label={text('ui.editor.redo')} keys="Ctrl+Y" isDisabled={!state.canRedo} onRun={() => { chain().redo().run(); }}><Icon name="redo" /></Tool>
      <span className="sep" />
      <Tool label={text('ui.editor.body')} keys="Ctrl+Alt+0" isOn={state.level === 0 && !state.isTitle} isDisabled={state.isTitle} onRun={() => { chain().setNode(NODE.paragraph).run(); }}>{text('ui.editor.body')}</Tool>
      {HEADING_LEVELS.map((level) => (
        <Tool key={level} label={`${LEVEL_SAMPLES[level]} ${text(`ui.editor.level.${level}`)}`} keys={`Ctrl+Alt+${level}`} isOn={state.level === level} isDisabled={state.isTitle} onRun={() => { toggleHeading(editor, level); }}>
          <span className={`sample level-${level}`}>{LEVEL_SAMPLES[level]}</span>
        </Tool>
      ))}
      <span className="sep" />
      <Tool label={text('ui.editor.bold')} keys="Ctrl+B" isOn={state.isBold} isDisabled={state.isTitle} onRun={() => { chain().toggleBold().run(); }}><b>B</b></Tool>
      <Tool label={text('ui.editor.italic')} keys="Ctrl+I" isOn={state.isItalic} isDisabled={state.isTitle} onRun={() => { chain().toggleItalic().run(); }}><i>I</i></Tool>
      <Tool label={text('ui.editor.underline')} keys="Ctrl+U" isOn={state.isUnderline} isDisabled={state.isTitle} onRun={() => { chain().toggleUnderline().run(); }}><u>U</u></Tool>
      <span className="sep" />
      <Tool label={text('editor.align.center')} isOn={state.align === 'center'} isDisabled={!state.isParagraph} onRun={() => { align('center'); }}><Icon name="center" /></Tool>
      <Tool label={text('editor.align.right')} isOn={state.align === 'right'} isDisabled={!state.isParagraph} onRun={() => { align('right'); }}><Icon name="alignRight" /></Tool>
      <InsertTable editor={editor} isDisabled={state.isTitle || state.isInTable} />
      <Tool label={text('attach.figure.add')} testId="add-figure" isDisabled={state.isInTable} onRun={() => chooser.current?.click()}><Icon name="picture" /></Tool>
      <input ref={chooser} type="file" multiple hidden tabIndex={-1} aria-hidden="true" data-testid="picture-chooser" accept="image/png,image/jpeg,image/gif,image/webp,image/bmp" onChange={(event) => { const chosen = [...(event.target.files ?? [])]; event.target.value = ''; onPictures(chosen); }} />
      <Tool label={text('editor.pageBreak')} isDisabled={state.isTitle || state.isInTable} onRun={() => { chain().insertContent({ type: NODE.pageBreak }).run(); }}><Icon name="pageBreak" /></Tool>
      <Tool label={text('editor.attachment.add')} onRun={() => { addAttachment(editor); }}>{text('editor.attachment')}</Tool>
      {state.isInAttachment && <Tool label={text('editor.attachment.remove')} onRun={() => { removeAttachment(editor); }}><Icon name="close" /></Tool>}
      <PhraseMenu editor={editor} docType={docType} isDisabled={state.isTitle} />
      <span className="sep" />
      <Tool label={text(isTracking ? 'revision.turnOff' : 'revision.turnOn')} keys="Ctrl+Shift+E" testId="track" isOn={isTracking} onRun={onTrack}>{text('revision.tab')}</Tool>
      <Tool label={text('comment.new')} keys="Ctrl+Alt+M" testId="comment" isDisabled={!state.hasSelection} onRun={onComment}>{text('comment.tab')}</Tool>
      <span className="gap" />
      <Tool label={text('editor.find')} keys="Ctrl+F" onRun={onFind}><Icon name="search" /></Tool>
      <span className="num muted" aria-live="off">{pages !== null && <span data-testid="editor-pages">{text('editor.pages', { count: pages })}</span>} <Length editor={editor} /></span>
    </div>
    {state.isInTable && <TableBar editor={editor} />}
    {state.figure !== '' && <FigureBar editor={editor} />}
    </>
  );
}

/** Counted when one pauses. */
function Length({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const [count, setCount] = useState(() => countCharacters(editor.state.doc));
  useEffect(() => {
    let timer: number | undefined;
    const look = (): void => { if (!editor.isDestroyed) setCount(countCharacters(editor.state.doc)); };
    const onUpdate = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(look, COUNT_AFTER_MS);
    };
    look();
    editor.on('update', onUpdate);
    return () => {
      window.clearTimeout(timer);
      editor.off('update', onUpdate);
    };
  }, [editor]);
  return text('ui.editor.count', { count });
}

interface ToolProps { readonly label: string; readonly keys?: string; readonly isOn?: boolean; readonly isDisabled?: boolean; readonly testId?: string; readonly onRun: () => void; readonly children: ReactNode }

function Tool({ label, keys = '', isOn = false, isDisabled = false, testId, onRun, children }: ToolProps) {
  return (
    <Tooltip title={`${label}  ${keys}`.trim()} mouseEnterDelay={0.6}>
      <Button type="text" size="small" className={isOn ? 'tool on' : 'tool'} aria-label={label} aria-pressed={isOn} data-testid={testId} disabled={isDisabled} onMouseDown={(event) => event.preventDefault()} onClick={onRun}>{children}</Button>
    </Tooltip>
  );
}
