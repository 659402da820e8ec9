/** 清样 or 原文 on the sheet, to be read: the text as if all revisions were accepted, or as if none had been made. It changes nothing. */
import { Editor, type JSONContent } from '@tiptap/core';
import { useEffect, useRef } from 'react';
import type * as Y from 'yjs';
import { readContent, type Block } from '#shared/doc/canonical.ts';
import { cleanContent, originalContent } from '#shared/doc/revisions.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { useText } from '#renderer/ui/text.tsx';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { paperWords } from '#renderer/features/editor/paper-words.ts';
import { officialSchema } from '#renderer/features/editor/schema.ts';
import type { FactsSource } from '#renderer/features/editor/sheet-facts.ts';

interface SettledTextProps { readonly doc: Y.Doc; readonly side: 'clean' | 'original'; readonly facts: FactsSource; readonly pictures: Pictures }

export function SettledText({ doc, side, facts, pictures }: SettledTextProps) {
  const text = useText();
  const mount = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = mount.current;
    if (element === null) return undefined;
    const read = (): JSONContent => ({ type: 'doc', content: (side === 'clean' ? cleanContent : originalContent)(readContent(doc)).blocks.map(nodeOf) });
    const editor = new Editor({
      element, extensions: officialSchema(facts, paperWords(text), pictures), content: read(), injectCSS: false, editable: false,
      editorProps: { attributes: { class: 'official-text', role: 'document', 'aria-label': text(`revision.view.${side}`) } },
    });
    const follow = (): void => { editor.commands.setContent(read()); };
    bodyOf(doc).observeDeep(follow);
    return () => {
      bodyOf(doc).unobserveDeep(follow);
      editor.destroy();
    };
  }, [doc, side, facts, pictures, text]);
  return <div className="sheet-body" data-testid={`text-${side}`} ref={mount} />;
}

function nodeOf({ type, attrs, runs, blocks = [] }: Block): JSONContent {
  const { colwidth, ...others } = attrs;
  const content = [...runs.map((run) => ({ type: 'text', text: run.text, marks: run.marks.map((mark) => ({ type: mark })) })), ...blocks.map(nodeOf)];
  return { type, attrs: typeof colwidth === 'string' ? { ...others, colwidth: colwidth.split(',').map(Number) } : others, ...(content.length === 0 ? {} : { content }) };
}
