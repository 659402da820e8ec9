import { describe, expect, it } from 'vitest';
import type { Content } from '#shared/doc/canonical.ts';
import { compare } from '#shared/doc/compare.ts';
import { acted, event, HASH, id, OTHER_HASH } from '#tests/kit/story.ts';
import { firstPair, firstPastPair, pastsOf, rowsOf, versionsOf, type Version } from './versions.ts';

const content = (...lines: readonly string[]): Content => ({ meta: {}, blocks: lines.map((text) => ({ type: 'paragraph', attrs: {}, runs: [{ text, marks: [] }] })) });
const version = (name: string, hash: string): Version => ({ name, hash, label: 'domain.act.submit', who: '', at: 0 });

describe('版本对比', () => {
  it('[CMP08] offers every hand-off that froze a text, in order', () => {
    const versions = versionsOf([
      event(id(1), acted('submit', 'drafting', 'signing', { contentHash: HASH }), 'drafter01', 2), event(id(1), { kind: 'read' }, 'townhead1', 3),
      event(id(1), acted('urge', 'signing', 'signing'), 'drafter01', 4), event(id(1), acted('signOff', 'signing', 'registering', { contentHash: OTHER_HASH }), 'townhead1', 5),
    ]);
    expect(versions.map(({ name, label, hash }) => [name, label, hash])).toEqual([['H1', 'domain.act.submit', HASH], ['H2', 'domain.act.signOff', OTHER_HASH]]);
    expect(versionsOf([])).toEqual([]);
  });

  it('[CMP08] opens with the last version and the text as it stands, else with the last two that differ', () => {
    const versions = [version('H1', 'a'), version('H2', 'b'), version('H3', 'b')];
    expect(firstPair(versions, true)).toEqual([2, 3]);
    expect(firstPair(versions, false)).toEqual([0, 2]);
    expect(firstPair([version('H1', 'a'), version('H2', 'a')], false)).toEqual([0, 1]);
  });

  it('[CMP08] folds what is unchanged, keeps a line beside each change, and numbers the changes', () => {
    const before = content('一', '二', '三', '四', '五', '六', '七', '八');
    const after = content('一', '二', '三', '四', '五', '六', '七改了', '八', '九');
    const comparison = compare(before, after);
    const shown = (unfolded: ReadonlySet<number>): readonly string[] => rowsOf(comparison, unfolded).map((row) => (row.kind === 'fold' ? `… ${row.count}` : `${row.line.kind}${row.change === null ? '' : ` ${row.change}`}`));
    expect(shown(new Set())).toEqual(['… 5', 'same', 'removed 0', 'added 1', 'same', 'added 2']);
    expect(shown(new Set([0]))).toEqual(['same', 'same', 'same', 'same', 'same', 'same', 'removed 0', 'added 1', 'same', 'added 2']);
  });

  it('[CMP10] periods stand among the hand-offs as they happened; the dialog opens with hand-offs, or from the first that is kept', () => {
    const period = (to: number) => ({ upTo: to, from: to, to, people: [] });
    const pasts = pastsOf([{ ...version('H1', 'a'), at: 5 }, { ...version('H2', 'b'), at: 9 }], [period(2), period(7), period(11)]);
    expect(pasts.map((past) => (past.kind === 'version' ? past.version.name : past.period.upTo))).toEqual([2, 'H1', 7, 'H2', 11]);
    expect([firstPastPair(pasts, true), firstPastPair(pasts, false), firstPastPair(pastsOf([], [period(2), period(4)]), true), firstPastPair([], true)]).toEqual([[3, 5], [1, 3], [0, 2], [0, 0]]);
  });
});
