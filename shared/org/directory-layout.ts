/**
 * Gives units and posts their row numbers in depth-first order, and fills the text indexes accordingly.
 *
 * Newcomers go into the gap their unit kept free. When a gap is full, or many rows are new at once (a replica's
 * first download), everything is laid out again: correct always, cheap enough for a county, seconds for a province.
 */
import { formerNamesOf } from './directory-tables.ts';
import { postTokens, unitTokens } from './search-tokens.ts';
import { rowOf, rowsOf, type SqlDatabase } from './sql-port.ts';

/** Free numbers behind a unit's people, and behind its children. */
export const peopleSlack = (count: number): number => Math.max(4, count >> 2);
export const childrenSlack = (span: number): number => Math.max(8, span >> 3);

/** Placing one by one pays off only while few rows are new. */
const PLACE_ONE_BY_ONE_MAX = 500;

interface UnplacedUnit { readonly no: number; readonly id: string; readonly parent_id: string | null; readonly name: string; readonly short_name: string; readonly uscc: string | null; readonly former: string }
interface UnplacedPost { readonly no: number; readonly unit_no: number; readonly name: string; readonly title: string; readonly phone: string }

const POST_SELECT = 'SELECT m.no, m.unit_no, p.name, m.title, p.phone FROM membership m JOIN person p ON p.no = m.person_no';

export interface Layout {
  /** Places every row that has no number yet. Call inside a transaction. */
  settle(): void;
  rebuild(): void;
}

export function createLayout(db: SqlDatabase): Layout {
  const unplacedUnits = db.prepare('SELECT no, id, parent_id, name, short_name, uscc, former FROM unit WHERE lo IS NULL LIMIT ?');
  const unplacedPosts = db.prepare(`${POST_SELECT} WHERE m.pos IS NULL LIMIT ?`);
  const interval = db.prepare('SELECT no, lo, people_hi, hi FROM unit WHERE id = ?');
  const intervalByNo = db.prepare('SELECT no, lo, people_hi, hi FROM unit WHERE no = ?');
  const lastChild = db.prepare('SELECT max(hi) AS hi FROM unit WHERE parent_id = ?');
  const lastPost = db.prepare('SELECT max(pos) AS pos FROM membership WHERE pos BETWEEN ? AND ?');
  const setUnit = db.prepare('UPDATE unit SET lo = ?, people_hi = ?, hi = ? WHERE no = ?');
  const setPost = db.prepare('UPDATE membership SET pos = ? WHERE no = ?');
  const addUnitText = db.prepare('INSERT INTO unit_text(rowid, k) VALUES (?, ?)');
  const addPostText = db.prepare('INSERT INTO post_text(rowid, k) VALUES (?, ?)');

  interface Interval { readonly no: number; readonly lo: number | null; readonly people_hi: number; readonly hi: number }

  function placeUnit(unit: UnplacedUnit): boolean {
    const parent = unit.parent_id === null ? undefined : rowOf<Interval>(interval, unit.parent_id);
    if (parent === undefined || parent.lo === null || unit.parent_id === null) return false;
    const behind = Math.max(parent.people_hi, rowOf<{ hi: number | null }>(lastChild, unit.parent_id)?.hi ?? 0);
    const lo = behind + 1;
    const peopleHi = lo + peopleSlack(0);
    if (peopleHi > parent.hi) return false;
    setUnit.run(lo, peopleHi, peopleHi, unit.no);
    addUnitText.run(lo, unitTokens(unit.name, unit.short_name, unit.uscc, formerNamesOf(unit.former)));
    return true;
  }

  function placePost(post: UnplacedPost): boolean {
    const unit = rowOf<Interval>(intervalByNo, post.unit_no);
    if (unit === undefined || unit.lo === null) return false;
    const pos = (rowOf<{ pos: number | null }>(lastPost, unit.lo + 1, unit.people_hi)?.pos ?? unit.lo) + 1;
    if (pos > unit.people_hi) return false;
    setPost.run(pos, post.no);
    addPostText.run(pos, postTokens(post.name, post.title, post.phone));
    return true;
  }

  function settle(): void {
    const units = rowsOf<UnplacedUnit>(unplacedUnits, PLACE_ONE_BY_ONE_MAX + 1);
    const posts = rowsOf<UnplacedPost>(unplacedPosts, PLACE_ONE_BY_ONE_MAX + 1);
    if (units.length === 0 && posts.length === 0) return;
    if (units.length > PLACE_ONE_BY_ONE_MAX || posts.length > PLACE_ONE_BY_ONE_MAX) return rebuild();
    // Parents may stand behind their children in the batch: go round until nothing moves.
    let waiting = [...units];
    for (let before = -1; waiting.length > 0 && waiting.length !== before;) {
      before = waiting.length;
      waiting = waiting.filter((unit) => !placeUnit(unit));
    }
    if (waiting.length > 0 || !posts.every(placePost)) rebuild();
  }

  function rebuild(): void {
    db.exec("INSERT INTO unit_text(unit_text) VALUES ('delete-all'); INSERT INTO post_text(post_text) VALUES ('delete-all'); UPDATE unit SET lo = NULL; UPDATE membership SET pos = NULL");
    const all = rowsOf<UnplacedUnit>(db.prepare('SELECT no, id, parent_id, name, short_name, uscc, former FROM unit ORDER BY ord, no'));
    const known = new Set(all.map((unit) => unit.id));
    const childrenOf = new Map<string, UnplacedUnit[]>();
    const roots: UnplacedUnit[] = [];
    for (const unit of all) {
      // A replica may hold a unit whose parent it has not been given: it becomes a root of its own.
      if (unit.parent_id === null || !known.has(unit.parent_id)) roots.push(unit);
      else {
        const siblings = childrenOf.get(unit.parent_id);
        if (siblings === undefined) childrenOf.set(unit.parent_id, [unit]);
        else siblings.push(unit);
      }
    }
    const postsOf = db.prepare(`${POST_SELECT} WHERE m.unit_no = ? ORDER BY m.ord, m.no`);
    let next = 1;
    const visit = (unit: UnplacedUnit): void => {
      const lo = next;
      next += 1;
      addUnitText.run(lo, unitTokens(unit.name, unit.short_name, unit.uscc, formerNamesOf(unit.former)));
      const posts = rowsOf<UnplacedPost>(postsOf, unit.no);
      for (const post of posts) {
        setPost.run(next, post.no);
        addPostText.run(next, postTokens(post.name, post.title, post.phone));
        next += 1;
      }
      next += peopleSlack(posts.length);
      const peopleHi = next - 1;
      for (const child of childrenOf.get(unit.id) ?? []) visit(child);
      next += childrenSlack(next - lo);
      setUnit.run(lo, peopleHi, next - 1, unit.no);
    };
    for (const root of roots) visit(root);
  }

  return { settle, rebuild };
}
