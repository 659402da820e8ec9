/** 修订 as somebody writes: what each act becomes, and what holds whatever is done by whoever in whatever order. */
import { getSchema } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { canonicalContent, readContent, type Content } from '#shared/doc/canonical.ts';
import { cleanContent, isRevised, originalContent } from '#shared/doc/revisions.ts';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { officialSchema } from '#renderer/features/editor/schema.ts';
import { composedAt, composedProposal, grownBy, movedBy, type Composed } from './composing.ts';
import { revisionBeside, revisionsIn } from './list.ts';
import { settling } from './settle.ts';
import { tracked, type RevisionAuthor } from './track.ts';

const schema = getSchema(officialSchema());
const A = 'a'.repeat(12);
const B = 'b'.repeat(12);
const author = (own: string): RevisionAuthor => ({ id: () => own, isOwn: (id) => id === own });
const node = (name: string, attrs: Record<string, unknown> | null, ...children: PmNode[]): PmNode => schema.node(name, attrs, children);
const words = (text: string): PmNode[] => (text === '' ? [] : [schema.text(text)]);
const p = (text: string): PmNode => node(NODE.paragraph, null, ...words(text));
const row = (...cells: string[]): PmNode => node(NODE.tableRow, null, ...cells.map((text) => node(NODE.tableCell, null, p(text))));

/** Plain texts are looked at without what stands around them. */
const text = (...blocks: PmNode[]): EditorState => EditorState.create({ doc: node('doc', null, node(NODE.title, null, ...words('标题')), node(NODE.recipients, null), ...blocks, node(NODE.signature, null)) });
const START = '标题'.length + 2 + 1;
const caret = (state: EditorState, from: number, to = from): EditorState => state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));

function contentOf(doc: PmNode): Content {
  const copy = new Y.Doc();
  prosemirrorToYXmlFragment(doc, bodyOf(copy));
  const content = readContent(copy);
  copy.destroy();
  return { meta: {}, blocks: content.blocks };
}
const plain = (content: Content): string => canonicalContent({ meta: {}, blocks: content.blocks });
const lines = (content: Content): readonly string[] => content.blocks.slice(2, -1).map(({ runs }) => runs.map((run) => run.text).join(''));

const act = (state: EditorState, change: (tr: Transaction) => Transaction, by = A): EditorState => {
  const proposal = tracked(change(state.tr), state, author(by));
  if (proposal === null) throw new Error('refused');
  return state.apply(proposal);
};
const clean = (state: EditorState): readonly string[] => lines(cleanContent(contentOf(state.doc)));
const original = (state: EditorState): readonly string[] => lines(originalContent(contentOf(state.doc)));

