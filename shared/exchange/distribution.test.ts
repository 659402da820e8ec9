import { describe, expect, it } from 'vitest';
import type { Unit } from '#shared/org/model.ts';
import { treeOf, unitOf } from '#tests/kit/tree.ts';
import { distribution, resolve, RULE_KINDS, type Distribution, type RuleKind } from './distribution.ts';
import { joinPhrases, parsePhrase, phrase, type Place } from './wording.ts';

const division = (id: string, parentId: string | null, level: Unit['level'], name: string, order = 0, more: Partial<Unit> = {}): Unit =>
  unitOf({ id, parentId, kind: 'division', level, name, order, ...more });

const UNITS: readonly Unit[] = [
  division('guizhou', null, 1, '贵州省'),
  unitOf({ id: 'edu0001', parentId: 'guizhou', kind: 'unit', level: 1, name: '贵州省教育厅', order: 20 }),
  unitOf({ id: 'office1', parentId: 'guizhou', kind: 'unit', level: 1, name: '贵州省人民政府办公厅', order: 10, isOrgan: false }),
  unitOf({ id: 'fin0001', parentId: 'guizhou', kind: 'unit', level: 1, name: '贵州省财政厅', order: 15 }),
  unitOf({ id: 'guian01', parentId: 'guizhou', kind: 'zone', level: 2, name: '贵安新区', order: 20_000 }),
  division('zunyi01', 'guizhou', 2, '遵义市', 10_010),
  division('guiyang', 'guizhou', 2, '贵阳市', 10_000),
  division('liuzhi', 'guiyang', 3, '六枝特区', 20),
  division('oldarea', 'guiyang', 3, '原郊区', 10, { status: 'dissolved' }),
  division('leftover', 'oldarea', 4, '尚在镇', 5),
  unitOf({ id: 'devzone', parentId: 'zunyi01', kind: 'zone', level: 3, name: '经济开发区', order: 20_010 }),
  unitOf({ id: 'edu0002', parentId: 'zunyi01', kind: 'unit', level: 2, name: '遵义市教育局', order: 20 }),
  division('tongzi', 'zunyi01', 3, '桐梓县', 10),
  division('chumi01', 'tongzi', 4, '楚米镇', 10),
  unitOf({ id: 'cunbbbb', parentId: 'chumi01', kind: 'village', level: 5, name: '乙村', order: 20 }),
  unitOf({ id: 'cunaaaa', parentId: 'chumi01', kind: 'village', level: 5, name: '甲村', order: 10 }),
];
const view = treeOf(UNITS);
const group = (kind: RuleKind, below = 'guizhou'): Distribution[number] => ({ kind: 'group', rule: { kind, below } });
const ids = (targets: Distribution, sender = 'guizhou'): readonly string[] => resolve(targets, view, sender).recipients.map(({ organId }) => organId);

describe('to whom', () => {
  it('[EXC10] a rule means the units of its kind below the unit that it names, as of today', () => {
    expect(ids([group('prefectures')])).toEqual(['guiyang', 'zunyi01', 'guian01']);
    expect(ids([group('counties')])).toEqual(['liuzhi', 'tongzi']);
    expect(ids([group('counties', 'zunyi01')])).toEqual(['tongzi']);
    expect(ids([group('townships')])).toEqual(['leftover', 'chumi01']);
    expect(ids([group('villages', 'tongzi')])).toEqual(['cunaaaa', 'cunbbbb']);
    expect(ids([group('departments')])).toEqual(['fin0001', 'edu0001']);
    expect(ids([group('villages', 'nowhere1')])).toEqual([]);
  });

  it('[EXC11] each unit comes once, the sender and what was dissolved never, and what was named in vain is said', () => {
    const { recipients, leftOut } = resolve([{ kind: 'organ', organId: 'oldarea' }, { kind: 'organ', organId: 'office1' }, { kind: 'organ', organId: 'gone0001' }, { kind: 'organ', organId: 'zunyi01' }, group('prefectures'), group('prefectures')], view, 'guiyang');
    expect(recipients.map(({ organId }) => organId)).toEqual(['zunyi01', 'guian01']);
    expect(leftOut).toEqual(['oldarea', 'office1', 'gone0001']);
  });

  it('[EXC12] political order: governments from above to below, each level as the tree has it, then departments', () => {
    const mixed = [group('departments'), group('villages'), { kind: 'organ', organId: 'edu0002' }, group('counties'), group('prefectures')] as const;
    expect(ids(mixed)).toEqual(['guiyang', 'zunyi01', 'guian01', 'liuzhi', 'tongzi', 'cunaaaa', 'cunbbbb', 'fin0001', 'edu0001', 'edu0002']);
    expect(ids(mixed.toReversed())).toEqual(ids(mixed));
  });

  it('[EXC13] a unit named by itself keeps its own variant, whichever group it is in too; no attachments is not all of them', () => {
    const { recipients } = resolve([{ ...group('prefectures'), attachmentIds: ['a1'] }, { kind: 'organ', organId: 'zunyi01', attachmentIds: [] }, group('counties')], view, 'guizhou');
    expect(recipients).toEqual([
      { organId: 'guiyang', attachmentIds: ['a1'] }, { organId: 'zunyi01', attachmentIds: [] }, { organId: 'guian01', attachmentIds: ['a1'] },
      { organId: 'liuzhi', attachmentIds: null }, { organId: 'tongzi', attachmentIds: null },
    ]);
  });

  it('[EXC14] what comes from outside is bounded and of known shape', () => {
    expect(distribution.safeParse([group('counties')]).success).toBe(true);
    for (const bad of [[], 'guizhou', [{ kind: 'group', rule: { kind: 'everybody', below: 'guizhou' } }], [{ kind: 'organ', organId: '../etc' }], [{ kind: 'organ', organId: 'guizhou', extra: 1 }],
      Array.from({ length: 501 }, () => group('counties')), [{ kind: 'organ', organId: 'guizhou', attachmentIds: Array.from({ length: 51 }, () => 'a') }]]) {
      expect(distribution.safeParse(bad).success, JSON.stringify(bad).slice(0, 80)).toBe(false);
    }
  });
});

