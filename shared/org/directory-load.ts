/**
 * Fills empty directory tables from rows in depth-first order, in one pass: numbers are given on the way, indexes
 * are built at the end. 650,000 people take well under a minute; memory holds one branch of people, not all.
 *
 * The caller wraps it in one transaction: a load that is interrupted leaves empty tables.
 */
import { childrenSlack, peopleSlack } from './directory-layout.ts';
import { createIndexes, dropIndexes, INSERT_MEMBERSHIP, INSERT_PERSON, INSERT_UNIT, READ_SEQ, rolesToBits, SAVE_SEQ, unitValues } from './directory-tables.ts';
import type { Membership, Person, Unit } from './model.ts';
import { postTokens, unitTokens } from './search-tokens.ts';
import { rowOf, type SqlDatabase } from './sql-port.ts';

/** Each unit comes after its parent and before its children. */
export interface LoadStep {
  readonly unit: Unit;
  /** `person` is null for the second post of somebody who came earlier in the same division or one above it. */
  readonly members: readonly { readonly person: Person | null; readonly membership: Membership }[];
}

interface KnownPerson {
  readonly no: number;
  readonly name: string;
  readonly phone: string;
}

interface OpenUnit {
  readonly unit: Unit;
  readonly no: number;
  readonly seq: number;
  readonly lo: number;
  readonly peopleHi: number;
  /** People of this division that a second post further down may name. */
  readonly people: Map<string, KnownPerson> | null;
}

export function loadAll(db: SqlDatabase, steps: Iterable<LoadStep>, onUnit?: (units: number) => void): number {
  if (rowOf<{ no: number }>(db.prepare('SELECT no FROM unit LIMIT 1')) !== undefined) throw new Error('directory: load needs empty tables');
  dropIndexes(db);
  const insertUnit = db.prepare(INSERT_UNIT);
  const insertPerson = db.prepare(INSERT_PERSON);
  const insertMembership = db.prepare(INSERT_MEMBERSHIP);
  const addUnitText = db.prepare('INSERT INTO unit_text(rowid, k) VALUES (?, ?)');
  const addPostText = db.prepare('INSERT INTO post_text(rowid, k) VALUES (?, ?)');

  let seq = rowOf<{ value: number }>(db.prepare(READ_SEQ))?.value ?? 0;
  let position = 1;
  let units = 0;
  let people = 0;
  let memberships = 0;
  const unitNos = new Map<string, number>();
  const open: OpenUnit[] = [];

  const close = (): void => {
    const done = open.pop();
    if (done === undefined) return;
    position += childrenSlack(position - done.lo);
    insertUnit.run(done.no, done.unit.id, ...unitValues(done.unit), done.seq, done.lo, done.peopleHi, position - 1);
  };

  const addMember = (no: number, { person, membership }: LoadStep['members'][number]): void => {
    let who: KnownPerson | undefined;
    if (person === null) who = open.findLast((frame) => frame.people?.has(membership.personId))?.people?.get(membership.personId);
    else {
      people += 1;
      seq += 1;
      insertPerson.run(people, person.id, person.name, person.status, person.phone, seq);
      who = { no: people, name: person.name, phone: person.phone };
      open.findLast((frame) => frame.people !== null)?.people?.set(person.id, who);
    }
    if (who === undefined) throw new Error(`directory: unknown person ${membership.personId}`);
    const organNo = unitNos.get(membership.organId);
    if (organNo === undefined) throw new Error(`directory: unknown organ ${membership.organId}`);
    memberships += 1;
    seq += 1;
    insertMembership.run(memberships, membership.id, who.no, no, organNo, membership.title, rolesToBits(membership.roles), membership.order, membership.primary ? 1 : 0, seq, position);
    addPostText.run(position, postTokens(who.name, membership.title, who.phone));
    position += 1;
  };

  for (const { unit, members } of steps) {
    while (open.length > 0 && open.at(-1)?.unit.id !== unit.parentId) close();
    if (open.length === 0 && units > 0) throw new Error(`directory: ${unit.id} does not follow its parent`);
    units += 1;
    seq += 1;
    const frame = { unit, no: units, seq, lo: position, people: unit.kind === 'division' ? new Map<string, KnownPerson>() : null };
    unitNos.set(unit.id, units);
    addUnitText.run(position, unitTokens(unit.name, unit.shortName, unit.uscc, unit.formerNames));
    position += 1;
    for (const member of members) addMember(frame.no, member);
    position += peopleSlack(members.length);
    open.push({ ...frame, peopleHi: position - 1 });
    onUnit?.(units);
  }
  while (open.length > 0) close();
  db.prepare(SAVE_SEQ).run(seq);
  createIndexes(db);
  return seq;
}