describe('what is written while 修订 is on', () => {
  it('[REV07] words that are typed are put in, words that are deleted stay and are marked; one’s own are taken back', () => {
    const before = text(p('拟修缮村道。'));
    const typed = act(caret(before, START + 3), (tr) => tr.insertText('并硬化'));
    expect(clean(typed)).toEqual(['拟修并硬化缮村道。']);
    expect(original(typed)).toEqual(['拟修缮村道。']);
    expect(typed.selection.from).toBe(START + 3 + 3);
    const back = act(typed, (tr) => tr.delete(START + 4, START + 6));
    expect(clean(back)).toEqual(['拟修并缮村道。']);
    expect(back.doc.textContent).toBe('标题拟修并缮村道。');
    const other = act(back, (tr) => tr.delete(START + 3, START + 5), B);
    expect(other.doc.textContent).toBe('标题拟修并缮村道。');
    expect(clean(other)).toEqual(['拟修村道。']);
    expect(original(other)).toEqual(['拟修缮村道。']);
  });

  it('[REV07] a Backspace goes on in front of what it took out, a Delete behind it', () => {
    let state = caret(text(p('一二三')), START + 3);
    for (let times = 0; times < 2; times += 1) state = act(state, (tr) => tr.delete(state.selection.from - 1, state.selection.from));
    expect([clean(state), state.selection.from]).toEqual([['三'], START + 1]);
    state = caret(text(p('一二三')), START + 1);
    for (let times = 0; times < 2; times += 1) state = act(state, (tr) => tr.delete(state.selection.from, state.selection.from + 1));
    expect([clean(state), state.selection.from]).toEqual([['三'], START + 3]);
  });

  it('[REV07] words that are typed over others stand behind them, and the caret behind those', () => {
    const state = act(caret(text(p('一二三')), START + 1, START + 3), (tr) => tr.insertText('七八九'));
    expect([clean(state), original(state), state.selection.from]).toEqual([['七八九三'], ['一二三'], START + 1 + 2 + 3]);
    expect(revisionsIn(state.doc)).toMatchObject([{ id: A, kind: 'replaced', text: '一二七八九' }]);
  });

  it('[REV07] a paragraph is split and joined by its break', () => {
    const split = act(caret(text(p('一二三')), START + 2), (tr) => tr.split(START + 2));
    expect([clean(split), original(split)]).toEqual([['一', '二三'], ['一二三']]);
    expect(revisionsIn(split.doc)).toMatchObject([{ kind: 'split' }]);
    const joined = act(text(p('一'), p('二')), (tr) => tr.delete(START + 2, START + 4));
    expect([clean(joined), original(joined)]).toEqual([['一二'], ['一', '二']]);
    const taken = act(split, (tr) => tr.delete(START + 2, START + 4));
    expect(isRevised(contentOf(taken.doc))).toBe(false);
  });

  it('[REV03 REV07] another style and another kind of paragraph are proposed, and no more when they are as they were', () => {
    const bold = act(text(p('一二三')), (tr) => tr.addMark(START + 1, START + 3, schema.mark('bold')));
    expect(revisionsIn(bold.doc)).toMatchObject([{ kind: 'style', text: '一二' }]);
    expect(isRevised(contentOf(act(bold, (tr) => tr.removeMark(START + 1, START + 3, schema.marks['bold'])).doc))).toBe(false);
    const heading = act(text(p('一二三')), (tr) => tr.setBlockType(START + 1, START + 1, schema.nodes[NODE.heading] as never, { level: 2 }));
    expect(revisionsIn(heading.doc)).toMatchObject([{ kind: 'kind' }]);
    expect(originalContent(contentOf(heading.doc)).blocks[2]).toEqual({ type: 'paragraph', attrs: {}, runs: [{ text: '一二三', marks: [] }] });
    expect(isRevised(contentOf(act(heading, (tr) => tr.setBlockType(START + 1, START + 1, schema.nodes[NODE.paragraph] as never)).doc))).toBe(false);
  });

  it('[REV09] a row and a table come and go as a whole; cells alone are refused', () => {
    const state = text(p('前'), node(NODE.table, null, row('甲', '乙'), row('丙', '丁')), p('后'));
    const table = START + 3;
    const removed = act(state, (tr) => tr.delete(table + 1, table + 1 + (tr.doc.nodeAt(table + 1)?.nodeSize ?? 0)));
    expect(revisionsIn(removed.doc)).toMatchObject([{ kind: 'blockOut', block: NODE.tableRow, text: '甲乙' }]);
    expect(cleanContent(contentOf(removed.doc)).blocks[3]?.blocks).toHaveLength(1);
    const gone = act(state, (tr) => tr.delete(table, table + (tr.doc.nodeAt(table)?.nodeSize ?? 0)));
    expect(clean(gone)).toEqual(['前', '后']);
    expect(plain(originalContent(contentOf(gone.doc)))).toBe(plain(contentOf(state.doc)));
    const added = act(state, (tr) => tr.insert(table + 1, row('子', '丑')));
    expect(revisionsIn(added.doc)).toMatchObject([{ kind: 'blockIn', block: NODE.tableRow }]);
    // In a row of one's own nothing is marked; it comes and goes with its row.
    const typed = act(added, (tr) => tr.insertText('寅', table + 4));
    expect(revisionsIn(typed.doc)).toHaveLength(1);
    expect(plain(originalContent(contentOf(typed.doc)))).toBe(plain(contentOf(state.doc)));
    expect(tracked(state.tr.insert(table + 2, node(NODE.tableCell, null, p('列'))), state, author(A))).toBe(null);
    expect(tracked(state.tr.setNodeMarkup(table + 2, null, { colspan: 2 }), state, author(A))).toBe(null);
  });

  it('[SCR35] one goes from one to the next and back, and begins again at the end', () => {
    let state = act(text(p('一二三四')), (tr) => tr.delete(START + 1, START + 2));
    state = act(state, (tr) => tr.delete(START + 3, START + 4), B);
    const all = revisionsIn(state.doc);
    const at = (from: number, way: 1 | -1) => all.indexOf(revisionBeside(all, { from, to: from }, way) as (typeof all)[number]);
    expect([at(START, 1), at(START + 2, 1), at(START + 5, 1), at(START + 5, -1), at(START, -1)]).toEqual([0, 1, 0, 1, 1]);
    expect(revisionBeside([], { from: 1, to: 1 }, 1)).toBe(null);
  });

  it('[REV08] one revision, those of one person or all are accepted or rejected', () => {
    let state = act(text(p('一二三四五')), (tr) => tr.delete(START + 1, START + 2), A);
    state = act(state, (tr) => tr.insertText('乙', START + 4), B);
    state = act(state, (tr) => tr.delete(START + 6, START + 7), A);
    const [first] = revisionsIn(state.doc);
    const one = state.apply(settling(state, { isChosen: (id) => id === first?.id, from: first?.from ?? 0, to: first?.to ?? 0 }, 'reject') as Transaction);
    expect([clean(one), revisionsIn(one.doc).length]).toEqual([['一二三乙四'], 2]);
    const theirs = state.apply(settling(state, { isChosen: (id) => id === A }, 'accept') as Transaction);
    expect([theirs.doc.textContent, original(theirs)]).toEqual(['标题二三乙四', ['二三四']]);
    const none = theirs.apply(settling(theirs, { isChosen: () => true }, 'reject') as Transaction);
    expect([none.doc.textContent, settling(none, { isChosen: () => true }, 'accept')]).toEqual(['标题二三四', null]);
  });
});

