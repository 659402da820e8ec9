/**
 * Search over the text indexes: people and units by name, pinyin, initials, title, last four digits of a phone.
 *
 * A row is found if every term meets the row itself or the name of a unit above it, and at least one meets the row
 * (「楚米 杨」「花溪 副局长」). The exact name comes first, then the nearest: own unit → county → city → province.
 * Every term is answered from an index; nothing scans the people.
 */
import { intersectRanges, mergeRanges, ringsOf, within, type Range } from './ranges.ts';
import { isHan, matchPrefix, matchWhole, queryTerms } from './query-terms.ts';
import { rowOf, rowsOf, type SqlDatabase, type SqlStatement } from './sql-port.ts';

export interface RawPostHit {
  readonly kind: 'post';
  readonly row: number;
  readonly ring: number;
  readonly isExact: boolean;
  readonly person_id: string;
  readonly name: string;
  readonly status: string;
  readonly title: string;
  readonly unit_no: number;
  readonly organ_no: number;
}
export interface RawUnitHit {
  readonly kind: 'unit';
  readonly row: number;
  readonly ring: number;
  readonly isExact: boolean;
  readonly id: string;
  readonly name: string;
}
export type RawHit = RawPostHit | RawUnitHit;

export interface SearchPlan {
  /** Rows that may be found at all. */
  readonly scope: Range;
  /** The nearest interval first, each within the next. */
  readonly nearest: readonly Range[];
  readonly limit: number;
}

/** Above this many matching units, posts are walked once instead of asked for once per unit. */
const RANGES_MAX = 48;
const WALK_PAGE = 4_000;
/** Units may take this share of a full answer; 50 villages must not hide the person. */
const UNIT_SHARE = 0.4;

