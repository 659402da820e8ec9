/** A rule across the sheet wherever a printed page ends, with the number of the page that begins there. */
import type { Editor } from '@tiptap/core';
import { memo, useEffect, useState, type RefObject } from 'react';
import { PAGE } from '#shared/gbt9704/layout/measures.ts';
import { useText } from '#renderer/ui/text.tsx';
import { pageEnds, readBlocks, type PageEnd } from './page-ends.ts';

/** Typing comes first. */
const PAUSE_MS = 200;

export interface Paging { readonly ends: readonly PageEnd[]; readonly pages: number }

export function usePaging(editor: Editor | null, sheet: RefObject<HTMLElement | null>): Paging | null {
  const [paging, setPaging] = useState<Paging | null>(null);
  useEffect(() => {
    const element = sheet.current;
    if (editor === null || element === null) return undefined;
    let timer: number | undefined;
    const look = (): void => {
      if (editor.isDestroyed) return;
      const types: string[] = [];
      editor.state.doc.forEach((node) => { types.push(node.type.name); });
      const read = readBlocks(element, types);
      if (read !== null) setPaging(pageEnds(read.blocks, read.headMm));
    };
    const soon = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(look, PAUSE_MS);
    };
    // Lines move when a text is typed, when a face arrives, and when what is drawn from facts changes.
    const observer = new ResizeObserver(soon);
    observer.observe(editor.view.dom);
    editor.on('update', soon);
    soon();
    return () => {
      window.clearTimeout(timer);
      observer.disconnect();
      editor.off('update', soon);
    };
  }, [editor, sheet]);
  return paging;
}

/** A long text has hundreds: drawn again only when pages end elsewhere. */
export const PageEnds = memo(function PageEnds({ ends }: { readonly ends: readonly PageEnd[] }) {
  const text = useText();
  return (
    <div className="page-ends" aria-hidden="true">
      {ends.map(({ number, at }) => <div key={number} className="page-end" data-page={number} style={{ insetBlockStart: `${PAGE.topMm + at}mm` }}><span>{text('editor.page', { number })}</span></div>)}
    </div>
  );
});