describe('an input method at work', () => {
  /** What it does to the text while it is at work, as the editor carries it out: nothing of it is a proposal yet. */
  const write = (state: EditorState, composed: Composed, change: (tr: Transaction) => Transaction): readonly [EditorState, Composed] => {
    const tr = change(state.tr);
    return [state.apply(tr), grownBy(composed, tr)];
  };
  const ended = (state: EditorState, composed: Composed, by = A): EditorState => {
    const proposal = composedProposal(state, composed, author(by));
    return proposal === null ? state : state.apply(proposal);
  };

  it('[REV07] is left alone; what it wrote over a selection becomes a proposal when it has ended', () => {
    let state = caret(text(p('拟修缮村道。')), START + 2, START + 4);
    let composed = composedAt(state);
    for (const letters of ['y', 'ying', '硬化']) [state, composed] = write(state, composed, (tr) => tr.insertText(letters, composed.from, composed.to));
    expect(isRevised(contentOf(state.doc))).toBe(false);
    const done = ended(state, composed);
    expect([clean(done), original(done), done.doc.textContent]).toEqual([['拟硬化村道。'], ['拟修缮村道。'], '标题拟修缮硬化村道。']);
    expect(done.selection.from).toBe(START + 2 + 4);
  });

  it('[REV07] what it touches beyond that belongs to it as it was; what others write meanwhile does not', () => {
    let state = caret(text(p('拟修缮村道。'), p('二')), START + 4);
    let composed = composedAt(state);
    [state, composed] = write(state, composed, (tr) => tr.insertText('缮治', START + 3, START + 4));
    const other = state.tr.insertText('经研究，', START + 1);
    state = state.apply(other);
    composed = movedBy(composed, other);
    [state, composed] = write(state, composed, (tr) => tr.insertText('路', composed.to, composed.to + 1));
    const done = ended(state, composed);
    expect([clean(done), original(done)]).toEqual([['经研究，拟修缮治路道。', '二'], ['经研究，拟修缮村道。', '二']]);
  });

  it('[REV07] what ends as it began is no proposal', () => {
    let state = caret(text(p('拟修缮。')), START + 2);
    let composed = composedAt(state);
    for (const letters of ['x', '']) [state, composed] = write(state, composed, (tr) => (letters === '' ? tr.delete(composed.from, composed.to) : tr.insertText(letters, composed.from, composed.to)));
    expect(composedProposal(state, composed, author(A))).toBe(null);
  });
});

