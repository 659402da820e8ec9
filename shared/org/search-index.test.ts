import { DatabaseSync } from 'node:sqlite';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadDivisions } from '#server/directory/divisions-file.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { divisionUnitId } from './generate/organs.ts';
import { generateDirectory } from './generate/generate.ts';
import { draw } from './generate/seeded.ts';
import type { Membership, Person, Unit } from './model.ts';
import { readPersonName } from './pinyin.ts';
import type { PersonHit, UnitRow } from './schema.ts';
import { openDirectoryIndex, type DirectoryIndex } from './search-index.ts';
import { inTransaction } from './sql-port.ts';

const SEED = 'recall-1';

function fullCounty(): DirectoryIndex {
  const db = new DatabaseSync(':memory:');
  const index = openDirectoryIndex(db);
  inTransaction(db, () => index.write.load(generateDirectory(loadDivisions(), { scale: 'county' })));
  return index;
}

const people = (index: DirectoryIndex, query: string, near?: string): readonly PersonHit[] =>
  index.search(query, near === undefined ? { limit: 200 } : { limit: 200, near }).filter((hit) => hit.kind === 'person');

describe('a county', () => {
  let index: DirectoryIndex;
  let all: ReturnType<DirectoryIndex['all']>;
  const town = divisionUnitId('520322101');
  const countyId = divisionUnitId('520322');

  beforeAll(() => {
    index = fullCounty();
    all = index.all();
  });

  it('[ORG16] recall equals a brute-force scan on generated queries of every class', () => {
    const random = draw(SEED);
    const phoneOf = new Map(all.people.map((person) => [person.id as string, person.phone]));
    const unitOf = new Map(all.units.map((unit) => [unit.id as string, unit]));
    /** A unit and everything above it. */
    const lineOf = (unitId: string | null): readonly Unit[] => {
      const unit = unitId === null ? undefined : unitOf.get(unitId);
      return unit === undefined ? [] : [unit, ...lineOf(unit.parentId)];
    };
    const postsOf = Map.groupBy(all.memberships, ({ personId }) => personId as string);
    const first = (syllable: string): string => syllable[0] ?? '';
    const twoLetters = (syllable: string): string => (/^[zcs]h/u.test(syllable) ? syllable.slice(0, 2) : first(syllable));
    const asU = (syllable: string): string => (/^[ln]v/u.test(syllable) ? syllable.replace('v', 'u') : syllable);
    const read = all.people.map((person) => {
      const { surname, given } = readPersonName(person.name);
      const syllables = [...surname, ...given];
      const from = (parts: readonly string[]): readonly string[] => parts.map((_, at) => parts.slice(at).join(''));
      return {
        person, name: person.name.replaceAll('·', ''),
        readings: [
          ...from(syllables), ...from(syllables.map(asU)), ...from(syllables.map(first)), ...from(syllables.map(twoLetters)),
          // zhangjg: the surname and the first letters of what follows.
          ...[first, twoLetters].flatMap((letter) => [surname, surname.map(asU)].map((spelt) => `${spelt.join('')}${given.map(letter).join('')}`)),
        ],
      };
    });
    /** Every post with what it may be met by, joined so that each question is one look. */
    const posts = read.flatMap((each) => (postsOf.get(each.person.id) ?? []).map(({ title, unitId }) => {
      const parts = title.split(/[^\p{L}\p{N}]+/u);
      return {
        id: each.person.id as string, name: each.name, readings: `\n${each.readings.join('\n')}`, phone: phoneOf.get(each.person.id) ?? '',
        // Of a title any two characters and more; the last one alone (长) would find everybody.
        title: parts.join('\n'), titleButLast: parts.map((part) => part.slice(0, -1)).join('\n'), above: lineOf(unitId).flatMap(({ name, shortName }) => [name, shortName]).join('\n'),
      };
    }));
    const isMet = ({ name, readings, phone, title, titleButLast }: (typeof posts)[number], term: string): boolean =>
      /^\d+$/u.test(term) ? phone.endsWith(term) : /[a-z]/u.test(term) ? readings.includes(`\n${term}`) : name.includes(term) || (term.length >= 2 ? title : titleButLast).includes(term);
    /** Everybody who has a post at which each word meets them or a unit above, and at least one meets them. */
    const scan = (query: string): Set<string> => {
      const terms = query.split(' ');
      return new Set(posts.filter((post) => {
        const own = terms.map((term) => isMet(post, term));
        return own.includes(true) && terms.every((term, at) => own[at] === true || post.above.includes(term));
      }).map(({ id }) => id));
    };
    const queries = new Set<string>();
    while (queries.size < 2_000) {
      const each = random.pick(read);
      const { person, name, readings } = each;
      const characters = [...name];
      const from = random.between(0, characters.length - 1);
      const { unitId, title } = random.pick(postsOf.get(person.id) ?? []);
      const unit = random.pick(lineOf(unitId));
      const part = random.pick(title.split('、'));
      const unitName = [...unit.name].slice(0, random.between(2, 4)).join('');
      queries.add(random.pick([
        name, characters.slice(from).join(''), characters.slice(from, from + 2).join(''), characters[from] ?? name, random.pick(readings), random.pick(readings).slice(0, random.between(3, 8)), person.phone.slice(-4), part,
        `${unitName} ${characters[0]}`, `${unitName} ${part}`, `${characters[0]} ${unit.shortName}`, `${unitName} ${random.pick(readings)}`,
      ]));
    }
    let bounded = 0;
    for (const query of queries) {
      const expected = scan(query);
      const found = new Set<string>(people(index, query).map((hit) => hit.id));
      // A full answer is cut at the limit, of which units take a share; below it nothing may be missing, and nobody may be found whom nothing meets.
      if (expected.size < 80) expect([...expected].filter((id) => !found.has(id)), `seed ${SEED}, query ${query}`).toEqual([]);
      else {
        bounded += 1;
        expect(found.size, `seed ${SEED}, query ${query}`).toBeGreaterThanOrEqual(80);
      }
      expect([...found].filter((id) => !expected.has(id)), `seed ${SEED}, query ${query}, found for nothing`).toEqual([]);
    }
    expect(bounded).toBeLessThan(queries.size / 3);
  });

  it('[ORG17] the nearest come first: own unit, then county, city, province; the exact name before all', () => {
    const hits = people(index, '杨', town);
    expect(hits[0]?.pathLabel).toContain('楚米镇');
    const isNear = hits.map((hit) => hit.pathLabel.includes('楚米镇'));
    expect(isNear.lastIndexOf(true)).toBeLessThan(isNear.indexOf(false));
    const inCounty = hits.map((hit) => hit.pathLabel.includes('桐梓县'));
    expect(inCounty.lastIndexOf(true)).toBeLessThan(inCounty.includes(false) ? inCounty.indexOf(false) : Infinity);
    expect(index.search('桐梓县教育局', { near: town })[0]).toMatchObject({ kind: 'unit', name: '桐梓县教育局', pathLabel: '遵义市·桐梓县' });
  });

  it('[ORG18] a scope lets nothing outside it through', () => {
    expect(index.search('遵义', { scope: countyId }).map((hit) => hit.name).filter((name) => name === '遵义市')).toEqual([]);
    for (const hit of index.search('王', { scope: town })) expect(hit.pathLabel).toContain('桐梓县');
    expect(index.search('王', { scope: 'nowhere0' })).toEqual([]);
    expect(index.headCount(town)).toBeGreaterThan(80);
    expect(index.headCount(town)).toBeLessThan(index.headCount(countyId));
  });

  it('[ORG19] words may be met by the units above: unit and surname, unit and title, two units, or without a space', () => {
    const chumi = people(index, '楚米 杨');
    expect(chumi.length).toBeGreaterThan(0);
    for (const hit of chumi) expect(`${hit.pathLabel}${hit.unitName}`).toContain('楚米');
    expect(people(index, '杨 楚米').map((hit) => hit.id).sort()).toEqual(chumi.map((hit) => hit.id).sort());
    expect(people(index, '教育局 副局长').map((hit) => hit.title)).toEqual(['副局长', '副局长']);
    expect(people(index, '桐梓 教育 局长').map((hit) => hit.title)).toContain('局长');
    expect(index.search('桐梓楚米镇').map((hit) => hit.name)).toEqual(['楚米镇']);
    expect(people(index, '楚米yangzj').map((hit) => hit.name)).toEqual(['杨正娟']);
  });

  it('[ORG20] hostile or empty queries find nothing and break nothing', () => {
    for (const query of ['', '   ', '"', '" OR k:*', '*', '\u0000', '（）', "'; DROP TABLE unit; --", '𠮷'.repeat(300), 'NOT', '㍿']) {
      expect(() => index.search(query)).not.toThrow();
    }
    expect(index.search('')).toEqual([]);
    expect(index.search('不存在的人名')).toEqual([]);
  });

  it('[ORG21] reads: children in political order, members in order, path, posts of a person with the main one first', () => {
    const [leaders, office] = index.children(town);
    expect([leaders?.name, office?.name]).toEqual(['领导班子', '党政综合办公室']);
    const members = index.membersOf(office?.id ?? '');
    expect(members.map(({ membership }) => membership.order)).toEqual(members.map((_, order) => order));
    expect(index.path(town).map((unit) => unit.name)).toEqual(['贵州省', '遵义市', '桐梓县', '楚米镇']);
    const double = all.memberships.find((membership) => !membership.primary);
    expect(index.membershipsOf(double?.personId ?? '').map((membership) => membership.primary)).toEqual([true, false]);
    expect(index.roots().map((unit) => unit.name)).toEqual(['贵州省']);
    expect(index.counts()).toMatchObject({ divisions: [1, 1, 1, 25, 232], units: all.units.length, people: all.people.length });
  });
});

