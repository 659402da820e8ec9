/**
 * Everything that a window may ask of the client and everything it is told, in one file. Direction is in the type:
 * `CALLS` go up and are answered with a Result, `NOTICES` come down. Both ends parse with these schemas;
 * a name that is not here does not exist. The open document's bytes travel on their own port (doc-port.ts).
 */
import { contactsQuery, contactsRequest, type ContactsAnswer, type ContactsPage } from '#shared/protocol/contacts.ts';
import { z } from 'zod';
import { BOARD_PAGE_MAX, boardFilter, exchangeAct, previewRequest, type Board, type ExchangeAnswer, type Preview } from '#shared/exchange/board.ts';
import { LOCALES } from '#shared/i18n/locales.ts';
import { BATCH_ACTS } from '#shared/policy/batch.ts';
import { deskFilter, savedView, type SavedView } from '#shared/policy/desk-filter.ts';
import { DESK_TABS, DESK_VIEWS, type DeskView } from '#shared/policy/desk.ts';
import { sessionPerson } from '#shared/protocol/http.ts';
import { TITLE_LENGTH_MAX, windowRequest } from '#shared/workflow/command.ts';
import { FOLLOW_UPS, type Derived } from '#shared/workflow/follow-up.ts';
import { DOC_TYPES, RELATIONS } from '#shared/workflow/model.ts';
import { registerAsk, registerList, type RegisterChanged, type RegisterPage } from '#shared/protocol/registers.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { chainParams, type Chain, type ChainLevel } from '#shared/protocol/chain.ts';
import type { Days, LevelState } from '#shared/exchange/chain.ts';
import { partsParams, supervisionQuery, type SupervisionPart } from '#shared/protocol/supervision.ts';
import type { Content } from '#shared/doc/canonical.ts';
import { FILE_BYTES_MAX, isFileName } from '#shared/doc/file-types.ts';
import type { BlobStanding } from './blobs.ts';
import { bytesUpTo, call, FILE_CALLS, nothing } from './files.ts';
import type { DocumentHits } from './search.ts';
import { versionParams } from '#shared/protocol/versions.ts';
import { digest } from '#shared/protocol/blobs.ts';
import type { HistoryPeriod } from '#shared/protocol/history.ts';
import type { AuthorsResponse } from '#shared/protocol/authors.ts';
import { giveDelegation, type DelegationList, type DelegationRow } from '#shared/protocol/delegations.ts';
import { handOverRequest, handoverQuery, type HandoverList, type HandoverPreview, type HandoverRecord } from '#shared/protocol/handovers.ts';
import { administrationQuery, changePreviewRequest, changeRequest, importPart, personAdministrationQuery, type ChangeAnswer, type ChangePreview, type ChangesPage, type PersonAdministration, type UnitAdministration, type UnitPast } from '#shared/protocol/directory-changes.ts';
import { putFlowRequest, type FlowSetting, type StuckResponse } from '#shared/protocol/flows.ts';
import type { DryStep } from '#shared/workflow/dry-run.ts';
import { plan } from '#shared/workflow/plan.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import { URGENCIES, type Light } from '#shared/time/deadline.ts';
import { PROOF_KINDS } from '#shared/gbt9704/proof/rules.ts';
import { reminderSettings } from '#shared/time/quiet-hours.ts';
import { ring } from '#shared/time/ring.ts';
import type { AppError, ErrorCode } from '#shared/base/errors.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import type { Action } from '#shared/policy/actions.ts';

const docId = z.string().regex(/^[0-9a-f]{32}$/);
const opId = docId;
const entityId = z.string().regex(/^[a-z0-9]{6,40}$/);
/* ── values ─────────────────────────────────────────────── */

export const sessionState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('signedOut'), serverUrl: z.string().nullable(), lastLogin: z.string().nullable() }),
  /** Somebody is signed in here, but this machine has no keychain: their password opens what it holds. */
  z.object({ status: z.literal('locked'), serverUrl: z.string(), login: z.string(), name: z.string() }),
  /** `needsSignIn`: the server no longer accepts the session; local work goes on, sending waits for a new sign-in. */
  z.object({ status: z.literal('signedIn'), serverUrl: z.string(), person: sessionPerson, needsSignIn: z.boolean() }),
]);
export type SessionState = z.output<typeof sessionState>;

