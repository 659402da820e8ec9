/** 插图 in the editor: a block of its own, drawn from the bytes that its digest names. Only the editor's own clipboard is read back. */
import { Node } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { figureSize } from '#shared/doc/attached-files.ts';
import { ALT_LENGTH_MAX, isDigest, NODE, SHAPE } from '#shared/doc/shape.ts';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { comesAndGoes } from '#renderer/features/editor/revision/schema-revision.ts';

export interface FigureWords {
  readonly figure: string;
  readonly loading: string;
  readonly missing: string;
}
interface FigureOptions {
  readonly pictures: Pictures | null;
  readonly words: FigureWords;
}

/** What the clipboard says is taken only as far as the shape allows it; a figure without its digest is none. */
const carried = (name: 'pixels' | 'width' | 'alt', fallback: unknown) => ({
  default: fallback, rendered: false,
  parseHTML: (element: HTMLElement): unknown => {
    const text = element.getAttribute(`data-${name}`);
    const value = name === 'width' ? Number(text) : name === 'alt' ? (text ?? '').slice(0, ALT_LENGTH_MAX) : text;
    return SHAPE.figure.attributes[name]?.(value) === true ? value : fallback;
  },
});

export const Figure = Node.create<FigureOptions>({
  name: NODE.figure, group: 'block', atom: true, selectable: true, draggable: false,
  addOptions: () => ({ pictures: null, words: { figure: '', loading: '', missing: '' } }),
  addAttributes: () => ({
    ...comesAndGoes,
    blob: { default: null, rendered: false, parseHTML: (element: HTMLElement) => element.getAttribute('data-blob') },
    pixels: carried('pixels', '4x3'), width: carried('width', 100), alt: carried('alt', ''),
  }),
  parseHTML: () => [{ tag: 'figure[data-blob]', getAttrs: (element) => (isDigest(element.getAttribute('data-blob')) ? {} : false) }],
  renderHTML: ({ node }) => ['figure', { class: 'figure', 'data-blob': String(node.attrs['blob']), 'data-pixels': String(node.attrs['pixels']), 'data-width': String(node.attrs['width']), 'data-alt': String(node.attrs['alt']) }],
  addNodeView() {
    const { pictures, words } = this.options;
    return ({ node: first }) => {
      let node = first;
      let isGone = false;
      const dom = document.createElement('figure');
      dom.className = 'figure';
      dom.contentEditable = 'false';
      const image = document.createElement('img');
      const state = document.createElement('span');
      state.className = 'figure-state';
      dom.append(image, state);
      const show = async (): Promise<void> => {
        const { blob } = node.attrs as { readonly blob: unknown };
        state.textContent = words.loading;
        const address = pictures === null || !isDigest(blob) ? null : await pictures.address(blob);
        if (isGone || node.attrs['blob'] !== blob) return;
        dom.classList.toggle('is-missing', address?.ok !== true);
        state.textContent = address?.ok === true ? '' : words.missing;
        if (address?.ok === true) image.src = address.value;
        else image.removeAttribute('src');
      };
      const draw = (): void => {
        const { width, height } = sizeOf(node);
        image.style.width = `${width}mm`;
        image.style.height = `${height}mm`;
        image.alt = node.attrs['alt'] === '' ? words.figure : String(node.attrs['alt']);
        dom.title = String(node.attrs['alt']);
      };
      draw();
      void show();
      // What was not here may have come.
      const stop = pictures?.onChanged(() => { if (dom.classList.contains('is-missing')) void show(); });
      return {
        dom,
        update: (next: PmNode) => {
          if (next.type !== node.type) return false;
          const isOther = next.attrs['blob'] !== node.attrs['blob'];
          node = next;
          draw();
          if (isOther) void show();
          return true;
        },
        ignoreMutation: () => true,
        destroy: () => { isGone = true; stop?.(); },
      };
    };
  },
});

export const sizeOf = ({ attrs }: Pick<PmNode, 'attrs'>): { readonly width: number; readonly height: number } => figureSize({ pixels: String(attrs['pixels']), width: Number(attrs['width']) });
