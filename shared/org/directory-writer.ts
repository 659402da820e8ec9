/**
 * Writes units, people and memberships and keeps the text indexes in step. Every change takes the next `seq`,
 * which is what change feeds count by; a change that may bring somebody into another reader's scope also
 * renews the rows that reader has never seen.
 *
 * Callers wrap a batch in one transaction and end it with `settle`.
 */
import { loadAll, type LoadStep } from './directory-load.ts';
import { createLayout } from './directory-layout.ts';
import { formerNamesOf, INSERT_MEMBERSHIP, INSERT_PERSON, INSERT_UNIT, READ_SEQ, rolesToBits, SAVE_SEQ, type StoredUnit, UNIT_COLUMNS, unitValues } from './directory-tables.ts';
import type { Membership, Person, Unit } from './model.ts';
import type { GoneRow } from './schema.ts';
import { postTokens, unitTokens } from './search-tokens.ts';
import { rowOf, rowsOf, type SqlDatabase } from './sql-port.ts';

export interface DirectoryWriter {
  upsertUnit(unit: Unit): void;
  upsertPerson(person: Person): void;
  /** Its person, unit and organ must be known. */
  upsertMembership(membership: Membership): void;
  remove(gone: GoneRow): void;
  /** Puts new rows into the search index. */
  settle(): void;
  /** Fills empty tables; `onUnit` is told how many units are in. Returns the last seq. */
  load(steps: Iterable<LoadStep>, onUnit?: (units: number) => void): number;
}