export const settings = z.object({
  serverUrl: z.string().max(300).nullable(),
  locale: z.enum(LOCALES),
  fontScale: z.union([z.literal(1), z.literal(1.25), z.literal(1.5)]),
  contrast: z.enum(['normal', 'high']),
  ...reminderSettings.shape,
  /** Kinds of 校对 that are not looked for on this machine. */
  proofKindsOff: z.array(z.enum(PROOF_KINDS)).max(PROOF_KINDS.length).readonly(),
});
export type Settings = z.output<typeof settings>;

export const SYNC_STATES = ['localOnly', 'pending', 'synced', 'branch'] as const; // 已存本机 待上传 已同步 待处理（离线修改未并入）
export type DocSyncState = (typeof SYNC_STATES)[number];

export const deskItem = z.object({
  docId, title: z.string(), docType: z.string(), direction: z.enum(['outgoing', 'incoming']), stage: z.string(),
  flow: z.string(), organName: z.string(), fromName: z.string(), number: z.string().nullable(), urgency: z.enum(URGENCIES), dueAt: z.number().nullable(), since: z.number(), updatedAt: z.number(),
  returnedReason: z.string().nullable(), sync: z.enum(SYNC_STATES),
  /** Where it lies on this desk, whichever view it is looked at in. */
  tab: z.enum(DESK_TABS),
  /** In whose place it lies here (代). */
  standsFor: z.string().nullable(),
  /** Of the deadline, while somebody holds it. */
  light: z.enum(['green', 'yellow', 'red']).nullable(),
  /** What may be done with many of its like at once. */
  acts: z.array(z.enum(BATCH_ACTS)).readonly(),
});
export type DeskItem = z.output<typeof deskItem>;
export type DeskCounts = { readonly [view in DeskView]: number };
export const DESK_PAGE_MAX = 200;
/** A part of one view, and how many there are in all. */
export interface DeskPage {
  readonly items: readonly DeskItem[];
  readonly total: number;
}

/** One act on the action bar. A refused one is greyed and says why. */
export interface OfferedAction {
  readonly action: Action;
  readonly ok: boolean;
  readonly code: string | null;
  readonly rule: string | null;
}

export interface DocumentPage {
  readonly view: DocumentView;
  readonly actions: readonly OfferedAction[];
  readonly penHolders: readonly { readonly personId: string; readonly name: string; readonly title: string }[];
  readonly sync: DocSyncState;
  /** Acts on this document that wait in the outbox, oldest first. */
  readonly pending: readonly OutboxItem[];
  /** 答复, 转报 and 补正 that hang on it, as far as this machine knows. */
  readonly derived: readonly Derived[];
  /** Hash of the text as it stands on this machine: what an act will bind to. */
  readonly contentHash: string | null;
}

export const OUTBOX_STATES = ['waiting', 'sending', 'reconfirm', 'refused'] as const; // 待上传 上传中 待重新确认 被退回
export interface OutboxItem {
  readonly opId: string;
  readonly docId: string;
  readonly title: string;
  readonly kind: string;
  readonly state: (typeof OUTBOX_STATES)[number];
  readonly claimedAt: number;
  readonly error: AppError | null;
}

export interface SyncSummary {
  readonly connection: 'online' | 'connecting' | 'offline';
  /** Why it is offline, in coded form. */
  readonly error: AppError | null;
  readonly lastSyncedAt: number | null;
  readonly pendingDocs: number;
  /** Documents that are kept here and that only a newer program can show. */
  readonly tooNew: number;
  readonly outbox: readonly OutboxItem[];
  readonly branches: readonly { readonly docId: string; readonly title: string; readonly text: string; readonly at: number }[];
  /** Documents with unsent edits that the server does not take for the time being, and why. */
  readonly held: readonly { readonly docId: string; readonly title: string; readonly code: ErrorCode }[];
  readonly storage: 'ok' | 'full' | 'read-only' | 'failed';
  /** Set when a broken local store was moved aside at start: where pending acts were saved. */
  readonly recovered: { readonly movedTo: string; readonly actsFile: string | null; readonly acts: number } | null;
}

