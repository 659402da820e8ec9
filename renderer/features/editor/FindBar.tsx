/** 查找和替换: under the toolbar while it is open. Enter goes on, Shift+Enter goes back, Esc closes; 全部替换 says how many first. */
import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import { useEditorState } from '@tiptap/react';
import { App, Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { findKey, NOTHING, PLACES_MAX, replacing, stepped, type Place } from './find.ts';

interface FindBarProps {
  readonly editor: Editor;
  readonly canWrite: boolean;
  readonly onClose: () => void;
}

const LENGTH_MAX = 100;

export function FindBar({ editor, canWrite, onClose }: FindBarProps) {
  const text = useText();
  const { modal } = App.useApp();
  const input = useRef<InputRef>(null);
  const [query, setQuery] = useState(() => editor.state.doc.textBetween(editor.state.selection.from, editor.state.selection.to).slice(0, LENGTH_MAX));
  const [words, setWords] = useState('');
  const first = useRef(query);
  const found = useEditorState({ editor, selector: ({ editor: now }) => findKey.getState(now.state) ?? NOTHING });
  const ask = (next: string): void => {
    setQuery(next);
    editor.view.dispatch(editor.state.tr.setMeta(findKey, { query: next }).setMeta('addToHistory', false));
  };
  useEffect(() => {
    editor.view.dispatch(editor.state.tr.setMeta(findKey, { query: first.current }).setMeta('addToHistory', false));
    input.current?.focus({ cursor: 'all' });
    return () => { if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(findKey, { query: '' }).setMeta('addToHistory', false)); };
  }, [editor]);
  useEffect(() => { editor.view.dom.querySelector('.found.here')?.scrollIntoView({ block: 'center' }); }, [editor, found.at, found.query]);

  const go = (step: number): void => { editor.view.dispatch(editor.state.tr.setMeta(findKey, { at: stepped(found, step) }).setMeta('addToHistory', false)); };
  const close = (): void => {
    const here = found.places[found.at];
    if (here !== undefined) editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, here.from, here.to)));
    onClose();
    editor.view.focus();
  };
  const replace = (places: readonly Place[]): void => {
    if (!editor.isEditable || editor.view.composing || places.length === 0) return;
    const manager = (yUndoPluginKey.getState(editor.state) as { readonly undoManager?: { stopCapturing(): void } } | undefined)?.undoManager;
    manager?.stopCapturing();
    editor.view.dispatch(replacing(editor.state, places, words));
    manager?.stopCapturing();
  };
  const replaceAll = (): void => {
    modal.confirm({
      title: text('editor.find.replaceAll'), content: words === '' ? text('editor.find.removeAll.what', { count: found.places.length, query }) : text('editor.find.replaceAll.what', { count: found.places.length, query, words }),
      okText: text('editor.find.replaceAll'), cancelText: text('ui.act.cancel'), onOk: () => replace(found.places),
    });
  };
  const onKey = (event: KeyboardEvent): void => {
    // An input method's own Enter is not ours.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const here = found.places[found.at];
  return (
    <div className="toolbar find-bar" role="search" aria-label={text('editor.find')} data-testid="find-bar" onKeyDown={onKey}>
      <Input ref={input} size="small" className="find-field" data-testid="find-query" aria-label={text('editor.find')} placeholder={text('editor.find')} value={query} maxLength={LENGTH_MAX} onChange={(event) => ask(event.target.value)} />
      <span className="num muted" role="status" data-testid="find-count">{query === '' ? '' : found.places.length === 0 ? text('editor.find.none') : text('editor.find.at', { at: found.at + 1, total: found.places.length >= PLACES_MAX ? `${PLACES_MAX}+` : found.places.length })}</span>
      <Button type="text" size="small" className="tool" disabled={found.places.length === 0} onClick={() => go(-1)}>{text('versions.previous')}</Button>
      <Button type="text" size="small" className="tool" disabled={found.places.length === 0} onClick={() => go(1)}>{text('versions.next')}</Button>
      {canWrite && (
        <>
          <span className="sep" />
          <Input size="small" className="find-field" data-testid="find-words" aria-label={text('editor.find.words')} placeholder={text('editor.find.words')} value={words} maxLength={LENGTH_MAX} onChange={(event) => setWords(event.target.value)} />
          <Button type="text" size="small" className="tool" data-testid="replace-one" disabled={here === undefined} onClick={() => { if (here !== undefined) replace([here]); }}>{text('editor.find.replace')}</Button>
          <Button type="text" size="small" className="tool" data-testid="replace-all" disabled={here === undefined} onClick={replaceAll}>{text('editor.find.replaceAll')}</Button>
        </>
      )}
      <span className="gap" />
      <Button type="text" size="small" className="tool" aria-label={text('ui.act.close')} title={text('ui.act.close')} icon={<Icon name="close" />} onClick={close} />
    </div>
  );
}
