/** 大纲 beside the text: a click or Enter goes there. */
import { useEffect, useState } from 'react';
import type * as Y from 'yjs';
import { readContent } from '#shared/doc/canonical.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { useText } from '#renderer/ui/text.tsx';
import type { EditorHandle } from './editor-handle.ts';
import { outlineOf, type OutlineItem } from './outline.ts';

const PAUSE_MS = 300;

export function Outline({ doc, editor }: { readonly doc: Y.Doc; readonly editor: EditorHandle | null }) {
  const text = useText();
  const [items, setItems] = useState<readonly OutlineItem[]>(() => outlineOf(cleanContent(readContent(doc))));
  useEffect(() => {
    let timer: number | undefined;
    const look = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setItems(outlineOf(cleanContent(readContent(doc)))), PAUSE_MS);
    };
    setItems(outlineOf(cleanContent(readContent(doc))));
    bodyOf(doc).observeDeep(look);
    return () => {
      window.clearTimeout(timer);
      bodyOf(doc).unobserveDeep(look);
    };
  }, [doc]);
  if (items.length === 0) return <p className="muted" data-testid="outline">{text('editor.outline.none')}</p>;
  return (
    <nav aria-label={text('editor.outline')} data-testid="outline">
      <ol className="outline">
        {items.map(({ index, level, text: words }) => (
          <li key={index}>
            <button type="button" className={`plain outline-item level-${level}`} disabled={editor === null} onClick={() => editor?.show({ kind: 'block', index, start: 0, end: 0 })}>
              {level === 0 && <span className="chip">{text('editor.attachment')}</span>}
              {words === '' ? <span className="muted">{text('editor.outline.empty')}</span> : words}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
