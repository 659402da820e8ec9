/** Above the sheet: levels, marks, own undo and redo, and the length of the text. Buttons keep the caret where it is. */
import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { Button, Tooltip } from 'antd';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import type { ReactNode } from 'react';
import { HEADING_LEVELS, MARK, NODE } from '#shared/doc/shape.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { toggleHeading } from './keys.ts';
import { countCharacters } from './count.ts';

const LEVEL_SAMPLES = { 1: '一、', 2: '（一）', 3: '1.', 4: '（1）' } as const;

export function Toolbar({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => {
      const manager = (yUndoPluginKey.getState(now.state) as { readonly undoManager?: { readonly undoStack: readonly unknown[]; readonly redoStack: readonly unknown[] } } | undefined)?.undoManager;
      return {
        level: HEADING_LEVELS.find((level) => now.isActive(NODE.heading, { level })) ?? 0,
        isTitle: now.isActive(NODE.title),
        isBold: now.isActive(MARK.bold), isItalic: now.isActive(MARK.italic), isUnderline: now.isActive(MARK.underline),
        canUndo: (manager?.undoStack.length ?? 0) > 0, canRedo: (manager?.redoStack.length ?? 0) > 0,
        characters: countCharacters(now.state.doc),
      };
    },
  });
  const chain = () => editor.chain().focus();
  return (
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
      <span className="gap" />
      <span className="num muted" aria-live="off">{text('ui.editor.count', { count: state.characters })}</span>
    </div>
  );
}

interface ToolProps { readonly label: string; readonly keys: string; readonly isOn?: boolean; readonly isDisabled?: boolean; readonly onRun: () => void; readonly children: ReactNode }

function Tool({ label, keys, isOn = false, isDisabled = false, onRun, children }: ToolProps) {
  return (
    <Tooltip title={`${label}  ${keys}`} mouseEnterDelay={0.6}>
      <Button type="text" size="small" className={isOn ? 'tool on' : 'tool'} aria-label={label} aria-pressed={isOn} disabled={isDisabled} onMouseDown={(event) => event.preventDefault()} onClick={onRun}>{children}</Button>
    </Tooltip>
  );
}