export function createWriter(db: SqlDatabase): DirectoryWriter {
  const layout = createLayout(db);
  const unitById = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE id = ?`);
  const personById = db.prepare('SELECT no, name, phone FROM person WHERE id = ?');
  const membershipById = db.prepare(
    'SELECT m.no, m.unit_no, m.pos, m.title, m.person_no, u.id AS unit_id FROM membership m JOIN unit u ON u.no = m.unit_no WHERE m.id = ?');
  const insertUnit = db.prepare(INSERT_UNIT);
  const updateUnit = db.prepare(
    `UPDATE unit SET parent_id=?, kind=?, level=?, name=?, short_name=?, full_name=?, code=?, doc_code=?, uscc=?, former=?, is_organ=?, ord=?, status=?, seq=? WHERE no=?`);
  const insertPerson = db.prepare(INSERT_PERSON);
  const updatePerson = db.prepare('UPDATE person SET name=?, status=?, phone=?, seq=? WHERE no=?');
  const touchPerson = db.prepare('UPDATE person SET seq=? WHERE no=?');
  const insertMembership = db.prepare(INSERT_MEMBERSHIP);
  const updateMembership = db.prepare('UPDATE membership SET person_no=?, unit_no=?, organ_no=?, title=?, roles=?, ord=?, is_primary=?, seq=?, pos=? WHERE no=?');
  const postsOfPerson = db.prepare('SELECT pos, title FROM membership WHERE person_no = ? AND pos IS NOT NULL');
  const addUnitText = db.prepare('INSERT INTO unit_text(rowid, k) VALUES (?, ?)');
  const dropUnitText = db.prepare('DELETE FROM unit_text WHERE rowid = ?');
  const addPostText = db.prepare('INSERT INTO post_text(rowid, k) VALUES (?, ?)');
  const dropPostText = db.prepare('DELETE FROM post_text WHERE rowid = ?');
  const addGone = db.prepare('INSERT INTO directory_gone(seq, kind, id, unit_id) VALUES (?,?,?,?)');
  const saveSeq = db.prepare(SAVE_SEQ);
  const readSeq = db.prepare(READ_SEQ);

  const lastSeq = (): number => rowOf<{ value: number }>(readSeq)?.value ?? 0;
  /** Kept in the table, not here: a batch that is rolled back must give its numbers back. */
  const nextSeq = (): number => {
    const seq = lastSeq() + 1;
    saveSeq.run(seq);
    return seq;
  };

  const known = (row: StoredUnit | undefined, id: string): StoredUnit => {
    if (row === undefined) throw new Error(`directory: unknown unit ${id}`);
    return row;
  };

  /** Takes a subtree out of the index and renews its rows: after a move other readers see it for the first time. */
  function uproot(unit: StoredUnit): void {
    if (unit.lo === null || unit.hi === null) return;
    for (const { no } of rowsOf<{ no: number }>(db.prepare('SELECT no FROM unit WHERE lo BETWEEN ? AND ?'), unit.lo, unit.hi)) {
      db.prepare('UPDATE unit SET seq = ? WHERE no = ?').run(nextSeq(), no);
    }
    for (const { no, person_no } of rowsOf<{ no: number; person_no: number }>(db.prepare('SELECT no, person_no FROM membership WHERE pos BETWEEN ? AND ?'), unit.lo, unit.hi)) {
      touchPerson.run(nextSeq(), person_no);
      db.prepare('UPDATE membership SET seq = ? WHERE no = ?').run(nextSeq(), no);
    }
    db.prepare('DELETE FROM unit_text WHERE rowid BETWEEN ? AND ?').run(unit.lo, unit.hi);
    db.prepare('DELETE FROM post_text WHERE rowid BETWEEN ? AND ?').run(unit.lo, unit.hi);
    db.prepare('UPDATE membership SET pos = NULL WHERE pos BETWEEN ? AND ?').run(unit.lo, unit.hi);
    db.prepare('UPDATE unit SET lo = NULL, people_hi = NULL, hi = NULL WHERE lo BETWEEN ? AND ?').run(unit.lo, unit.hi);
  }

  function upsertUnit(unit: Unit): void {
    const old = rowOf<StoredUnit>(unitById, unit.id);
    if (old === undefined) {
      insertUnit.run(null, unit.id, ...unitValues(unit), nextSeq(), null, null, null);
      return;
    }
    if (old.parent_id !== unit.parentId) {
      addGone.run(nextSeq(), 'unit', unit.id, old.parent_id);
      uproot(old);
    } else if (old.lo !== null && (old.name !== unit.name || old.short_name !== unit.shortName || old.uscc !== unit.uscc || formerNamesOf(old.former).join() !== unit.formerNames.join())) {
      dropUnitText.run(old.lo);
      addUnitText.run(old.lo, unitTokens(unit.name, unit.shortName, unit.uscc, unit.formerNames));
    }
    updateUnit.run(...unitValues(unit), nextSeq(), old.no);
  }

  function upsertPerson(person: Person): void {
    const old = rowOf<{ no: number; name: string; phone: string }>(personById, person.id);
    if (old === undefined) {
      insertPerson.run(null, person.id, person.name, person.status, person.phone, nextSeq());
      return;
    }
    updatePerson.run(person.name, person.status, person.phone, nextSeq(), old.no);
    if (old.name === person.name && old.phone.slice(-4) === person.phone.slice(-4)) return;
    for (const post of rowsOf<{ pos: number; title: string }>(postsOfPerson, old.no)) {
      dropPostText.run(post.pos);
      addPostText.run(post.pos, postTokens(person.name, post.title, person.phone));
    }
  }

  function upsertMembership(membership: Membership): void {
    const unit = known(rowOf<StoredUnit>(unitById, membership.unitId), membership.unitId);
    const organ = known(rowOf<StoredUnit>(unitById, membership.organId), membership.organId);
    const person = rowOf<{ no: number; name: string; phone: string }>(personById, membership.personId);
    if (person === undefined) throw new Error(`directory: unknown person ${membership.personId}`);
    const old = rowOf<{ no: number; unit_no: number; pos: number | null; title: string; person_no: number; unit_id: string }>(membershipById, membership.id);
    const roles = rolesToBits(membership.roles);
    const isPrimary = membership.primary ? 1 : 0;
    if (old === undefined) {
      touchPerson.run(nextSeq(), person.no);
      insertMembership.run(null, membership.id, person.no, unit.no, organ.no, membership.title, roles, membership.order, isPrimary, nextSeq(), null);
      return;
    }
    let { pos } = old;
    if (old.unit_no !== unit.no || old.person_no !== person.no) {
      addGone.run(nextSeq(), 'membership', membership.id, old.unit_id);
      touchPerson.run(nextSeq(), person.no);
      if (pos !== null) dropPostText.run(pos);
      pos = null;
    } else if (pos !== null && old.title !== membership.title) {
      dropPostText.run(pos);
      addPostText.run(pos, postTokens(person.name, membership.title, person.phone));
    }
    updateMembership.run(person.no, unit.no, organ.no, membership.title, roles, membership.order, isPrimary, nextSeq(), pos, old.no);
  }

  function remove(gone: GoneRow): void {
    if (gone.kind === 'membership') {
      const old = rowOf<{ no: number; pos: number | null; unit_id: string }>(membershipById, gone.id);
      if (old === undefined) return;
      if (old.pos !== null) dropPostText.run(old.pos);
      db.prepare('DELETE FROM membership WHERE no = ?').run(old.no);
      addGone.run(nextSeq(), 'membership', gone.id, old.unit_id);
    } else if (gone.kind === 'person') {
      const old = rowOf<{ no: number }>(personById, gone.id);
      if (old === undefined) return;
      for (const { id } of rowsOf<{ id: string }>(db.prepare('SELECT id FROM membership WHERE person_no = ?'), old.no)) remove({ kind: 'membership', id });
      db.prepare('DELETE FROM person WHERE no = ?').run(old.no);
      addGone.run(nextSeq(), 'person', gone.id, null);
    } else {
      const old = rowOf<StoredUnit>(unitById, gone.id);
      if (old === undefined) return;
      for (const { id } of rowsOf<{ id: string }>(db.prepare('SELECT id FROM unit WHERE parent_id = ?'), gone.id)) remove({ kind: 'unit', id });
      for (const { id } of rowsOf<{ id: string }>(db.prepare('SELECT id FROM membership WHERE unit_no = ? OR organ_no = ?'), old.no, old.no)) remove({ kind: 'membership', id });
      if (old.lo !== null) dropUnitText.run(old.lo);
      db.prepare('DELETE FROM unit WHERE no = ?').run(old.no);
      addGone.run(nextSeq(), 'unit', gone.id, old.parent_id);
    }
  }

  return { upsertUnit, upsertPerson, upsertMembership, remove, settle: layout.settle, load: (steps, onUnit) => loadAll(db, steps, onUnit) };
}
