import { describe, expect, it } from 'vitest';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import { editsOfAll, proofView, wordsOf } from './proof-view.ts';

const edit = (index: number, start: number, end: number, insert = 'x') => ({ kind: 'text' as const, index, start, end, was: '', lengthWas: 0, insert });
const remark = (kind: ProofRemark['kind'], wrong: string, ...edits: readonly ReturnType<typeof edit>[]): ProofRemark =>
  ({ kind, rule: 'word', clause: null, message: 'proof.find.word', params: { wrong, right: 'x' }, place: { kind: 'block', index: 0, start: 0, end: 1 }, edits: edits.length === 0 ? null : edits });

describe('校对 on the screen', () => {
  it('[PRF05] stands kind by kind, and what is no mistake is out of sight wherever it stands', () => {
    const remarks = [remark('number', '甲'), remark('word', '布署'), remark('word', '布署'), remark('word', '按装')];
    const all = proofView(remarks, new Set(), []);
    expect(all.groups.map(({ kind, rows }) => [kind, rows.length])).toEqual([['word', 3], ['number', 1]]);
    expect(new Set(all.groups.flatMap(({ rows }) => rows.map(({ key }) => key))).size).toBe(4);
    const less = proofView(remarks, new Set([wordsOf(remarks[1] as ProofRemark)]), []);
    expect([less.groups.map(({ rows }) => rows.length), less.count, less.hidden]).toEqual([[1, 1], 2, 2]);
  });

  it('[PRF05] a kind that is off is out of sight and out of the count, and can be switched on again', () => {
    const remarks = [remark('number', '甲'), remark('word', '布署'), remark('word', '按装')];
    const view = proofView(remarks, new Set([wordsOf(remarks[1] as ProofRemark)]), ['word', 'date']);
    expect([view.groups.map(({ kind }) => kind), view.count, view.hidden]).toEqual([['number'], 1, 0]);
    expect(view.kinds).toEqual([{ kind: 'word', isOn: false, count: 0 }, { kind: 'number', isOn: true, count: 1 }, { kind: 'date', isOn: false, count: 0 }]);
    expect(proofView([], new Set(), [])).toEqual({ groups: [], count: 0, hidden: 0, kinds: [] });
  });

  it('[PRF05] all of a kind are changed as one, from the end, and none twice', () => {
    const edits = editsOfAll([remark('word', '甲', edit(1, 2, 4)), remark('word', '乙', edit(0, 5, 6)), remark('pair', '丙', edit(0, 9, 10), edit(0, 1, 2)), remark('word', '丁', edit(0, 5, 7))]);
    expect(edits.map(({ index, start }) => [index, start])).toEqual([[1, 2], [0, 9], [0, 5], [0, 1]]);
  });
});
