/**
 * What may be pasted. Too much is refused before anything is parsed, so that the page never freezes on it; the rest is cut down to the schema,
 * and the indents that people type by hand are dropped, because the sheet indents by itself.
 */
import { Extension } from '@tiptap/core';
import { Fragment, Slice, type Node as PmNode } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { NODE } from '#shared/doc/shape.ts';
import { classifiedMarks } from '#shared/gbt9704/check/classified.ts';

/** An update must stay well below the gate's megabyte: a character of Chinese takes three bytes. */
export const PASTE_CHARACTERS_MAX = 200_000;
/** Word wraps text in ten times its length of markup; beyond this the plain text is taken instead. */
export const PASTE_MARKUP_MAX = 4_000_000;

export type PasteVerdict = { readonly kind: 'ok' } | { readonly kind: 'plain' } | PasteRefusal;
export type PasteRefusal = { readonly kind: 'refused'; readonly characters: number } | { readonly kind: 'marked'; readonly mark: string };

/** A table with more cells than this is a sheet of figures, and as one its text is taken. */
export const PASTE_CELLS_MAX = 4_000;

export const cellsIn = (markup: string): number => markup.match(/<t[dh]\b/giu)?.length ?? 0;

/** A 密级 mark is refused before it is in the text: what was never here need not be taken out again. A level that stands alone may be a word of a table; the guard looks at that where it comes to stand. */
export function markIn(text: string): string | null {
  const [mark] = classifiedMarks({ text: text.slice(0, PASTE_CHARACTERS_MAX), prominent: 0 });
  return mark === undefined ? null : text.slice(mark.start, mark.end);
}

export function judgePaste(textLength: number, markupLength: number): PasteVerdict {
  if (textLength > PASTE_CHARACTERS_MAX) return { kind: 'refused', characters: textLength };
  if (markupLength <= PASTE_MARKUP_MAX) return { kind: 'ok' };
  return textLength > 0 ? { kind: 'plain' } : { kind: 'refused', characters: markupLength };
}

export const withoutIndents = (text: string): string => text.replace(/^[\u3000\u00a0 \t]+/gmu, '');

/** For a title: one line, whatever was copied. */
export const asOneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/gu, '').trim();

function trimIndents(fragment: Fragment): Fragment {
  const nodes: PmNode[] = [];
  fragment.forEach((node) => {
    if (!node.isTextblock) { nodes.push(node.isText ? node : node.copy(trimIndents(node.content))); return; }
    const first = node.firstChild;
    const kept = first?.isText === true ? withoutIndents(first.text ?? '') : null;
    if (first === null || kept === null || kept === first.text) { nodes.push(node); return; }
    const rest = node.content.cut(first.nodeSize);
    nodes.push(node.copy(kept === '' ? rest : Fragment.from(first.type.schema.text(kept, first.marks)).append(rest)));
  });
  return Fragment.fromArray(nodes);
}

export const OfficialPaste = Extension.create<{ onRefused: (refusal: PasteRefusal) => void }>({
  name: 'officialPaste',
  addOptions: () => ({ onRefused: () => undefined }),
  addProseMirrorPlugins() {
    const { onRefused } = this.options;
    const guard = (data: DataTransfer | null, event: Event): boolean => {
      if (data === null) return false;
      const plain = data.getData('text/plain');
      const mark = markIn(plain);
      const verdict = mark === null ? judgePaste(plain.length, data.getData('text/html').length) : { kind: 'marked' as const, mark };
      if (verdict.kind !== 'refused' && verdict.kind !== 'marked') return false;
      event.preventDefault();
      onRefused(verdict);
      return true;
    };
    return [new Plugin({
      props: {
        handleDOMEvents: {
          paste: (_view, event) => guard(event.clipboardData, event),
          drop: (_view, event) => guard(event.dataTransfer, event),
        },
        transformPastedHTML: (html) => (html.length > PASTE_MARKUP_MAX || cellsIn(html) > PASTE_CELLS_MAX ? '' : html),
        transformPastedText: withoutIndents,
        transformPasted: (slice) => new Slice(trimIndents(slice.content), slice.openStart, slice.openEnd),
        handlePaste: (view, event) => {
          const { $from, $to } = view.state.selection;
          const plain = event.clipboardData?.getData('text/plain') ?? '';
          if ($from.parent.type.name !== NODE.title || !$from.sameParent($to)) return false;
          view.dispatch(view.state.tr.insertText(asOneLine(plain)).scrollIntoView());
          return true;
        },
      },
    })];
  },
});
