/**
 * `decideOrgChange(command, view, administrator)`: what a command comes to, as rows before and after, or why not. Pure and synchronous; the server runs it in the
 * directory's thread, for the preview and again for the act. Rights are judged over the rows (shared/policy/administer.ts), so no verb can forget one.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { err, ok, unreachable, type Result } from '#shared/base/result.ts';
import type { OrgView, Unit } from '#shared/org/model.ts';
import { isWithin, organOf } from '#shared/org/tree.ts';
import type { Right } from '#shared/policy/can.ts';
import { areSeparated, isAdministrator, mayChangePerson, mayChangePost, mayChangeUnit, powersOf, reachOf, type Administrator, type Powers } from '#shared/policy/administer.ts';
import { PROVISION_MAX, type DirectoryCommand, type OrgCommand } from './command.ts';
import { addPost, comeBack, editPerson, editPost, endPost, issue, join, leave, movePost, reorderPosts } from './decide-person.ts';
import { importRows, type Imported, type ImportRow } from './import.ts';
import { clash, createUnit, dissolveUnit, isActive, mergeUnit, moveUnit, renameUnit, reorderUnits, splitUnit, type Ground, type Step } from './decide-unit.ts';
import { createDraft, isNew, pairs, sameRow, type ChangeView, type Diff, type Draft } from './rows.ts';

/** An earlier change, for taking it back. */
export interface Undone {
  readonly kind: string;
  readonly isUndone: boolean;
  readonly diff: Diff;
}

/** What becomes of somebody's account, in the same transaction. */
export type AccountEffect =
  | { readonly kind: 'open'; readonly personId: PersonId; readonly login: string | null }
  | { readonly kind: 'disable' | 'enable'; readonly personId: PersonId };

export interface OrgChange {
  readonly diff: Diff;
  /** What must not be under way: organs with their documents, people with what they hold. */
  readonly free: { readonly organs: readonly UnitId[]; readonly people: readonly { readonly personId: PersonId; readonly organId: UnitId }[] };
  readonly account: AccountEffect | null;
  /** Only of an import. */
  readonly imported?: Imported;
}

/** What a command only names. */
export interface Named {
  readonly undone: Undone | null;
  readonly rows: readonly ImportRow[] | null;
}

export function decideOrgChange(command: DirectoryCommand, reader: ChangeView, by: Administrator, { undone, rows }: Named = NOTHING_NAMED): Result<OrgChange, AppError> {
  const view = remembering(reader);
  const tree = treeOf(view);
  const powers = powersOf(by, tree);
  const commands = command.kind === 'provision' ? command.commands : [command];
  for (const each of commands) {
    const inReach = targetsInReach(each, view, powers, tree);
    if (!inReach.ok) return inReach;
  }
  const draft = createDraft(view);
  const ground: Ground = { draft, view, freeOrgans: new Set(), freePeople: [] };
  if (command.kind === 'import') return importInto(ground, powers, command.unitId, rows);
  const step = command.kind === 'undo' ? undo(ground, undone) : command.kind === 'provision' ? runAll(ground, command.commands) : run(ground, command);
  return step.ok ? finish(ground, powers, commands.map(accountOf).find((effect) => effect !== null) ?? null) : step;
}

/** One after the other over one draft; what one does to an account is done once. */
function runAll(ground: Ground, commands: readonly Exclude<OrgCommand, { readonly kind: 'undo' | 'import' }>[]): Step {
  if (commands.length > PROVISION_MAX || commands.filter((each) => accountOf(each) !== null).length > 1) return err(appError('request.too-large', { rule: 'SCM07' }));
  for (const command of commands) {
    const step = run(ground, command);
    if (!step.ok) return step;
  }
  return ok(null);
}

/** Nothing moves while a decision is made, and every right asks for the same few units above: they are read once. */
function remembering(reader: ChangeView): ChangeView {
  const known = new Map<string, Unit | undefined>();
  return {
    ...reader,
    unit: (id) => {
      if (!known.has(id)) known.set(id, reader.unit(id));
      return known.get(id);
    },
  };
}

const NOTHING_NAMED: Named = { undone: null, rows: null };