export interface DirectoryUnit {
  readonly id: string; readonly parentId: string | null; readonly kind: string; readonly level: number; readonly name: string;
  readonly shortName: string; readonly fullName: string; readonly uscc: string | null; /** Of a hit: the one that was looked for. */ readonly formerNames: readonly string[]; readonly isOrgan: boolean; readonly status: string; readonly hasChildren: boolean; readonly pathLabel: string;
}
export interface DirectoryPost { readonly unitId: string; readonly unitName: string; readonly pathLabel: string; readonly title: string; readonly primary: boolean }
export interface DirectoryPerson { readonly id: string; readonly name: string; readonly phone: string; readonly status: string; readonly posts: readonly DirectoryPost[] }
export type DirectoryHit =
  | { readonly kind: 'person'; readonly person: DirectoryPerson }
  | { readonly kind: 'unit'; readonly unit: DirectoryUnit };

/** A page of a 登记簿 as of a moment; not live when the server could not be asked. */
export interface RegisterReading { readonly page: RegisterPage; readonly asOf: number; readonly isLive: boolean }

/** 督办 with what follows from today: the light, its own and its parts' worst, and the working days that are left. */
export interface WatchedPart extends SupervisionPart { readonly light: Light | null; readonly daysLeft: number | null }
export interface WatchedItem extends WatchedPart { readonly parts: readonly WatchedPart[] }
/** As of a moment; not live when the server could not be asked. */
export interface SupervisionReading { readonly rows: readonly WatchedItem[]; readonly more: boolean; readonly asOf: number; readonly isLive: boolean }
export interface PartsReading { readonly parts: readonly WatchedPart[]; readonly asOf: number; readonly isLive: boolean }

/** What an answer, a 转报 or a 补正 would begin with. */
export interface FollowPreview { readonly docTypeName: string; readonly title: string; readonly recipientName: string; readonly paragraphs: readonly string[] }

/** A chain with what follows from today: how it stands with each level and how long it has lain there, who has it, and since when in all. */
export interface ChainReading extends Pick<Chain, 'docType' | 'derived'> {
  readonly levels: readonly (ChainLevel & { readonly state: LevelState; readonly days: Days | null })[];
  readonly inHand: number | null;
  readonly total: Days | null;
  readonly asOf: number;
  readonly isLive: boolean;
}

/** How a unit walks its flows, with who holds the post of each step today: whom a plan may choose from. */
export interface FlowReading {
  readonly flows: readonly FlowSetting[];
  readonly holders: { readonly [flow in FlowSetting['flow']]: { readonly [stage in Stage]?: readonly { readonly personId: string; readonly name: string; readonly title: string }[] } };
}

/**
 * What went wrong around the window, for a quiet line on the screen. `path` names where a broken file was moved.
 * settings-broken: started with default settings · settings-unsaved: a change holds only until the program ends
 * window-restarted, replica-restarted: it ended unexpectedly and runs again · replica-down: it does not start, nothing can be opened
 */
export const appTrouble = z.object({
  kind: z.enum(['settings-broken', 'settings-unsaved', 'window-restarted', 'replica-restarted', 'replica-down']),
  path: z.string().nullable(), at: z.number(),
});
export type AppTrouble = z.output<typeof appTrouble>;

export interface AppInfo {
  readonly version: string; readonly electron: string; readonly platform: string; readonly profileDir: string; readonly isPackaged: boolean;
  /** False: the system cannot show notifications here; reminders appear in the window. */
  readonly canNotify: boolean;
  /** What went wrong since the start, oldest first: a page that loads later must be able to say it too. */
  readonly troubles: readonly AppTrouble[];
}

/* ── calls: window → client ─────────────────────────────── */

/** An act as a window asks for it; op id, step, time and organ are stamped by the client. */
export const actRequest = windowRequest;
export type ActRequest = z.output<typeof actRequest>;

