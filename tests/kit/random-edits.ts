/**
 * Edits as an honest editor makes them on the shape of shared/doc: typing, deleting, marking, splitting, headings, metadata. No caret stands
 * between the two halves of a rare character: Yjs would replace both, and where it only looks, in this copy alone.
 */
import * as Y from 'yjs';
import { bodyOf, MARK, metaOf, NODE, shapeOf } from '#shared/doc/shape.ts';
import type { Dice } from './ports.ts';

const WORDS = ['为改善村民出行条件', '经镇党委会研究', '资金', '。', '一、', '①', 'A4', '🀄', '𠮷'] as const;

/** Those that hold text, also in the cells of tables. */
const blocksOf = (doc: Y.Doc): readonly Y.XmlElement[] => elementsIn(bodyOf(doc)).filter((node) => shapeOf(node.nodeName)?.inside === 'text');
const elementsIn = (parent: Y.XmlFragment): readonly Y.XmlElement[] => parent.toArray().flatMap((node) => (node instanceof Y.XmlElement ? [node, ...elementsIn(node)] : []));

export function randomEdit(doc: Y.Doc, dice: Dice): void {
  const body = bodyOf(doc);
  const blocks = blocksOf(doc);
  const block = blocks.length === 0 ? undefined : dice.pick(blocks);
  switch (dice.below(8)) {
    case 0: case 1: case 2:
      if (block === undefined) body.insert(0, [paragraph(dice.pick(WORDS))]);
      else typeInto(block, dice);
      return;
    case 3: {
      const text = block?.get(0);
      if (!(text instanceof Y.XmlText) || text.length === 0) return;
      const [from, to] = stretch(text, dice.below(text.length), 1);
      text.delete(from, to - from);
      return;
    }
    case 4: {
      const text = block?.get(0);
      if (!(text instanceof Y.XmlText) || text.length === 0) return;
      const first = dice.below(text.length);
      const [from, to] = stretch(text, first, 1 + dice.below(text.length - first));
      text.format(from, to - from, { ...markOf(dice) });
      return;
    }
    case 5:
      body.insert(dice.below(body.length + 1), [dice.chance(3) ? heading(dice) : dice.chance(6) ? table(dice) : paragraph(dice.pick(WORDS))]);
      return;
    case 6:
      if (block?.nodeName === NODE.paragraph && dice.chance(3)) return block.setAttribute(dice.pick(['inserted', 'deleted']), dice.pick(REVISIONS));
      if (body.length > 3 && dice.chance(2)) body.delete(dice.below(body.length), 1);
      return;
    default:
      metaOf(doc).set(dice.pick(['contactName', 'contactPhone', 'urgency', 'mainRecipientName', 'ccRecipients', 'annotation']), dice.pick(WORDS));
  }
}

function markOf(dice: Dice): Readonly<Record<string, object | null>> {
  const mark = dice.pick(Object.values(MARK));
  if (dice.chance(3)) return { [mark]: null };
  const id = dice.pick(REVISIONS);
  return { [mark]: mark === MARK.formerly ? { id, was: dice.pick(['', 'bold', 'italic,underline']) } : mark === MARK.insertion || mark === MARK.deletion ? { id } : {} };
}
const REVISIONS = ['a1'.repeat(6), 'b2'.repeat(6)] as const;

function typeInto(block: Y.XmlElement, dice: Dice): void {
  const first = block.get(0);
  if (first instanceof Y.XmlText) first.insert(stretch(first, dice.below(first.length + 1), 0)[0], dice.pick(WORDS));
  else block.insert(0, [new Y.XmlText(dice.pick(WORDS))]);
}

/** Whole characters only. */
function stretch(text: Y.XmlText, from: number, length: number): readonly [number, number] {
  const letters = (text.toDelta() as readonly { readonly insert: string }[]).map(({ insert }) => insert).join('');
  const isInside = (at: number): boolean => (letters.charCodeAt(at) & 0xfc00) === 0xdc00;
  const start = isInside(from) ? from - 1 : from;
  const end = from + length;
  return [start, length === 0 ? start : isInside(end) ? end + 1 : end];
}

function paragraph(text: string): Y.XmlElement {
  const node = new Y.XmlElement(NODE.paragraph);
  node.insert(0, [new Y.XmlText(text)]);
  return node;
}

function heading(dice: Dice): Y.XmlElement {
  const node = new Y.XmlElement(NODE.heading);
  node.setAttribute('level', (1 + dice.below(4)) as unknown as string);
  node.insert(0, [new Y.XmlText(dice.pick(WORDS))]);
  return node;
}

function table(dice: Dice): Y.XmlElement {
  const node = new Y.XmlElement(NODE.table);
  const columns = 1 + dice.below(3);
  node.insert(0, Array.from({ length: 1 + dice.below(3) }, (_row, row) => {
    const line = new Y.XmlElement(NODE.tableRow);
    line.insert(0, Array.from({ length: columns }, () => {
      const cell = new Y.XmlElement(row === 0 ? NODE.tableHeader : NODE.tableCell);
      if (dice.chance(3)) cell.setAttribute('colwidth', [40 + dice.below(200)] as unknown as string);
      cell.insert(0, [paragraph(dice.pick(WORDS))]);
      return cell;
    }));
    return line;
  }));
  return node;
}
