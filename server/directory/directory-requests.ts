/**
 * The messages between the server's main thread and the directory worker: one request, one answer, by number.
 *
 * Types only. Both ends are our own code in one process, so nothing is parsed; what comes from outside was
 * parsed before it got here.
 */
import type { AppError } from '#shared/base/errors.ts';
import type { Result } from '#shared/base/result.ts';
import type { DirectoryCommand } from '#shared/org/change/command.ts';
import type { Named, OrgChange } from '#shared/org/change/decide.ts';
import type { ChangeLine } from '#shared/org/change/describe.ts';
import type { PhoneViewer } from '#shared/org/phone.ts';
import type { DirectoryChanges, DirectoryCounts, MemberRow, MembershipRow, PersonRow, SearchHit, UnitRow } from '#shared/org/schema.ts';
import type { Scale } from '#shared/org/generate/generate.ts';
import type { ChangeBatch } from '#shared/org/search-index.ts';
import type { Administrator } from '#shared/policy/administer.ts';
import type { Pages, ProvisionedUnit } from './provisioned.ts';
import type { OrgSnapshot } from './org-snapshot.ts';
import type { DirectoryScope } from './scope.ts';

export interface SearchRequest {
  readonly query: string;
  readonly near: string | null;
  readonly limit: number;
}

export interface GeneratedLoad {
  readonly scale: Scale;
  readonly seed?: string;
}

/** `null` viewer: nobody in particular, so every phone is masked. */
export interface DirectoryRequests {
  search: { ask: SearchRequest; answer: readonly SearchHit[] };
  roots: { ask: null; answer: readonly UnitRow[] };
  children: { ask: string; answer: readonly UnitRow[] };
  unit: { ask: string; answer: UnitRow | null };
  path: { ask: string; answer: readonly UnitRow[] };
  person: { ask: { readonly personId: string; readonly viewer: PhoneViewer | null }; answer: PersonRow | null };
  membersOf: { ask: { readonly unitId: string; readonly viewer: PhoneViewer | null }; answer: readonly MemberRow[] };
  membershipsOf: { ask: string; answer: readonly MembershipRow[] };
  headCount: { ask: string; answer: number };
  scopeOf: { ask: string; answer: DirectoryScope };
  changes: { ask: { readonly afterSeq: number; readonly scope: DirectoryScope; readonly limit: number; readonly viewer: PhoneViewer | null }; answer: DirectoryChanges };
  counts: { ask: null; answer: DirectoryCounts };
  /** Answers false when there is a directory already. */
  load: { ask: GeneratedLoad; answer: boolean };
  /** With the change of the log that it is, in the same transaction. */
  apply: { ask: { readonly batch: ChangeBatch; readonly change: number | null }; answer: number };
  /** The last change of the log that was written here. */
  applied: { ask: null; answer: number };
  decide: { ask: DecideRequest; answer: Result<Decided, AppError> };
  /** For identity providers: phones are whole, their scope is asked before. */
  provisionedPeople: { ask: { readonly rootId: string; readonly offset: number; readonly limit: number; readonly without: readonly string[] }; answer: ReturnType<Pages['people']> };
  provisionedUnits: { ask: { readonly rootId: string; readonly offset: number; readonly limit: number; readonly withMembers: boolean; readonly name: string | null }; answer: ReturnType<Pages['units']> };
  provisionedUnit: { ask: string; answer: ProvisionedUnit | null };
  snapshot: { ask: null; answer: OrgSnapshot };
  close: { ask: null; answer: null };
}

/** What a command comes to, as lines to read, and how far it reaches. */
export interface Decided {
  readonly change: OrgChange;
  readonly lines: readonly ChangeLine[];
  readonly reach: { readonly units: number; readonly people: number };
  /** Names the rows on both sides, made here because an import has them by the hundred thousand. */
  readonly fingerprint: string;
}

export interface DecideRequest {
  readonly command: DirectoryCommand;
  readonly by: Administrator;
  readonly named: Named;
}

export type RequestName = keyof DirectoryRequests;

export type ToWorker = { readonly [N in RequestName]: { readonly id: number; readonly name: N; readonly ask: DirectoryRequests[N]['ask'] } }[RequestName];

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'progress'; readonly units: number };

export interface WorkerSetup {
  readonly file: string;
}