export const CALLS = {
  'app.info': call(nothing, 'main'),
  'settings.get': call(nothing, 'main'),
  'settings.set': call(settings.partial().strict(), 'main'),
  'clipboard.write': call(z.strictObject({ text: z.string().max(1_000_000) }), 'main'),
  ...FILE_CALLS,
  /** Asks whether a server of ours, of a version we speak, answers at this address. */
  'server.probe': call(z.strictObject({ serverUrl: z.string().min(1).max(300) }), 'replica'),
  'session.get': call(nothing, 'replica'),
  'session.signIn': call(z.strictObject({ serverUrl: z.string().min(1).max(300), login: z.string().min(1).max(100), password: z.string().min(1).max(200) }), 'replica'),
  'session.unlock': call(z.strictObject({ password: z.string().min(1).max(200) }), 'replica'),
  'session.signOut': call(nothing, 'replica'),
  /** `all`: whatever is known here, for looking something up. Newest first. */
  'desk.list': call(z.strictObject({ view: z.enum([...DESK_VIEWS, 'all']), filter: deskFilter, offset: z.number().int().min(0).max(1_000_000), limit: z.number().int().min(1).max(DESK_PAGE_MAX) }), 'replica'),
  'desk.counts': call(nothing, 'replica'),
  /** The person's kept views, on this machine. Keeping under a name that is there replaces. */
  'desk.views': call(nothing, 'replica'),
  'desk.keepView': call(savedView, 'replica'),
  'desk.dropView': call(savedView.pick({ name: true }), 'replica'),
  'document.create': call(z.strictObject({ templateId: z.string().max(60), subject: z.string().trim().min(1).max(TITLE_LENGTH_MAX - 60), mainRecipientId: entityId.nullable(), urgency: z.enum(URGENCIES), basis: z.strictObject({ docId, relation: z.enum(RELATIONS) }).nullable() }), 'replica'),
  /** A new document that follows from this one: 答复, 转报, 补正. */
  'document.follow': call(z.strictObject({ docId, followUp: z.enum(FOLLOW_UPS), urgency: z.enum(URGENCIES) }), 'replica'),
  'document.followPreview': call(z.strictObject({ docId, followUp: z.enum(FOLLOW_UPS) }), 'replica'),
  'document.get': call(z.strictObject({ docId }), 'replica'),
  /** Answered with null; the MessagePort itself comes as a window message (see PORT_MESSAGE below). */
  'document.open': call(z.strictObject({ docId, portKey: z.string().regex(/^[0-9a-f]{32}$/) }), 'replica'),
  'document.act': call(actRequest, 'replica'),
  'outbox.dismiss': call(z.strictObject({ opId }), 'replica'),
  'branch.dismiss': call(z.strictObject({ docId }), 'replica'),
  /** 附件 and 插图: put on this machine (and up, by itself), read (from the server where it is not here), how each of a document's stands. */
  'blob.put': call(z.strictObject({ docId, name: z.string().refine(isFileName), bytes: bytesUpTo(FILE_BYTES_MAX) }), 'replica'),
  'blob.read': call(z.strictObject({ docId, digest }), 'replica'),
  'blob.list': call(z.strictObject({ docId }), 'replica'),
  /** One that lies on this machine for another document. */
  'blob.adopt': call(z.strictObject({ docId, digest }), 'replica'),
  /** 彻底删除 of what is held on this machine because of a 密级 mark (SEC21). */
  'document.erase': call(z.strictObject({ docId }), 'replica'),
  'sync.get': call(nothing, 'replica'),
  'sync.now': call(nothing, 'replica'),
  /** The working-day calendar that this machine goes by. */
  'calendar.get': call(nothing, 'replica'),
  'document.search': call(z.strictObject({ query: z.string().max(100), limit: z.number().int().min(1).max(50) }), 'replica'),
  'directory.search': call(z.strictObject({ query: z.string().max(100), limit: z.number().int().min(1).max(100) }), 'replica'),
  'directory.children': call(z.strictObject({ unitId: entityId.nullable() }), 'replica'),
  'directory.unit': call(z.strictObject({ unitId: entityId }), 'replica'),
  'directory.past': call(z.strictObject({ unitId: entityId }), 'replica'), 'directory.contacts': call(contactsRequest.omit({ opId: true }), 'replica'),
  'directory.person': call(z.strictObject({ personId: entityId }), 'replica'),
  /** The 登记簿 lies at the server: online only, but what was last seen is shown again. */
  'register.list': call(registerList, 'replica'),
  'document.version': call(versionParams, 'replica'),
  /** 修改记录, and the text at the end of one of its periods. */
  'document.history': call(z.strictObject({ docId }), 'replica'),
  'document.pastText': call(z.strictObject({ docId, upTo: z.int().min(1) }), 'replica'),
  'document.authors': call(z.strictObject({ docId }), 'replica'),
  'supervision.board': call(supervisionQuery, 'replica'),
  'supervision.parts': call(partsParams, 'replica'),
  /** 请示–批复 across levels. */
  'chain.get': call(chainParams, 'replica'),
  'register.change': call(registerAsk, 'replica'),
  'exchange.board': call(z.strictObject({ docId, filter: boardFilter, offset: z.number().int().min(0).max(1_000_000), limit: z.number().int().min(1).max(BOARD_PAGE_MAX) }), 'replica'),
  /** With an op id of the window's own: asked again under it, the act has no second effect. */
  'exchange.act': call(z.strictObject({ docId, act: exchangeAct }), 'replica'),
  'exchange.preview': call(previewRequest, 'replica'),
  /** As this machine knows them, also without a network. */
  'flow.get': call(z.strictObject({ organId: entityId }), 'replica'),
  'flow.set': call(putFlowRequest, 'replica'),
  /** 预演: nothing is written. */
  'flow.dryRun': call(z.strictObject({ organId: entityId, plan, docType: z.enum(DOC_TYPES), isCountersigned: z.boolean(), urgency: z.enum(URGENCIES) }), 'replica'),
  'flow.stuck': call(z.strictObject({ organId: entityId }), 'replica'),
  'flow.reassign': call(z.strictObject({ docId, stepNo: z.int().min(0), personId: entityId, from: entityId.nullable(), reason: z.string().trim().max(2_000) }), 'replica'),
  'delegation.list': call(nothing, 'replica'),
  'delegation.give': call(giveDelegation.omit({ id: true }), 'replica'),
  'delegation.revoke': call(z.strictObject({ id: opId }), 'replica'),
  'handover.preview': call(handoverQuery, 'replica'),
  'handover.do': call(handOverRequest.omit({ opId: true }), 'replica'),
  'handover.list': call(z.strictObject({ organId: entityId }), 'replica'),
  /** 目录管理: what the person may do there, what a command would come to, and making it so. Online only. */
  'admin.unit': call(administrationQuery, 'replica'), 'admin.person': call(personAdministrationQuery, 'replica'),
  'admin.preview': call(changePreviewRequest, 'replica'), 'admin.rows': call(importPart, 'replica'),
  'admin.make': call(changeRequest.omit({ opId: true }), 'replica'),
  'admin.history': call(z.strictObject({ about: entityId, before: z.int().min(1).optional() }), 'replica'), 'admin.exports': call(contactsQuery, 'replica'),
} as const;

