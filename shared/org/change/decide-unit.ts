/** Units: 设立 更名 调整隶属 排序 合并 拆分 撤销. Each verb puts rows into the draft or says why not; who may is asked afterwards, of the rows (decide.ts). */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { UnitId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { FORMER_NAMES_MAX, type Membership, type Unit } from '#shared/org/model.ts';
import { MAX_DEPTH, moveProblem, type MoveProblem } from '#shared/org/tree.ts';
import type { CommandOf, NewUnit } from './command.ts';
import type { ChangeView, Draft } from './rows.ts';

export interface Ground {
  readonly draft: Draft;
  readonly view: ChangeView;
  /** Organs that must have no document under way. */
  readonly freeOrgans: Set<UnitId>;
  /** People who must hold no work of an organ. */
  readonly freePeople: { readonly personId: string; readonly organId: UnitId }[];
}
export type Step = Result<null, AppError>;

const refuse = (code: AppError['code'], rule: string, data?: AppError['data']): Step => err(appError(code, data === undefined ? { rule } : { rule, data }));
const gone = (): Step => err(appError('not-found', { rule: 'DIR01' }));
const done: Step = ok(null);

export const isActive = (unit: Unit | undefined): unit is Unit => unit?.status === 'active';

/** A bureau has the level of the division it serves; divisions and villages have their own. */
const OWN_LEVEL: readonly Unit['kind'][] = ['division', 'village', 'zone'];
const levelBelow = (kind: Unit['kind'], parent: Unit): Unit['level'] | null => {
  if (!OWN_LEVEL.includes(kind)) return parent.level;
  if (kind === 'village') return parent.level <= 4 ? 5 : null;
  return parent.level < 5 ? ((parent.level + 1) as Unit['level']) : null;
};

/** The name among siblings, 机关代字 among siblings, the division code and 统一社会信用代码 in the whole tree. */
export function clash(ground: Ground, unit: Unit): Step {
  const { draft, view } = ground;
  const siblings = unit.parentId === null ? [] : draft.children(unit.parentId).filter((other) => other.id !== unit.id && other.status === 'active');
  if (siblings.some((other) => other.name === unit.name)) return refuse('directory.name-taken', 'DIR08', { name: unit.name });
  if (unit.docCode !== null && siblings.some((other) => other.docCode === unit.docCode)) return refuse('directory.name-taken', 'DIR08', { name: unit.docCode });
  // 区划代码 of what was abolished is never given again, so a dissolved unit keeps it from others.
  if (unit.code !== null && view.unitsWithCode(unit.code).some((other) => other.id !== unit.id)) return refuse('directory.name-taken', 'DIR08', { name: unit.code });
  if (unit.uscc !== null && hasUscc(ground, unit.uscc, unit.id)) return refuse('directory.name-taken', 'DIR23', { name: unit.uscc });
  return done;
}

/** Also what the same change gave it: an import names many. A legal entity that ended keeps its own. */
export function hasUscc({ draft, view }: Ground, uscc: string, exceptId: string): boolean {
  const changed = draft.units();
  return changed.some((other) => other.id !== exceptId && other.uscc === uscc) || view.unitsWithUscc(uscc).some((other) => other.id !== exceptId && draft.unit(other.id)?.uscc === uscc);
}

function depthOf(draft: Draft, unitId: string): number {
  const below = draft.children(unitId);
  return below.length === 0 ? 0 : 1 + Math.max(...below.map((child) => depthOf(draft, child.id)));
}

const lastOrder = (units: readonly { readonly order: number }[]): number => Math.max(-1, ...units.map(({ order }) => order));

export function made(ground: Ground, fields: NewUnit, parent: Unit): Result<Unit, AppError> {
  const level = levelBelow(fields.kind, parent);
  const isPlaced = level !== null && moveProblem(ground.draft.unit, parent.id, parent.parentId ?? parent.id) !== 'too-deep';
  if (level === null || !isPlaced || depthTo(ground.draft, parent.id) >= MAX_DEPTH) return err(appError('directory.misplaced', { rule: 'DIR07' }));
  if (!fields.isOrgan && fields.docCode !== null) return err(appError('directory.misplaced', { rule: 'DIR07' }));
  const unit: Unit = { id: ground.draft.newId(), parentId: parent.id, level, order: lastOrder(ground.draft.children(parent.id)) + 1, status: 'active', formerNames: [], ...fields };
  const clashes = clash(ground, unit);
  if (!clashes.ok) return clashes;
  ground.draft.putUnit(unit);
  return ok(unit);
}

function depthTo(draft: Draft, unitId: string): number {
  let depth = 0;
  for (let next = draft.unit(unitId); next !== undefined && depth <= MAX_DEPTH; next = next.parentId === null ? undefined : draft.unit(next.parentId)) depth += 1;
  return depth;
}

export function createUnit(ground: Ground, { parentId, unit }: CommandOf<'unit.create'>): Step {
  const parent = ground.draft.unit(parentId);
  if (!isActive(parent)) return gone();
  const put = made(ground, unit, parent);
  return put.ok ? done : put;
}

export function renameUnit(ground: Ground, { unitId, name, shortName, fullName, code, docCode, uscc }: CommandOf<'unit.rename'>): Step {
  const unit = ground.draft.unit(unitId);
  if (!isActive(unit)) return gone();
  if (!unit.isOrgan && docCode !== null) return refuse('directory.misplaced', 'DIR07');
  const renamed: Unit = { ...unit, name, shortName, fullName, code, docCode, uscc, formerNames: formerNames(unit, name) };
  const clashes = clash(ground, renamed);
  if (!clashes.ok) return clashes;
  ground.draft.putUnit(renamed);
  return done;
}

/** A name that it has again is no earlier one. */
const formerNames = (unit: Unit, name: string): readonly string[] => (unit.name === name ? unit.formerNames : [...new Set([unit.name, ...unit.formerNames])].filter((former) => former !== name).slice(0, FORMER_NAMES_MAX));

const MISPLACED: { readonly [problem in MoveProblem]: AppError['code'] } = { 'unknown-unit': 'not-found', 'unknown-parent': 'not-found', cycle: 'directory.misplaced', 'too-deep': 'directory.misplaced' };

export function moveUnit(ground: Ground, { unitId, parentId }: CommandOf<'unit.move'>): Step {
  const { draft } = ground;
  const unit = draft.unit(unitId);
  const parent = draft.unit(parentId);
  if (!isActive(unit) || !isActive(parent)) return gone();
  const problem = moveProblem(draft.unit, unitId, parentId, depthOf(draft, unitId));
  if (problem !== undefined) return refuse(MISPLACED[problem], 'DIR07');
  return hang(ground, unit, parent);
}

/** Below its new parent, behind who is there; levels and rights follow. */
function hang(ground: Ground, unit: Unit, parent: Unit): Step {
  const { draft } = ground;
  const level = OWN_LEVEL.includes(unit.kind) ? unit.level : parent.level;
  if (level < parent.level) return refuse('directory.misplaced', 'DIR07');
  const oldOrgan = draft.tree().organOf(unit.id);
  const moved: Unit = { ...unit, parentId: parent.id, level, order: lastOrder(draft.children(parent.id)) + 1 };
  const clashes = clash(ground, moved);
  if (!clashes.ok) return clashes;
  draft.putUnit(moved);
  if (level !== unit.level) relevel(draft, moved);
  const newOrgan = draft.tree().organOf(unit.id);
  if (!unit.isOrgan && oldOrgan !== undefined && newOrgan !== undefined && oldOrgan.id !== newOrgan.id) reassign(ground, unit.id, oldOrgan.id, newOrgan.id);
  return done;
}

function relevel(draft: Draft, unit: Unit): void {
  for (const child of draft.children(unit.id)) {
    if (OWN_LEVEL.includes(child.kind)) continue;
    const put = { ...child, level: unit.level };
    draft.putUnit(put);
    relevel(draft, put);
  }
}

/** Rights go with a section to another organ, administration does not: that is given anew by whoever may. */
const carried = ({ roles }: Membership): Membership['roles'] => roles.filter((role) => role !== 'unitAdmin');

/** People of a section that goes to another organ work for that one: what they hold at the old one must be handed over first. */
function reassign(ground: Ground, unitId: string, from: UnitId, to: UnitId): void {
  const { draft } = ground;
  for (const post of draft.membersOf(unitId)) {
    if (post.organId !== from) continue;
    ground.freePeople.push({ personId: post.personId, organId: from });
    draft.putPost({ ...post, organId: to, roles: carried(post) });
  }
  for (const child of draft.children(unitId)) if (!child.isOrgan) reassign(ground, child.id, from, to);
}

/** The numbers that are there are given anew, so that only what really changed its place is written. */
export function reordered<T extends { readonly id: string; readonly order: number }>(rows: readonly T[], wanted: readonly string[]): readonly T[] | null {
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (wanted.length !== rows.length || new Set(wanted).size !== rows.length || !wanted.every((id) => byId.has(id))) return null;
  const numbers = rows.map(({ order }) => order).toSorted((a, b) => a - b);
  const areDistinct = new Set(numbers).size === numbers.length;
  return wanted.map((id, index) => ({ ...(byId.get(id) as T), order: areDistinct ? (numbers[index] as number) : index }));
}

export function reorderUnits({ draft }: Ground, { unitId, order }: CommandOf<'unit.reorder'>): Step {
  if (!isActive(draft.unit(unitId))) return gone();
  const rows = reordered(draft.children(unitId).filter(isActive), order);
  if (rows === null) return refuse('directory.stale', 'DIR06');
  for (const row of rows) draft.putUnit(row);
  return done;
}

export function mergeUnit(ground: Ground, { unitId, intoId }: CommandOf<'unit.merge'>): Step {
  const { draft } = ground;
  const unit = draft.unit(unitId);
  const into = draft.unit(intoId);
  if (!isActive(unit) || !isActive(into)) return gone();
  if (unit.id === into.id || draft.tree().isWithin(into.id, unit.id)) return refuse('directory.misplaced', 'DIR07');
  // What an organ began it ends itself: nobody could act in its name afterwards.
  if (unit.isOrgan) ground.freeOrgans.add(unit.id);
  const oldOrgan = draft.tree().organOf(unit.id)?.id;
  const newOrgan = draft.tree().organOf(into.id)?.id;
  if (oldOrgan === undefined || newOrgan === undefined) return refuse('directory.misplaced', 'DIR07');
  const posts = [...draft.membersOf(unit.id), ...(unit.isOrgan ? ground.view.postsFor(unit.id).filter((post) => post.unitId !== unit.id) : [])];
  let order = lastOrder(draft.membersOf(into.id));
  for (const post of posts) {
    const isHere = post.unitId === unit.id;
    const isFollowing = post.organId === oldOrgan && oldOrgan !== newOrgan;
    if (isFollowing && !unit.isOrgan) ground.freePeople.push({ personId: post.personId, organId: oldOrgan });
    draft.putPost({ ...post, ...(isHere ? { unitId: into.id, order: ++order } : {}), ...(isFollowing ? { organId: newOrgan, roles: carried(post) } : {}) });
  }
  for (const child of draft.children(unit.id)) {
    if (!isActive(child)) continue;
    // Both have their 党政办公室: sections of one name become one.
    const twin = draft.children(into.id).find((other) => isActive(other) && other.name === child.name && !other.isOrgan && !child.isOrgan);
    const gone = twin === undefined ? hang(ground, child, into) : mergeUnit(ground, { kind: 'unit.merge', unitId: child.id, intoId: twin.id });
    if (!gone.ok) return gone;
  }
  draft.putUnit({ ...unit, status: 'dissolved' });
  return done;
}

const isLeft = ({ view }: Ground, post: Membership): boolean => view.person(post.personId)?.status !== 'active';

export function splitUnit(ground: Ground, { unitId, unit: fields, postIds, childIds }: CommandOf<'unit.split'>): Step {
  const { draft, view } = ground;
  const unit = draft.unit(unitId);
  if (!isActive(unit) || unit.parentId === null) return gone();
  const parent = draft.unit(unit.parentId);
  if (!isActive(parent)) return gone();
  const posts = postIds.flatMap((id) => view.membership(id) ?? []);
  const children = childIds.flatMap((id) => draft.unit(id) ?? []);
  const areTheirs = posts.length === new Set(postIds).size && posts.every((post) => post.unitId === unit.id) && children.length === new Set(childIds).size && children.every((child) => child.parentId === unit.id && isActive(child));
  if (!areTheirs) return refuse('directory.stale', 'DIR06');
  const put = made(ground, fields, parent);
  if (!put.ok) return put;
  const newUnit = put.value;
  const oldOrgan = draft.tree().organOf(unit.id)?.id;
  const newOrgan = draft.tree().organOf(newUnit.id)?.id;
  if (oldOrgan === undefined || newOrgan === undefined) return refuse('directory.misplaced', 'DIR07');
  for (const [order, post] of posts.entries()) {
    const isFollowing = post.organId === oldOrgan && oldOrgan !== newOrgan;
    if (isFollowing) ground.freePeople.push({ personId: post.personId, organId: oldOrgan });
    draft.putPost({ ...post, unitId: newUnit.id, order, ...(isFollowing ? { organId: newOrgan, roles: carried(post) } : {}) });
  }
  for (const child of children) {
    const hung = hang(ground, child, newUnit);
    if (!hung.ok) return hung;
  }
  return done;
}

export function dissolveUnit(ground: Ground, { unitId, successorId }: CommandOf<'unit.dissolve'>): Step {
  const { draft } = ground;
  const unit = draft.unit(unitId);
  if (!isActive(unit) || unit.parentId === null) return gone();
  if (successorId !== null) return mergeUnit(ground, { kind: 'unit.merge', unitId, intoId: successorId });
  const posts = draft.membersOf(unitId);
  const people = new Set(posts.filter((post) => !isLeft(ground, post)).map((post) => post.personId)).size;
  const units = draft.children(unitId).filter(isActive).length;
  if (people + units > 0) return refuse('directory.occupied', 'DIR09', { people, units });
  if (unit.isOrgan) ground.freeOrgans.add(unit.id);
  // Those who left stay found, one level up.
  const organ = draft.tree().organOf(unit.parentId);
  if (organ === undefined) return refuse('directory.misplaced', 'DIR07');
  let order = lastOrder(draft.membersOf(unit.parentId));
  for (const post of posts) draft.putPost({ ...post, unitId: unit.parentId, organId: organ.id, order: ++order });
  draft.putUnit({ ...unit, status: 'dissolved' });
  return done;
}
