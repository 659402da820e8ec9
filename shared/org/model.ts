/**
 * The five-level organisation tree (省 市州 县 乡镇 村): units, people, memberships.
 *
 * Owns the shapes every other part speaks; holds no data and no rules of access (shared/policy does).
 * Always true: ids are opaque and never reused; code and name are attributes that may change (a county may
 * be upgraded, 14,600 villages were renamed in one day); a person sits in a unit and exercises roles for an
 * organ; order inside a unit is political (领导班子排序) and explicit, never alphabetical.
 */
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Role } from '#shared/policy/roles.ts';

/** division 行政区划 (province…township) · unit 单位 (局, 办公室) · dept 内设机构 · zone 功能区 (新区, 开发区) · village 村/社区. */
export type UnitKind = 'division' | 'unit' | 'dept' | 'zone' | 'village';
export const UNIT_KINDS = ['division', 'unit', 'dept', 'zone', 'village'] as const satisfies readonly UnitKind[];

/** As many earlier names as a unit is found by. */
export const FORMER_NAMES_MAX = 8;

/** 1 省 · 2 市州 · 3 县 · 4 乡镇 · 5 村. A bureau has the level of the division it serves. */
export type Level = 1 | 2 | 3 | 4 | 5;
export const LEVELS = [1, 2, 3, 4, 5] as const satisfies readonly Level[];

export type UnitStatus = 'active' | 'dissolved';
export type PersonStatus = 'active' | 'left';

export interface Unit {
  readonly id: UnitId;
  readonly parentId: UnitId | null;
  readonly kind: UnitKind;
  readonly level: Level;
  /** 楚米镇, 桐梓县教育局, 党政综合办公室 */
  readonly name: string;
  /** 楚米, 县教育局, 党政办 */
  readonly shortName: string;
  /** The name that stands in an official document (发文机关全称): 桐梓县楚米镇人民政府. */
  readonly fullName: string;
  /** Division code, 2/4/6/9/12 digits; null for anything that is no division or village. */
  readonly code: string | null;
  /** 机关代字, as it stands before the bracketed year: 桐府发; null for units that do not issue documents. */
  readonly docCode: string | null;
  /** 统一社会信用代码 (uscc.ts); only a legal entity has one. */
  readonly uscc: string | null;
  /** 曾用名, the last one first: what it is still looked for by. */
  readonly formerNames: readonly string[];
  /** 机关: may send and receive official documents in its own name. */
  readonly isOrgan: boolean;
  readonly order: number;
  readonly status: UnitStatus;
}

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  readonly status: PersonStatus;
  /** 11 digits, or masked as 154****1234 where the viewer may not see it (see phone.ts). */
  readonly phone: string;
}

export type PersonSummary = Pick<Person, 'id' | 'name' | 'status'>;

/** 岗位: where a person sits (`unitId`) and for which organ the roles are exercised (`organId`). */
export interface Membership {
  readonly id: string;
  readonly personId: PersonId;
  readonly unitId: UnitId;
  readonly organId: UnitId;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly order: number;
  /** Exactly one membership of a person is primary (主岗). */
  readonly primary: boolean;
}

export interface Holder {
  readonly personId: PersonId;
  readonly name: string;
  readonly title: string;
  readonly unitId: UnitId;
}

/**
 * Read-only lookups for `can` and `decide`. Synchronous, so that the same decision runs in the replica and
 * on the server; whoever builds one keeps it in memory.
 */
export interface OrgView {
  unit(id: string): Unit | undefined;
  /** Somebody in the directory, whether still there or gone; phones are not part of a decision. */
  person(id: string): PersonSummary | undefined;
  /** The organ a unit belongs to: itself if it is one, else its nearest ancestor that is. */
  organOf(unitId: string): Unit | undefined;
  /** The direct superior organ (直接上级机关): village → town → county → prefecture → province. */
  parentOrgan(organId: string): Unit | undefined;
  /** True for the unit itself and everything below `ancestorId`. */
  isWithin(unitId: string, ancestorId: string): boolean;
  /** Who exercises a role for an organ, in political order; people who left are not in it. */
  holders(organId: string, role: Role): readonly Holder[];
}