describe('how it is worded', () => {
  const place = (id: string): Place => view.unit(id) as Unit;
  const byName = (name: string): Place | undefined => UNITS.find((unit) => unit.name === name);
  const read = (text: string, own = 'guizhou') => parsePhrase(text, place(own), byName);

  it('[EXC15] a rule reads in the standard words, below another unit with its name in front', () => {
    const words = (kind: RuleKind, below: string, own: string) => phrase({ kind, below }, 'zh-CN', place(below), own);
    expect(joinPhrases([words('prefectures', 'guizhou', 'guizhou'), words('counties', 'guizhou', 'guizhou')], 'zh-CN')).toBe('各市（州）人民政府、贵安新区管委会，各县（市、区、特区）人民政府');
    expect(words('departments', 'guizhou', 'guizhou')).toBe('省政府各部门、各直属机构');
    expect(words('departments', 'liuzhi', 'liuzhi')).toBe('特区政府各部门、各直属机构');
    expect(words('townships', 'tongzi', 'zunyi01')).toBe('桐梓县各乡（镇）人民政府、街道办事处');
    expect(phrase({ kind: 'villages', below: 'tongzi' }, 'en', place('tongzi'), 'zunyi01')).toBe('all village and residents’ committees of 桐梓县');
    expect(phrase({ kind: 'counties', below: 'guizhou' }, 'zh-Hant', place('guizhou'), 'guizhou')).toBe('各縣（市、區、特區）人民政府');
  });

  it('[EXC16] what phrase writes parsePhrase reads, for every rule, here and elsewhere', () => {
    for (const kind of RULE_KINDS) {
      for (const below of ['guizhou', 'zunyi01', 'tongzi', 'liuzhi']) {
        for (const own of ['guizhou', 'tongzi']) expect(read(phrase({ kind, below }, 'zh-CN', place(below), own), own), `${kind} ${below} ${own}`).toEqual({ rules: [{ kind, below }], rest: [] });
      }
    }
  });

  it('[EXC16] reads the variants that documents use, keeps the order, and says what it cannot read', () => {
    expect(read('各市、自治州人民政府，各县（市、区、特区）人民政府，省政府各部门、各直属机构：')).toEqual({
      rules: [{ kind: 'prefectures', below: 'guizhou' }, { kind: 'counties', below: 'guizhou' }, { kind: 'departments', below: 'guizhou' }], rest: [],
    });
    expect(read('各市(州)人民政府、贵安新区管委会, 各县(市、区)人民政府').rules.map(({ kind }) => kind)).toEqual(['prefectures', 'counties']);
    expect(read('各乡镇人民政府、各街道办事处；各村（社区）', 'tongzi').rules).toEqual([{ kind: 'townships', below: 'tongzi' }, { kind: 'villages', below: 'tongzi' }]);
    expect(read('各县（市、区）人民政府，贵州大学，某某县各村（居）民委员会')).toEqual({ rules: [{ kind: 'counties', below: 'guizhou' }], rest: ['贵州大学', '某某县各村（居）民委员会'] });
    expect(read('')).toEqual({ rules: [], rest: [] });
  });
});
