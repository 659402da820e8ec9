/** 大纲 beside the text: a click or Enter goes there. */
import { useEffect, useState } from 'react';
import type * as Y from 'yjs';
import { readContent } from '#shared/doc/canonical.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import { bodyOf, sectionsOf } from '#shared/doc/shape.ts';
import { useText } from '#renderer/ui/text.tsx';
import type { EditorHandle } from './editor-handle.ts';
import { OwnerChoice } from './section/OwnerChoice.tsx';
import { outlineOf, type OutlineItem } from './outline.ts';

const PAUSE_MS = 300;

interface OutlineProps {
  readonly doc: Y.Doc;
  readonly editor: EditorHandle | null;
  /** Who may take over a part (分工); empty where nobody drafts any more or one writes alone. */
  readonly writers: readonly string[];
  readonly canAssign: boolean;
}

export function Outline({ doc, editor, writers, canAssign }: OutlineProps) {
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
    sectionsOf(doc).observe(look);
    return () => {
      window.clearTimeout(timer);
      bodyOf(doc).unobserveDeep(look);
      sectionsOf(doc).unobserve(look);
    };
  }, [doc]);
  if (items.length === 0) return <p className="muted" data-testid="outline">{text('editor.outline.none')}</p>;
  return (
    <nav aria-label={text('editor.outline')} data-testid="outline">
      <ol className="outline">
        {items.map(({ index, level, text: words }) => (
          <li key={index} className="outline-line">
            <button type="button" className={`plain outline-item level-${level}`} disabled={editor === null} onClick={() => editor?.show({ kind: 'block', index, start: 0, end: 0 })}>
              {level === 0 && <span className="chip">{text('editor.attachment')}</span>}
              {words === '' ? <span className="muted">{text('editor.outline.empty')}</span> : words}
            </button>
            {level > 0 && writers.length > 1 && <OwnerChoice heading={words} owner={editor?.ownerAt(index) ?? null} writers={writers} isDisabled={editor === null || !canAssign} onChoose={(owner) => editor?.assign(index, owner)} />}
          </li>
        ))}
      </ol>
    </nav>
  );
}