export function createSearch(db: SqlDatabase): (query: string, plan: SearchPlan) => readonly RawHit[] {
  const textOf = (table: 'unit_text' | 'post_text'): SqlStatement =>
    db.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?`);
  const texts = { unit: textOf('unit_text'), post: textOf('post_text') };
  const post = db.prepare(
    'SELECT p.id AS person_id, p.name, p.status, m.title, m.unit_no, m.organ_no FROM membership m JOIN person p ON p.no = m.person_no WHERE m.pos = ?');
  const unit = db.prepare('SELECT id, name, short_name FROM unit WHERE lo = ?');
  const rangesOfUnits = db.prepare(
    'SELECT u.lo AS "from", u.hi AS "to" FROM unit_text JOIN unit u ON u.lo = unit_text.rowid WHERE unit_text MATCH ? AND unit_text.rowid BETWEEN ? AND ? ORDER BY unit_text.rowid');

  const rowids = (kind: RawHit['kind'], match: string, range: Range, limit: number): readonly number[] =>
    limit <= 0 ? [] : rowsOf<{ rowid: number }>(texts[kind], match, range.from, range.to, limit).map((row) => row.rowid);

  /** `isCut`: the terms were one word; only its first part may name a unit above, its second the row. */
  function collect(query: readonly string[], plan: SearchPlan, isCut: boolean): RawHit[] {
    const found = { unit: new Map<string, RawHit>(), post: new Map<string, RawHit>() };
    const take = (kind: RawHit['kind'], row: number, ring: number, exactName: string | null): void => {
      if (kind === 'unit') {
        const read = rowOf<{ id: string; name: string; short_name: string }>(unit, row);
        if (read === undefined || found.unit.has(read.id)) return;
        const isExact = exactName !== null && (read.name === exactName || read.short_name === exactName);
        if (exactName === null || isExact) found.unit.set(read.id, { kind, row, ring, isExact, id: read.id, name: read.name });
      } else {
        const read = rowOf<Omit<RawPostHit, 'kind' | 'row' | 'ring' | 'isExact'>>(post, row);
        if (read === undefined || found.post.has(read.person_id)) return;
        const isExact = exactName !== null && read.name.replaceAll('·', '') === exactName;
        if (exactName === null || isExact) found.post.set(read.person_id, { kind, row, ring, isExact, ...read });
      }
    };
    const kinds = ['unit', 'post'] as const;
    const missing = (kind: RawHit['kind']): number => plan.limit - found[kind].size;
    const rings = ringsOf(plan.nearest, plan.scope);

    const [only] = query;
    if (query.length === 1 && only !== undefined && isHan(only)) {
      for (const [ring, pieces] of rings.entries()) {
        for (const piece of pieces) {
          for (const kind of kinds) for (const row of rowids(kind, matchWhole(only), piece, EXACT_LOOK)) if (missing(kind) > 0) take(kind, row, ring, only);
        }
      }
    }
    const match = matchPrefix(query);
    const combined = (isCut ? [{ above: query.slice(0, 1), own: query.slice(1) }] : [...splits(query)])
      .map(({ above, own }) => ({ areas: areasOf(above, plan.scope), match: matchPrefix(own) }))
      .filter(({ areas }) => areas.length > 0);
    for (const [ring, pieces] of rings.entries()) {
      for (const piece of pieces) {
        for (const kind of kinds) {
          // Posts found twice (兼职) and names found exactly do not count: ask for as many more as are known already.
          const wanted = missing(kind) > 0 && !isCut ? plan.limit + found[kind].size : 0;
          for (const row of rowids(kind, match, piece, wanted)) if (missing(kind) > 0) take(kind, row, ring, null);
          for (const part of combined) {
            searchRanges(kind, part.match, intersectRanges(part.areas, [piece]), missing(kind), (row) => take(kind, row, ring, null), () => missing(kind) > 0);
          }
        }
      }
    }
    return [...found.unit.values(), ...found.post.values()];
  }

  /** Where all the terms are met by units above: the innermost intervals. */
  function areasOf(above: readonly string[], scope: Range): readonly Range[] {
    let areas: readonly Range[] | null = null;
    for (const term of above) {
      // Units outside the scope may stand above it (the county over a township): look everywhere, then cut.
      const ranges = mergeRanges(rowsOf<Range>(rangesOfUnits, matchPrefix([term]), 0, Number.MAX_SAFE_INTEGER));
      areas = areas === null ? ranges : intersectRanges(areas, ranges);
    }
    return areas === null ? [] : intersectRanges(areas, [scope]);
  }

  function searchRanges(kind: RawHit['kind'], match: string, ranges: readonly Range[], limit: number, take: (row: number) => void, wantsMore: () => boolean): void {
    const first = ranges[0];
    const last = ranges.at(-1);
    if (first === undefined || last === undefined || limit <= 0) return;
    if (ranges.length <= RANGES_MAX) {
      for (const range of ranges) {
        if (!wantsMore()) return;
        for (const row of rowids(kind, match, range, limit)) take(row);
      }
      return;
    }
    let from = first.from;
    while (wantsMore()) {
      const page = rowids(kind, match, { from, to: last.to }, WALK_PAGE);
      for (const row of page) if (within(row, ranges) && wantsMore()) take(row);
      if (page.length < WALK_PAGE) return;
      from = (page.at(-1) ?? last.to) + 1;
    }
  }

  return (query, plan) => {
    const terms = queryTerms(query);
    if (terms.length === 0 || plan.limit <= 0) return [];
    let hits = collect(terms, plan, false);
    if (hits.length === 0) {
      for (const alternative of cuts(terms)) {
        hits = collect(alternative, plan, true);
        if (hits.length > 0) break;
      }
    }
    return arrange(hits, plan.limit);
  };
}

const EXACT_LOOK = 400;

/** Every way to let some terms be met by units above and the rest by the row itself. */
function* splits(terms: readonly string[]): Generator<{ readonly above: readonly string[]; readonly own: readonly string[] }> {
  for (let mask = 1; mask < 2 ** terms.length - 1; mask += 1) {
    yield { above: terms.filter((_, index) => (mask & (1 << index)) !== 0), own: terms.filter((_, index) => (mask & (1 << index)) === 0) };
  }
}

/** Shorter words are names; cutting them would find people nobody asked for. */
const CUT_MIN = 4;

/** 桐梓楚米镇 typed without a space: cut the one term in two, the longer left part first. */
function* cuts(terms: readonly string[]): Generator<readonly string[]> {
  const [term] = terms;
  if (terms.length !== 1 || term === undefined || !isHan(term)) return;
  const characters = [...term];
  if (characters.length < CUT_MIN) return;
  for (let at = characters.length - 1; at > 0; at -= 1) yield [characters.slice(0, at).join(''), characters.slice(at).join('')];
}

function arrange(hits: readonly RawHit[], limit: number): readonly RawHit[] {
  const units = hits.filter((hit) => hit.kind === 'unit' && !hit.isExact);
  const posts = hits.filter((hit) => hit.kind === 'post' && !hit.isExact);
  const exact = hits.filter((hit) => hit.isExact).slice(0, limit);
  const room = limit - exact.length;
  const unitRoom = Math.max(Math.floor(room * UNIT_SHARE), room - posts.length);
  const rest = [...units.slice(0, unitRoom), ...posts].slice(0, room);
  const byRing = (a: RawHit, b: RawHit): number => a.ring - b.ring;
  return [...exact.toSorted(byRing), ...rest.toSorted(byRing)];
}