describe('changes', () => {
  let index: DirectoryIndex;
  const unit = (id: string, parentId: string | null, name: string): Unit => ({
    id: id as UnitId, parentId: parentId as UnitId | null, kind: 'division', level: 3, name, shortName: name, fullName: name, code: null, docCode: null, uscc: null, formerNames: [], isOrgan: true, order: 0, status: 'active',
  });
  const person = (id: string, name: string): Person => ({ id: id as PersonId, name, status: 'active', phone: '15400001111' });
  const post = (id: string, personId: string, unitId: string, title = '科员'): Membership => ({
    id, personId: personId as PersonId, unitId: unitId as UnitId, organId: unitId as UnitId, title, roles: ['drafter'], order: 0, primary: true,
  });
  const none = { gone: [], units: [], people: [], memberships: [] };
  const names = (query: string, scope?: string): string[] => index.search(query, scope === undefined ? {} : { scope }).map((hit) => hit.name);

  beforeEach(() => {
    index = openDirectoryIndex(new DatabaseSync(':memory:'));
    index.apply({
      ...none,
      units: [unit('villaa', 'countya', '甲村'), unit('countya', 'roota', '甲县'), unit('countyb', 'roota', '乙县'), unit('roota', null, '某省')],
      people: [person('annann', '安小㵲'), person('bobbob', '白大文')],
      memberships: [post('postaa', 'annann', 'villaa'), post('postbb', 'bobbob', 'countyb')],
    });
  });

  it('[ORG22] rows may arrive in any order of units, in one batch or many, and are found at once', () => {
    expect(names('㵲')).toEqual(['安小㵲']);
    expect(names('axw')).toEqual(['安小㵲']);
    for (let number = 0; number < 40; number += 1) {
      index.apply({ ...none, people: [person(`many${number}`, `童${number}`)], memberships: [post(`mpost${number}`, `many${number}`, 'villaa')] });
    }
    expect(index.search('童', { scope: 'countya', limit: 100 })).toHaveLength(40);
    expect(index.headCount('countya')).toBe(41);
    expect(index.headCount('countyb')).toBe(1);
  });

  it('[ORG23] renaming, a new title and a new phone change what is found', () => {
    index.apply({ ...none, units: [{ ...unit('villaa', 'countya', '丙村') }], people: [{ ...person('annann', '安大海'), phone: '15400002222' }], memberships: [post('postaa', 'annann', 'villaa', '村支书')] });
    expect(names('甲村')).toEqual([]);
    expect(names('丙村')).toEqual(['丙村']);
    expect(names('㵲')).toEqual([]);
    expect(names('adh')).toEqual(['安大海']);
    expect(names('村支书')).toEqual(['安大海']);
    expect(names('2222')).toEqual(['安大海']);
  });

  it('[ORG27] tables of the version before keep every row; of one that nobody knows they are filled again', () => {
    const db = new DatabaseSync(':memory:');
    openDirectoryIndex(db).apply({ ...none, units: [unit('roota', null, '某省')], people: [person('annann', '安小㵲')], memberships: [post('postaa', 'annann', 'roota')] });
    db.exec("DROP INDEX unit_uscc; ALTER TABLE unit DROP COLUMN uscc; ALTER TABLE unit DROP COLUMN former; UPDATE directory_state SET value = 1 WHERE key = 'version'");
    const later = openDirectoryIndex(db);
    expect(later.search('安小').map((hit) => hit.name)).toEqual(['安小㵲']);
    later.apply({ ...none, units: [{ ...unit('roota', null, '某省'), uscc: '11520000FAKE00013Q' }] });
    expect(later.unitsWithUscc('11520000FAKE00013Q').map(({ id }) => id)).toEqual(['roota']);
    db.exec("UPDATE directory_state SET value = 99 WHERE key = 'version'");
    expect(openDirectoryIndex(db).counts().units).toBe(0);
  });

  it('[DIR25] a unit is found by its earlier names, which are said when they are what was looked for', () => {
    index.apply({ ...none, units: [{ ...unit('villaa', 'countya', '丙村'), formerNames: ['甲村', '老寨村'] }] });
    const said = (query: string): unknown => index.search(query).flatMap((hit) => (hit.kind === 'unit' ? [`${hit.name} ${hit.formerName ?? ''}`] : []));
    expect(said('甲村')).toEqual(['丙村 甲村']);
    expect(said('老寨')).toEqual(['丙村 老寨村']);
    expect(said('丙村')).toEqual(['丙村 ']);
    expect(said('甲县 老寨')).toEqual(['丙村 老寨村']);
    expect(said('laozhai')).toEqual(['丙村 甲村']);
    index.apply({ ...none, units: [unit('villaa', 'countya', '丙村')] });
    expect(said('老寨')).toEqual([]);
  });

  it('[ORG24] moving a unit takes its people along; moving a post moves one person; what is gone is not found', () => {
    index.apply({ ...none, units: [unit('villaa', 'countyb', '甲村')] });
    expect(names('安小', 'countya')).toEqual([]);
    expect(names('安小', 'countyb')).toEqual(['安小㵲']);
    index.apply({ ...none, memberships: [post('postaa', 'annann', 'countya')] });
    expect(names('安小', 'countya')).toEqual(['安小㵲']);
    index.apply({ ...none, gone: [{ kind: 'unit', id: 'countyb' }] });
    expect(names('甲村')).toEqual([]);
    expect(names('白大文')).toEqual([]);
    expect(index.unit('villaa')).toBeUndefined();
  });

  it('[ORG25] a batch that cannot be applied leaves nothing of itself, its sequence numbers included', () => {
    const before = index.lastSeq();
    expect(() => index.apply({ ...none, people: [person('cidcid', '岑三')], memberships: [post('postcc', 'cidcid', 'nowhere')] })).toThrow(/unknown unit nowhere/u);
    expect(index.person('cidcid')).toBeUndefined();
    expect(index.lastSeq()).toBe(before);
  });

  it('[ORG26] every village renamed in one batch is found by its new name and no longer by its old one', () => {
    const county = fullCounty();
    const villages = county.all().units.filter((one) => one.kind === 'village');
    county.apply({ ...none, units: villages.map((one): UnitRow => ({ ...one, name: `${one.name}新`, shortName: `${one.shortName}新` })) });
    const highland = county.search('高山村');
    expect(highland.map((hit) => hit.name)).toEqual(['高山村新', '高山村新']);
    expect(new Set(highland.map((hit) => hit.pathLabel)).size).toBe(2);
    expect(county.search('村新', { limit: 200 }).filter((hit) => hit.kind === 'unit').length).toBe(villages.filter((one) => one.name.endsWith('村')).length);
  });
});
