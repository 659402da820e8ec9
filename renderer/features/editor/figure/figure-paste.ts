/** Pictures that are pasted or dropped: as pictures of this document; figures copied in another document bring their bytes along; other files are attached. */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { Slice } from '@tiptap/pm/model';
import { NODE } from '#shared/doc/shape.ts';

export interface FigurePasteOptions {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onFigures: (digests: readonly string[]) => void;
}

/** Word and WPS put a picture of the words beside the words: then the words are meant. */
const filesIn = (data: DataTransfer | null): readonly File[] => (data === null || data.getData('text/html') !== '' || data.getData('text/plain') !== '' ? [] : [...data.files]);

function figuresIn(slice: Slice): readonly string[] {
  const digests = new Set<string>();
  slice.content.descendants((node) => { if (node.type.name === NODE.figure) digests.add(String(node.attrs['blob'])); });
  return [...digests];
}

export const FigurePaste = Extension.create<FigurePasteOptions>({
  name: 'figurePaste', priority: 1_100,
  addOptions: () => ({ onFiles: () => undefined, onFigures: () => undefined }),
  addProseMirrorPlugins() {
    const { onFiles, onFigures } = this.options;
    const take = (data: DataTransfer | null, event: Event, isEditable: boolean): boolean => {
      const files = filesIn(data);
      if (files.length === 0) return false;
      event.preventDefault();
      if (isEditable) onFiles(files);
      return true;
    };
    return [new Plugin({
      props: {
        handlePaste: (view, event, slice) => {
          if (take(event.clipboardData, event, view.editable)) return true;
          const digests = figuresIn(slice);
          if (digests.length > 0) onFigures(digests);
          return false;
        },
        handleDrop: (view, event) => take(event.dataTransfer, event, view.editable),
      },
    })];
  },
});