function importInto(ground: Ground, powers: Powers, unitId: UnitId, rows: readonly ImportRow[] | null): Result<OrgChange, AppError> {
  if (rows === null || !isActive(ground.draft.unit(unitId))) return err(appError('not-found', { rule: 'DIR21' }));
  const imported = importRows(ground, powers, unitId, rows);
  const done = finish(ground, powers, null);
  if (done.ok) return ok({ ...done.value, imported });
  // Rows that say why stand before a refusal that says only that; and a file that changes nothing is told so with what is not in it.
  if (imported.problems.length === 0 && done.error.code !== 'directory.nothing') return done;
  return ok({ diff: EMPTY, free: { organs: [], people: [] }, account: null, imported });
}

const EMPTY: Diff = { before: { units: [], people: [], memberships: [] }, after: { units: [], people: [], memberships: [] } };

/** Rights, what must always hold, and what the rows come to. */
export function finish(ground: Ground, powers: Powers, account: AccountEffect | null): Result<OrgChange, AppError> {
  const { draft, view, freeOrgans, freePeople } = ground;
  const diff = draft.diff();
  const isNothing = [diff.before, diff.after].every((side) => side.units.length + side.people.length + side.memberships.length === 0);
  if (isNothing && account === null) return err(appError('directory.nothing', { rule: 'DIR06' }));
  const right = mayChange(diff, draft, view, powers, account);
  if (!right.ok) return err(appError(right.code, { rule: right.rule }));
  for (const personId of peopleOf(diff)) {
    const posts = draft.membershipsOf(personId);
    if (!areSeparated(posts)) return err(appError('directory.separated', { rule: 'DIR04' }));
    if (posts.length > 0 && posts.filter((post) => post.primary).length !== 1) return err(appError('directory.last-post', { rule: 'DIR11' }));
  }
  return ok({ diff, free: { organs: [...freeOrgans], people: freePeople }, account });
}

function run(ground: Ground, command: Exclude<OrgCommand, { readonly kind: 'undo' | 'import' }>): Step {
  switch (command.kind) {
    case 'unit.create': return createUnit(ground, command);
    case 'unit.rename': return renameUnit(ground, command);
    case 'unit.move': return moveUnit(ground, command);
    case 'unit.reorder': return reorderUnits(ground, command);
    case 'unit.merge': return mergeUnit(ground, command);
    case 'unit.split': return splitUnit(ground, command);
    case 'unit.dissolve': return dissolveUnit(ground, command);
    case 'person.join': return join(ground, command);
    case 'person.edit': return editPerson(ground, command);
    case 'person.leave': return leave(ground, command);
    case 'person.return': return comeBack(ground, command);
    case 'post.add': return addPost(ground, command);
    case 'post.edit': return editPost(ground, command);
    case 'post.move': return movePost(ground, command);
    case 'post.end': return endPost(ground, command);
    case 'post.reorder': return reorderPosts(ground, command);
    case 'account.issue': return issue(ground, command);
    default: return unreachable(command);
  }
}

function accountOf(command: OrgCommand): AccountEffect | null {
  switch (command.kind) {
    case 'person.join': return command.login === null ? null : { kind: 'open', personId: 'new:1', login: command.login };
    case 'person.leave': return { kind: 'disable', personId: command.personId };
    case 'person.return': return { kind: 'enable', personId: command.personId };
    case 'account.issue': return { kind: 'open', personId: command.personId, login: command.login };
    default: return null;
  }
}

