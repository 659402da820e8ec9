/** 修订 in the editor: while it is on, what somebody does becomes what they propose; what is pasted is nobody's revision; blocks show theirs. */
import { Extension } from '@tiptap/core';
import { Fragment, Slice, type Node as PmNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { MARK, REVISED } from '#shared/doc/shape.ts';
import { composedAt, composedProposal, grownBy, isWithin, movedBy, type Composed } from './composing.ts';
import { hasRevision, isRevisedNode } from './list.ts';
import { SETTLES } from './settle.ts';
import { markOf, tracked, unrevised, type RevisionAuthor } from './track.ts';

export interface TrackingOptions {
  readonly isOn: () => boolean;
  readonly author: RevisionAuthor;
  /** What cannot be proposed was not done. */
  readonly onRefused: () => void;
}

const NOBODY: TrackingOptions = { isOn: () => false, author: { id: () => '', isOwn: () => false }, onRefused: () => {} };
const decorations = new PluginKey<DecorationSet>('revisions');

/** Meta of a change that is a 修订 whether or not 修订 is on. */
export const PROPOSES = 'proposes';

/** After it has ended the editor still reads the last letters from the page; before they travel (OfficialEditor) they are a proposal. */
const LAST_LETTERS_MS = 40;

interface TrackingStorage { composed: Composed | null; timer: number | undefined }

export const RevisionTracking = Extension.create<TrackingOptions, TrackingStorage>({
  name: 'revisionTracking', priority: 900,
  addOptions: () => NOBODY,
  addStorage: () => ({ composed: null, timer: undefined }),
  dispatchTransaction({ transaction, next }) {
    const { isOn, author, onRefused } = this.options;
    const isFromOthers = transaction.getMeta(ySyncPluginKey) !== undefined;
    const { composed } = this.storage;
    if (composed !== null && transaction.docChanged) {
      this.storage.composed = isFromOthers ? movedBy(composed, transaction) : grownBy(composed, transaction);
      return next(transaction);
    }
    // Undo and redo come through the binding like what others wrote.
    if (!transaction.docChanged || !(isOn() || transaction.getMeta(PROPOSES) === true) || isFromOthers || transaction.getMeta(SETTLES) === true) return next(transaction);
    const proposal = tracked(transaction, this.editor.state, author);
    if (proposal === null) onRefused();
    else next(proposal);
  },
  onDestroy() {
    window.clearTimeout(this.storage.timer);
  },
  addProseMirrorPlugins() {
    const { isOn, author } = this.options;
    const { storage } = this;
    const settle = (view: EditorView): void => {
      window.clearTimeout(storage.timer);
      const { composed } = storage;
      storage.composed = null;
      const proposal = composed === null || view.isDestroyed ? null : composedProposal(view.state, composed, author);
      if (proposal !== null) view.dispatch(proposal.setMeta(SETTLES, true));
    };
    return [new Plugin<DecorationSet>({
    key: decorations,
    state: {
      init: (_config, { doc }) => drawn(doc),
      apply: (tr, old) => (tr.docChanged ? drawn(tr.doc) : old),
    },
    props: {
      decorations: (state) => decorations.getState(state),
      transformPasted: (slice) => new Slice(asPasted(slice.content), slice.openStart, slice.openEnd),
      handleDOMEvents: {
        compositionstart: (view) => {
          window.clearTimeout(storage.timer);
          if (storage.composed !== null && !isWithin(storage.composed, view.state.selection)) settle(view);
          if (isOn() && view.editable) storage.composed ??= composedAt(view.state);
          return false;
        },
        compositionend: (view) => {
          storage.timer = window.setTimeout(() => settle(view), LAST_LETTERS_MS);
          return false;
        },
      },
    },
  })];
  },
});

/** Of text that was taken out nothing is pasted. */
function asPasted(content: Fragment): Fragment {
  const nodes: PmNode[] = [];
  content.forEach((node) => {
    if (node.isText && markOf(node, MARK.deletion) !== undefined) return;
    nodes.push(node.isText ? unrevised(node) : unrevised(node).copy(asPasted(node.content)));
  });
  return Fragment.from(nodes);
}

function drawn(doc: PmNode): DecorationSet {
  const found: Decoration[] = [];
  doc.descendants((node, at, parent) => {
    if (node.isText || (parent === doc && !hasRevision(node))) return false;
    if (isRevisedNode(node)) found.push(Decoration.node(at, at + node.nodeSize, { class: Object.values(REVISED).filter((name) => typeof node.attrs[name] === 'string').map((name) => `revised-${name}`).join(' ') }));
    return !node.isTextblock;
  });
  return DecorationSet.create(doc, found);
}
