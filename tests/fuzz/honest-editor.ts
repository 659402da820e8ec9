/** One person's editor without a screen: the real schema and the real binding's way of writing, undo, restarts under new client ids. */
import { getSchema } from '@tiptap/core';
import type { Node, ResolvedPos } from '@tiptap/pm/model';
import { Transform } from '@tiptap/pm/transform';
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { bodyOf, metaOf, NODE } from '#shared/doc/shape.ts';
import { nameTrueNeighbours } from '#shared/doc/undo-neighbours.ts';
import { officialSchema } from '#renderer/features/editor/schema.ts';
import type { Dice } from '#tests/kit/ports.ts';
import { emptyCopy } from './oracle.ts';

const SCHEMA = getSchema(officialSchema());
const WORDS = ['为改善村民出行条件', '经镇党委会研究，', '拟申请资金', '120万元', '。', '一、', '（一）', 'A4', '🀄', '𠮷野', ' ', '\t'] as const;
const TYPED = 'typed';
const REMOTE = 'remote';

export interface Editor {
  doc(): Y.Doc;
  /** Something that a person does; may turn out to change nothing. */
  act(dice: Dice): void;
  receive(update: Uint8Array): void;
  /** Own updates since the last call, the clean-up of others' formatting included. */
  take(): Uint8Array[];
  /** The application is closed and opened again: the same text under another client id. */
  restart(clientId: number): void;
}

export function openEditor(state: Uint8Array, clientId: number): Editor {
  let doc: Y.Doc;
  let undo: Y.UndoManager;
  const made: Uint8Array[] = [];
  const open = (bytes: Uint8Array, id: number): void => {
    doc = emptyCopy();
    doc.clientID = id;
    nameTrueNeighbours(doc);
    Y.applyUpdate(doc, bytes, REMOTE);
    undo = new Y.UndoManager(bodyOf(doc), { trackedOrigins: new Set([TYPED]), captureTimeout: 0 });
    // As the stock provider does: everything that did not come from the line goes to it.
    doc.on('update', (update: Uint8Array, origin: unknown) => { if (origin !== REMOTE) made.push(update); });
  };
  open(state, clientId);
  return {
    doc: () => doc,
    act: (dice) => {
      if (dice.chance(12)) return void undo.undo();
      if (dice.chance(20)) return void undo.redo();
      if (dice.chance(12)) return void metaOf(doc).set(dice.pick(['contactName', 'contactPhone', 'urgency']), dice.pick(WORDS));
      const fragment = bodyOf(doc);
      const { doc: page, meta } = initProseMirrorDoc(fragment, SCHEMA) as unknown as { readonly doc: Node; readonly meta: Parameters<typeof updateYFragment>[3] };
      const change = new Transform(page);
      try {
        edit(change, dice);
      } catch (error) {
        // A place where the schema allows no such step: an editor offers none there.
        if (error instanceof RangeError || (error instanceof Error && /Transform|Replace|Invalid|structure|join/iu.test(`${error.name} ${error.message}`))) return;
        throw error;
      }
      if (change.docChanged) doc.transact(() => updateYFragment(doc, fragment, change.doc, meta), TYPED);
    },
    receive: (update) => Y.applyUpdate(doc, update, REMOTE),
    take: () => made.splice(0),
    restart: (id) => {
      const bytes = Y.encodeStateAsUpdate(doc);
      undo.destroy();
      doc.destroy();
      open(bytes, id);
    },
  };
}

/** A caret never stands between the two halves of a rare character (𠮷). */
const isInsideCharacter = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

function edit(change: Transform, dice: Dice): void {
  const blocks: { readonly node: Node; readonly pos: number }[] = [];
  change.doc.forEach((node, pos) => { if (node.isTextblock) blocks.push({ node, pos }); });
  if (blocks.length === 0) return;
  const { node, pos } = dice.pick(blocks);
  const isBody = node.type.name !== NODE.title;
  const between = (wanted: number): number => pos + 1 + (isInsideCharacter(node.textContent, wanted) ? wanted + 1 : wanted);
  const first = dice.below(node.content.size + 1);
  const from = between(first);
  const to = between(Math.min(node.content.size, first + 1 + dice.below(8)));
  const at: ResolvedPos = change.doc.resolve(from);
  switch (dice.below(isBody ? 14 : 6)) {
    case 0: case 1: case 2: case 3: return void change.insert(from, SCHEMA.text(dice.pick(WORDS), at.marks()));
    case 4: case 5: return void (to > from && change.delete(from, to));
    case 6: case 7: return void (to > from && change.addMark(from, to, SCHEMA.mark(dice.pick(['bold', 'italic', 'underline']))));
    case 8: return void (to > from && change.removeMark(from, to, dice.chance(3) ? null : SCHEMA.mark(dice.pick(['bold', 'italic', 'underline']))));
    case 9: return void change.split(from);
    case 10: {
      const before = change.doc.resolve(pos).nodeBefore;
      return void (before !== null && before.isTextblock && before.type.name !== NODE.title && change.join(pos));
    }
    case 11: return void change.setBlockType(from, from, SCHEMA.node(dice.pick([NODE.paragraph, NODE.heading])).type, { level: 1 + dice.below(4) });
    case 12: {
      const pasted = Array.from({ length: 1 + dice.below(4) }, () => SCHEMA.node(NODE.paragraph, null, [SCHEMA.text(dice.pick(WORDS), dice.chance(2) ? [SCHEMA.mark('bold')] : [])]));
      return void change.insert(pos + node.nodeSize, pasted);
    }
    default: return void (blocks.length > 6 && change.delete(pos, pos + node.nodeSize));
  }
}