/** Every row is still as the change left it, or nothing is taken back. */
function undo(ground: Ground, change: Undone | null): Step {
  const { draft, view } = ground;
  if (change === null) return err(appError('not-found', { rule: 'DIR12' }));
  const { before, after } = change.diff;
  const isAsLeft = [
    ...pairs(before.units, after.units).map((pair) => sameRow(view.unit((pair.before ?? pair.after)?.id ?? ''), pair.after ?? undefined)),
    ...pairs(before.people, after.people).map((pair) => sameRow(view.person((pair.before ?? pair.after)?.id ?? ''), pair.after ?? undefined)),
    ...pairs(before.memberships, after.memberships).map((pair) => sameRow(view.membership((pair.before ?? pair.after)?.id ?? ''), pair.after ?? undefined)),
  ].every(Boolean);
  if (change.isUndone || !isAsLeft) return err(appError('directory.not-undoable', { rule: 'DIR12' }));
  for (const row of before.units) draft.putUnit(row);
  for (const row of before.people) draft.putPerson(row);
  for (const row of before.memberships) draft.putPost(row);
  for (const pair of pairs(before.memberships, after.memberships)) if (pair.before === null && pair.after !== null) draft.drop('membership', pair.after.id);
  for (const pair of pairs(before.people, after.people)) if (pair.before === null && pair.after !== null) {
    if (draft.membershipsOf(pair.after.id).length > 0) return err(appError('directory.not-undoable', { rule: 'DIR12' }));
    draft.drop('person', pair.after.id);
  }
  for (const pair of pairs(before.units, after.units)) if (pair.before === null && pair.after !== null) draft.drop('unit', pair.after.id);
  // What was put in since would hang in the air.
  for (const pair of pairs(before.units, after.units)) if (pair.before === null && pair.after !== null) {
    if (draft.children(pair.after.id).length > 0 || draft.membersOf(pair.after.id).length > 0) return err(appError('directory.not-undoable', { rule: 'DIR12' }));
  }
  // Somebody else may have the name or a code by now.
  if (before.units.some((row) => isActive(row) && !clash(ground, row).ok)) return err(appError('directory.not-undoable', { rule: 'DIR12' }));
  return ok(null);
}

const treeOf = (view: Pick<ChangeView, 'unit'>): Pick<OrgView, 'unit' | 'isWithin' | 'organOf'> =>
  ({ unit: view.unit, isWithin: (id, ancestorId) => isWithin(view.unit, id, ancestorId), organOf: (id) => organOf(view.unit, id) });

function mayChange(diff: Diff, draft: Draft, view: ChangeView, powers: Powers, account: AccountEffect | null): Right {
  const [org, then] = [treeOf(view), draft.tree()];
  // A person's posts before and after, also in a unit that is on one side only.
  const either = treeOf({ unit: (id) => then.unit(id) ?? org.unit(id) });
  let last: Right = { ok: true, rule: 'DIR01' };
  const both = (personId: PersonId): ReturnType<Draft['membershipsOf']> => [...(isNew(personId) ? [] : view.membershipsOf(personId)), ...draft.membershipsOf(personId)];
  const asked = [
    ...pairs(diff.before.units, diff.after.units).map((pair) => () => mayChangeUnit(powers, pair, org, then)),
    ...pairs(diff.before.memberships, diff.after.memberships).map((pair) => () => mayChangePost(powers, pair, org, then)),
    ...pairs(diff.before.people, diff.after.people).map(({ before, after }) => () => {
      const personId = (before ?? after)?.id ?? '';
      return mayChangePerson(powers, personId, both(personId), either);
    }),
    ...(account === null || isNew(account.personId) ? [] : [() => mayChangePerson(powers, account.personId, both(account.personId), either)]),
  ];
  for (const ask of asked) {
    last = ask();
    if (!last.ok) return last;
  }
  return last;
}

const peopleOf = ({ before, after }: Diff): ReadonlySet<PersonId> => new Set([...before.memberships, ...after.memberships].map((post) => post.personId));

/** Before anything else: what the asker cannot reach is answered like what is not there, whatever else would stand in the way. */
function targetsInReach(command: OrgCommand, view: ChangeView, powers: Powers, tree: Pick<OrgView, 'unit' | 'isWithin'>): Result<null, AppError> {
  if (!isAdministrator(powers)) return err(appError('policy.denied', { rule: 'DIR01' }));
  if (powers.isSecurity) return ok(null);
  // What an earlier command makes is judged as a row.
  const reaches = (unitId: string): boolean => isNew(unitId) || (tree.unit(unitId) !== undefined && reachOf(powers, unitId, tree) !== null);
  const units: string[] = [];
  if ('unitId' in command) units.push(command.unitId);
  if ('parentId' in command) units.push(command.parentId);
  if ('intoId' in command) units.push(command.intoId);
  if ('successorId' in command && command.successorId !== null) units.push(command.successorId);
  if ('postId' in command) units.push(view.membership(command.postId)?.unitId ?? '');
  if ('personId' in command && command.kind !== 'post.add') {
    const posts = view.membershipsOf(command.personId);
    if (!posts.some((post) => reaches(post.unitId))) units.push('');
  }
  return units.every(reaches) ? ok(null) : err(appError('not-found', { rule: 'DIR01' }));
}
