/** Marks and attributes of 修订 for the editor's schema, exactly those of shared/doc/shape.ts. Only the editor's own clipboard is read back. */
import { Mark } from '@tiptap/core';
import { MARK, REVISED } from '#shared/doc/shape.ts';

const carried = (name: string) => ({ default: null, parseHTML: (element: HTMLElement) => element.getAttribute(`data-${name}`), renderHTML: (attrs: Readonly<Record<string, unknown>>) => ({ [`data-${name}`]: String(attrs[name]) }) });

const revisionMark = (name: string, tag: string, attributes: readonly string[]) => Mark.create({
  name, inclusive: false,
  addAttributes: () => Object.fromEntries(attributes.map((attribute) => [attribute, carried(attribute)])),
  parseHTML: () => [{ tag: `${tag}[data-id]` }],
  renderHTML: ({ HTMLAttributes }) => [tag, { ...HTMLAttributes, class: `revision-${name}` }, 0],
});

export const revisionMarks = () => [revisionMark(MARK.insertion, 'ins', ['id']), revisionMark(MARK.deletion, 'del', ['id']), revisionMark(MARK.formerly, 'span', ['id', 'was'])];

/** Which stand in what is drawn by decorations (tracking.ts), so that tables show them too. */
const silent = { default: null, rendered: false, keepOnSplit: false, parseHTML: () => null } as const;
export const comesAndGoes = { [REVISED.inserted]: silent, [REVISED.deleted]: silent };
export const changesKind = { ...comesAndGoes, [REVISED.formerly]: silent };