/** Somewhere in a text that can be written. */
function placeIn(doc: PmNode, dice: Dice): number {
  const places: number[] = [];
  doc.descendants((each, at) => {
    if (each.isTextblock && each.type.name !== NODE.title) for (let offset = 0; offset <= each.content.size; offset += 1) places.push(at + 1 + offset);
  });
  return dice.pick(places);
}

function randomChange(state: EditorState, dice: Dice): Transaction {
  const { tr, doc } = state;
  const at = placeIn(doc, dice);
  const $at = doc.resolve(at);
  const isInBody = $at.depth === 1 && $at.parent.type.name !== NODE.attachment;
  const end = Math.min($at.end(), at + 1 + dice.below(4));
  switch (dice.below(9)) {
    case 0: case 1: return tr.insert(at, schema.text(dice.pick(['甲', '乙丙', '𬱖', 'x'])));
    case 2: return tr.delete(at, end);
    case 3: return end > at ? tr.replaceWith(at, end, schema.text(dice.pick(['换', '改成']))) : tr;
    case 4: return isInBody ? tr.split(at, 1, [{ type: schema.nodes[NODE.paragraph] as never, attrs: {} }]) : tr;
    case 5: {
      // From here into the next paragraph.
      const next = isInBody ? doc.resolve($at.after()).nodeAfter : null;
      return next !== null && [NODE.paragraph, NODE.heading].includes(next.type.name as 'paragraph') ? tr.delete(at, $at.after() + 1 + dice.below(next.content.size + 1)) : tr;
    }
    case 6: return end > at && isInBody ? (dice.chance(2) ? tr.addMark(at, end, schema.mark(dice.pick(['bold', 'italic']))) : tr.removeMark(at, end, schema.marks['bold'])) : tr;
    case 7: return isInBody ? (dice.chance(2) ? tr.insert($at.after(), dice.chance(2) ? node(NODE.pageBreak, null) : p('新段')) : setKind(tr, $at.before(), dice)) : tr;
    default: {
      const wholes: { readonly at: number; readonly size: number }[] = [];
      doc.descendants((each, place) => { if ([NODE.tableRow, NODE.pageBreak].includes(each.type.name as 'tableRow') && !(each.type.name === NODE.tableRow && doc.resolve(place).parent.childCount === 1)) wholes.push({ at: place, size: each.nodeSize }); });
      const chosen = wholes.length > 0 && dice.chance(2) ? dice.pick(wholes) : null;
      return chosen === null ? tr : tr.delete(chosen.at, chosen.at + chosen.size);
    }
  }
}

const setKind = (tr: Transaction, at: number, dice: Dice): Transaction => {
  const old = tr.doc.nodeAt(at);
  const { inserted, deleted, formerly } = (old?.attrs ?? {}) as Record<string, unknown>;
  const [type, attrs] = dice.chance(2) ? [NODE.heading, { level: 1 + dice.below(4) }] : [NODE.paragraph, { align: dice.pick([null, 'center', 'right']) }];
  return tr.setNodeMarkup(at, schema.nodes[type], { ...attrs, inserted, deleted, formerly });
};

it('[REV07] whatever two people do: rejecting all brings the text back, accepting all gives what they wrote, and settling does what is read', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    withSeed(seed, (dice) => {
      let state = text(p('第一段文字。'), p('第二段。'), node(NODE.heading, { level: 1 }, ...words('一、标题')), node(NODE.table, null, row('甲', '乙'), row('丙', '丁'), row('戊', '己')), p('末段。'));
      const before = plain(contentOf(state.doc));
      for (let step = 0; step < 25; step += 1) {
        const change = randomChange(state, dice);
        const proposal = tracked(change, state, author(dice.pick([A, B])));
        if (proposal === null) continue;
        proposal.doc.check();
        expect(plain(cleanContent(contentOf(proposal.doc)))).toBe(plain(cleanContent(contentOf(change.doc))));
        expect(plain(originalContent(contentOf(proposal.doc)))).toBe(before);
        state = state.apply(proposal);
      }
      for (const [verdict, wanted] of [['accept', plain(cleanContent(contentOf(state.doc)))], ['reject', before]] as const) {
        const settled = settling(state, { isChosen: () => true }, verdict)?.doc ?? state.doc;
        settled.check();
        expect(plain(contentOf(settled))).toBe(wanted);
      }
    });
  }
});
