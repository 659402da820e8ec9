/** Changes of the directory on the wire: what a command would come to, making it exactly so under an op id, and 目录变更记录. */
import { z } from 'zod';
import { personId, unitId } from '#shared/base/id-schemas.ts';
import { CHANGE_KINDS, orgCommand } from '#shared/org/change/command.ts';
import { ROLES } from '#shared/policy/roles.ts';
import { MemberRow, MembershipRow, PersonRow, UnitRow } from '#shared/org/schema.ts';
import { IMPORT_PROBLEMS, importRow, PROBLEMS_MAX } from '#shared/org/change/import.ts';
import { CHANGE_FIELDS, LINES_MAX } from '#shared/org/change/describe.ts';

const opId = z.string().regex(/^[0-9a-f]{32}$/);
/** Names the rows that were looked at, before and after; other rows have another one. */
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);
const aboutId = z.string().regex(/^[a-z0-9]{6,40}$/);

export const GROUNDS_LENGTH_MAX = 200;
export const CHANGES_PAGE = 50;

export const changeLine = z.object({ about: z.enum(['unit', 'person', 'post']), subject: z.string(), field: z.enum(CHANGE_FIELDS), from: z.string(), to: z.string() });
const counts = z.object({ units: z.int(), people: z.int(), posts: z.int() });
export type ChangeCounts = z.output<typeof counts>;

export const changePreviewRequest = z.strictObject({ command: orgCommand });
export const changePreview = z.object({
  lines: z.array(changeLine).max(LINES_MAX),
  /** Of all rows that change, also beyond the lines. */
  counts,
  /** What is at and below the units that change: who will notice. */
  reach: z.object({ units: z.int(), people: z.int() }),
  /** Documents under way that stand against it. */
  hindered: z.int(),
  /** Of an import: what its rows bring, who is there and not in it, and every row that cannot be understood. With one of those nothing is written. */
  imported: z.object({
    problems: z.array(z.object({ row: z.int(), problem: z.enum(IMPORT_PROBLEMS), value: z.string() })).max(PROBLEMS_MAX), problemCount: z.int(),
    added: z.int(), changed: z.int(), moved: z.int(), same: z.int(), units: z.int(), gone: z.int(), goneNames: z.array(z.string()),
  }).nullable(),
  fingerprint,
});
export type ChangePreview = z.output<typeof changePreview>;

export const changeRequest = z.strictObject({ opId, command: orgCommand, fingerprint, grounds: z.string().trim().max(GROUNDS_LENGTH_MAX) });
export type ChangeRequest = z.output<typeof changeRequest>;

export const changeRecord = z.object({
  seq: z.int(), kind: z.enum(CHANGE_KINDS), at: z.number(), by: z.object({ personId: z.string(), name: z.string() }),
  /** 依据, for example the number of a document. */
  grounds: z.string(), lines: z.array(changeLine).max(LINES_MAX), counts, undoes: z.int().nullable(),
});
export type ChangeRecord = z.output<typeof changeRecord>;

export const changeAnswer = z.object({
  record: changeRecord,
  /** A first password, in the answer to the act and never again. */
  issued: z.object({ login: z.string(), password: z.string() }).nullable(),
});
export type ChangeAnswer = z.output<typeof changeAnswer>;

export const changesQuery = z.strictObject({ about: aboutId, before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional() });
export const changesPage = z.object({
  /** Newest first. */
  records: z.array(changeRecord.extend({ undoneBy: z.int().nullable(), isUndoable: z.boolean() })),
  more: z.boolean(),
});
export type ChangesPage = z.output<typeof changesPage>;
export type ListedChange = ChangesPage['records'][number];

/** 沿革: newest first; `from` is null before the record begins, `to` is null today. */
export const unitPastQuery = z.strictObject({ asOf: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() });
export const unitPast = z.object({
  periods: z.array(z.object({
    from: z.number().nullable(), to: z.number().nullable(), name: z.string(), shortName: z.string(), fullName: z.string(), parentId: z.string().nullable(), parentName: z.string(), status: UnitRow.shape.status,
  })),
});
export type UnitPast = z.output<typeof unitPast>;

/** Rows go in parts that fit a request; a new import of the same person takes the place of the one before. */
export const IMPORT_PART_ROWS = 2_000;
export const IMPORT_PARTS_MAX = 400;
export const importPart = z.strictObject({ importId: opId, part: z.int().min(0).max(IMPORT_PARTS_MAX - 1), rows: z.array(importRow).min(1).max(IMPORT_PART_ROWS) });
export type ImportPart = z.output<typeof importPart>;
export const importReceived = z.object({ rows: z.int() });

const grantable = z.array(z.enum(ROLES));
/** `above`: the unit itself too · `inside`: what is in it · `rights`: the rights of its posts and nothing else. */
export const ADMINISTRATION = ['above', 'inside', 'rights'] as const;
export const administrationQuery = z.strictObject({ unitId });
export const unitAdministration = z.object({
  reach: z.enum(ADMINISTRATION), unit: UnitRow, children: z.array(UnitRow), posts: z.array(MemberRow),
  /** What rights the asker may give at this unit's organ. */
  grantable,
});
export type UnitAdministration = z.output<typeof unitAdministration>;

export const personAdministrationQuery = z.strictObject({ personId });
export const personAdministration = z.object({
  person: PersonRow,
  posts: z.array(z.object({ membership: MembershipRow, unitName: z.string(), pathLabel: z.string(), reach: z.enum(ADMINISTRATION).nullable(), grantable })),
  /** The rule that stands against changing the person's entry and account; null where nothing does. */
  refusal: z.string().nullable(),
  account: z.object({ login: z.string(), isDisabled: z.boolean() }).nullable(),
});
export type PersonAdministration = z.output<typeof personAdministration>;