export type CallName = keyof typeof CALLS;
export type CallInput<N extends CallName> = z.output<(typeof CALLS)[N]['input']>;

export interface CallOutputs {
  'app.info': AppInfo;
  'settings.get': Settings;
  'settings.set': Settings;
  'clipboard.write': null;
  /** False: the person chose no place. */
  'paper.save': { readonly isSaved: boolean };
  'paper.print': { readonly isSaved: boolean };
  'paper.render': Uint8Array;
  'file.saveAttached': { readonly isSaved: boolean };
  'file.save': { readonly isSaved: boolean };
  'file.saveTable': { readonly isSaved: boolean };
  'file.saveWord': { readonly isSaved: boolean };
  'file.saveOfd': { readonly isSaved: boolean };
  'server.probe': { readonly version: string };
  'session.get': SessionState;
  'session.signIn': SessionState;
  'session.unlock': SessionState;
  'session.signOut': SessionState;
  'desk.list': DeskPage;
  'desk.counts': DeskCounts;
  'desk.views': readonly SavedView[];
  'desk.keepView': readonly SavedView[];
  'desk.dropView': readonly SavedView[];
  'document.create': { readonly docId: string };
  'document.follow': { readonly docId: string };
  'document.followPreview': FollowPreview;
  'document.get': DocumentPage;
  'document.open': null;
  'document.act': OutboxItem;
  'outbox.dismiss': null;
  'branch.dismiss': null;
  'blob.put': { readonly digest: string; readonly bytes: number };
  'blob.read': Uint8Array;
  'blob.list': readonly BlobStanding[];
  'blob.adopt': null;
  /** False: gone, but its bytes may lie in the files until the program starts again. */
  'document.erase': { readonly isScrubbed: boolean };
  'sync.get': SyncSummary;
  'sync.now': null;
  'calendar.get': Calendar;
  'document.search': DocumentHits;
  'directory.search': { readonly hits: readonly DirectoryHit[]; /** Offline results cover only what this machine holds. */ readonly isPartial: boolean };
  'directory.children': readonly DirectoryUnit[];
  'directory.unit': { readonly unit: DirectoryUnit; readonly people: readonly { readonly id: string; readonly name: string; readonly title: string; readonly phone: string; readonly status: string }[] };
  'directory.past': UnitPast; 'directory.contacts': ContactsAnswer;
  'directory.person': DirectoryPerson;
  'register.list': RegisterReading;
  'document.version': Content;
  'document.history': readonly HistoryPeriod[];
  'document.pastText': Content;
  'document.authors': AuthorsResponse['authors'];
  'supervision.board': SupervisionReading;
  'supervision.parts': PartsReading;
  'chain.get': ChainReading;
  'register.change': RegisterChanged;
  'exchange.board': Board;
  'exchange.act': ExchangeAnswer;
  'exchange.preview': Preview;
  'flow.get': FlowReading;
  'flow.set': FlowSetting;
  'flow.dryRun': readonly DryStep[];
  'flow.stuck': StuckResponse;
  'flow.reassign': null;
  'delegation.list': DelegationList;
  'delegation.give': DelegationRow;
  'delegation.revoke': DelegationRow;
  'handover.preview': HandoverPreview;
  'handover.do': HandoverRecord;
  'handover.list': HandoverList;
  'admin.unit': UnitAdministration; 'admin.person': PersonAdministration;
  'admin.preview': ChangePreview; 'admin.rows': { readonly rows: number }; 'admin.make': ChangeAnswer; 'admin.history': ChangesPage; 'admin.exports': ContactsPage;
}
export type CallOutput<N extends CallName> = CallOutputs[N];

/* ── notices: client → window ───────────────────────────── */

export const NOTICES = {
  'session.changed': sessionState,
  'settings.changed': settings,
  /** Something on the desk or in its counts changed. */
  'desk.changed': nothing,
  'document.changed': z.object({ docId }),
  /** Something of a document's 附件 or 插图 came, went up or was refused. */
  'blob.changed': z.object({ docId }),
  'sync.changed': nothing,
  'calendar.changed': nothing,
  'directory.changed': nothing,
  'flows.changed': nothing,
  /** How many documents wait for this person; main shows it at the application's icon. */
  'desk.counted': z.object({ todo: z.int().min(0) }),
  /** Reminders that are due now, as one. Main shows it as a notification of the system; a window hears of it only where there is none. */
  'reminder.rang': ring,
  /** The person clicked a reminder. */
  'window.open': z.object({ docId }),
  'app.trouble': appTrouble,
  /** A menu or keyboard command that the window carries out. */
  'window.command': z.object({ command: z.enum(['newDocument', 'search', 'workbench', 'directory', 'settings', 'syncPanel', 'shortcuts']) }),
} as const;
export type NoticeName = keyof typeof NOTICES;
export type NoticePayload<N extends NoticeName> = z.output<(typeof NOTICES)[N]>;
