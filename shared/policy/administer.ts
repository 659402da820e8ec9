/**
 * 分级管理: who may change which row of the directory. Every command, every undo and every import comes down to rows before and after, so this table judges rows
 * and knows no command.
 * Always true: a 单位管理员 reaches what is below the organ they administer, and that organ's own name and place are its superior's business; nobody gives rights to
 * themselves or takes them; a peer's administration is given and taken from above; the three of the platform (三员) stay three people.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { Membership, OrgView, Person, Unit } from '#shared/org/model.ts';
import type { Right } from './can.ts';
import { PLATFORM_ROLES, type PlatformRole, type Role } from './roles.ts';

export interface Administrator {
  readonly personId: string;
  readonly memberships: readonly Pick<Membership, 'organId' | 'roles'>[];
  /** An account of the three administrators, who hold no post. */
  readonly platformRole: PlatformRole | null;
}

type Tree = Pick<OrgView, 'unit' | 'isWithin'>;

export interface Powers {
  readonly personId: string;
  /** Organs whose 单位管理员 they are. */
  readonly organs: readonly UnitId[];
  /** 系统管理员: structure and people everywhere, no rights. */
  readonly isSystem: boolean;
  /** 安全管理员: rights everywhere, nothing else. */
  readonly isSecurity: boolean;
  /** 审计管理员: reads what was changed. */
  readonly isAuditor: boolean;
}

const PROVINCE = 1;

/** A role of the three counts at an organ of the province, as everywhere (CAL02, AUD06). */
export function powersOf({ personId, memberships, platformRole }: Administrator, org: Tree): Powers {
  const holds = (role: PlatformRole): boolean => platformRole === role || memberships.some((post) => post.roles.includes(role) && org.unit(post.organId)?.level === PROVINCE);
  const organs = new Set(memberships.filter(({ roles }) => roles.includes('unitAdmin')).map(({ organId }) => organId));
  return { personId, organs: [...organs], isSystem: holds('systemAdmin'), isSecurity: holds('securityAdmin'), isAuditor: holds('auditAdmin') };
}

export const isAdministrator = ({ organs, isSystem, isSecurity }: Powers): boolean => organs.length > 0 || isSystem || isSecurity;

/** `above`: the unit itself may be changed · `inside`: what is in it, not its own name and place. */
export type Reach = 'above' | 'inside' | null;

export function reachOf(powers: Powers, unitId: UnitId, org: Tree): Reach {
  if (powers.isSystem) return 'above';
  const over = powers.organs.filter((organId) => org.isWithin(unitId, organId));
  if (over.length === 0) return null;
  return over.some((organId) => organId !== unitId) ? 'above' : 'inside';
}

const yes = (rule: string): Right => ({ ok: true, rule });
/** What lies beyond one's reach is answered like what does not exist (POL04). */
const beyond = (powers: Powers): Right => ({ ok: false, code: isAdministrator(powers) ? 'not-found' : 'policy.denied', rule: 'DIR01' });
const denied = (rule: string): Right => ({ ok: false, code: 'policy.denied', rule });

/** May this role for this organ be given or taken? Nobody's own is asked here. */
export function mayGrant(powers: Powers, role: Role, organId: UnitId, org: Tree): boolean {
  if (powers.isSecurity) return true;
  if (isPlatformRole(role)) return false;
  return powers.organs.some((own) => org.isWithin(organId, own) && (role !== 'unitAdmin' || own !== organId));
}

export const isPlatformRole = (role: Role): role is PlatformRole => PLATFORM_ROLES.some((each) => each === role);

/** Leaving ends what somebody holds: the system administrator may do that too, save with the three themselves. */
const mayTake = (powers: Powers, role: Role, organId: UnitId, org: Tree): boolean => mayGrant(powers, role, organId, org) || (powers.isSystem && !isPlatformRole(role));

export interface UnitChange { readonly before: Unit | null; readonly after: Unit | null }

/** `org` is the tree as it was, `then` as it will be. */
export function mayChangeUnit(powers: Powers, { before, after }: UnitChange, org: Tree, then: Tree): Right {
  const place = (after ?? before)?.parentId ?? null;
  const isOnlyOrder = before !== null && after !== null && before.parentId === after.parentId && sameBut(before, after);
  if (before !== null && !isOnlyOrder) {
    const reach = reachOf(powers, before.id, org);
    if (reach === null) return beyond(powers);
    if (reach !== 'above') return denied('DIR01');
  }
  if (place === null) return powers.isSystem ? yes('DIR01') : beyond(powers);
  return reachOf(powers, place, then) === null ? beyond(powers) : yes('DIR01');
}

const sameBut = ({ order: _a, ...before }: Unit, { order: _b, ...after }: Unit): boolean => JSON.stringify(before) === JSON.stringify(after);

export interface PostChange { readonly before: Membership | null; readonly after: Membership | null }

export function mayChangePost(powers: Powers, { before, after }: PostChange, org: Tree, then: Tree): Right {
  const isMoved = before?.organId !== after?.organId;
  const given = (after?.roles ?? []).filter((role) => isMoved || before?.roles.includes(role) !== true);
  const taken = (before?.roles ?? []).filter((role) => isMoved || after?.roles.includes(role) !== true);
  const isOwn = (after ?? before)?.personId === powers.personId;
  if (isOwn && (given.length > 0 || taken.length > 0 || before === null || after === null)) return denied('DIR02');
  const isOnlyRights = before !== null && after !== null && !isMoved && before.unitId === after.unitId && before.title === after.title && before.order === after.order && before.primary === after.primary;
  if (!(isOnlyRights && powers.isSecurity)) {
    if (before !== null && reachOf(powers, before.unitId, org) === null) return beyond(powers);
    if (after !== null && reachOf(powers, after.unitId, then) === null) return beyond(powers);
  }
  if (after !== null && !given.every((role) => mayGrant(powers, role, after.organId, then))) return denied('DIR03');
  if (before !== null && !taken.every((role) => mayTake(powers, role, before.organId, org))) return denied('DIR03');
  return yes('DIR01');
}

/** Name, phone, account, whether they are there at all: `posts` are all that the person holds before and after. */
export function mayChangePerson(powers: Powers, personId: Person['id'], posts: readonly Membership[], then: Tree): Right {
  if (personId === powers.personId) return denied('DIR02');
  const within = posts.filter((post) => reachOf(powers, post.unitId, then) !== null);
  if (within.length === 0) return beyond(powers);
  // Somebody else's administrator too: their account is not in one unit's hands.
  if (within.length < posts.length) return denied('DIR01');
  return posts.every((post) => post.roles.every((role) => mayTake(powers, role, post.organId, then))) ? yes('DIR01') : denied('DIR03');
}

/** 三员 hold that one role and no other, on no other post. */
export function areSeparated(posts: readonly Pick<Membership, 'roles'>[]): boolean {
  const roles = new Set(posts.flatMap((post) => post.roles));
  return ![...roles].some(isPlatformRole) || roles.size === 1;
}

/** Whose changes are shown to whom: to whoever administers the unit, and to those who audit. */
export function mayReadChanges(powers: Powers, unitIds: readonly UnitId[], org: Tree): Right {
  if (powers.isAuditor || powers.isSecurity || unitIds.some((unitId) => reachOf(powers, unitId, org) !== null)) return yes('DIR05');
  return isAdministrator(powers) ? { ok: false, code: 'not-found', rule: 'DIR05' } : denied('DIR05');
}
