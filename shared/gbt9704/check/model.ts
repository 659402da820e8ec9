/**
 * What the rules of 行文 are asked about, and how they answer. Owns shapes only: the rules are one file each, `rules.ts` is their table.
 * Always true: a fact that is null is not known yet, and a rule that needs it says nothing; what is known to be missing is '' or [] or 'none'.
 */
import type { EpochMs } from '#shared/base/ports.ts';
import type { Block } from '#shared/doc/canonical.ts';
import type { MessageKey, Params } from '#shared/i18n/index.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Direction, OfficialDocType } from './doc-types.ts';

/** Who sends or receives. A rule group (各市、自治州人民政府) is an organ without an id. */
export interface Party {
  readonly kind: 'organ' | 'person';
  readonly id: string | null;
  readonly name: string;
}

/** What a document answers (R15): the 请示 or letter, and who sent it. */
export type Answered =
  | { readonly kind: 'none' }
  | { readonly kind: 'document'; readonly docType: OfficialDocType; readonly sender: Party };

/** A line of the 正文: the text of one block. */
export interface Line {
  readonly index: number;
  readonly text: string;
  /** Level of a heading block; 0 for a paragraph. */
  readonly level: number;
}

/** A name in the 附件说明, and where in the text it stands: the line, and the offset in it. */
export interface NotedAttachment {
  readonly name: string;
  readonly line: Line | null;
  readonly start: number;
}

/** Facts of a document besides its text. */
export interface DocumentFacts {
  readonly docType: OfficialDocType | null;
  readonly direction: Direction | null;
  readonly organ: Party | null;
  /** 联合行文: all organs, 主办 first; [] or one when a single organ writes. */
  readonly jointOrgans: readonly Party[] | null;
  readonly mainRecipients: readonly Party[] | null;
  readonly ccRecipients: readonly Party[] | null;
  /** Where the 主送 stands: above the text, or moved to the 版记. */
  readonly recipientsAt: 'top' | 'colophon' | null;
  readonly signer: string | null;
  readonly number: string | null;
  readonly annotation: string | null;
  readonly urgency: string | null;
  /** Names of the files that really go along, in order. */
  readonly attachments: readonly string[] | null;
  readonly attachmentNote: readonly NotedAttachment[] | null;
  /** The paper gets its 附件说明 from what is attached: one that somebody typed stands there a second time. */
  readonly isNoteDrawn: boolean | null;
  readonly inReplyTo: Answered | null;
  readonly isImportant: boolean | null;
  /** 上级机关负责人直接交办: the one case in which a document may go to a person. */
  readonly isEntrusted: boolean | null;
  readonly countersign: 'notNeeded' | 'pending' | 'disagreed' | 'done' | null;
  readonly signedOffAt: EpochMs | null;
  /** 成文日期 as it stands on the paper. */
  readonly dateLine: string | null;
  readonly layout: { readonly firstPageShowsBody: boolean } | null;
}

export interface CheckedDocument {
  readonly facts: DocumentFacts;
  readonly blocks: readonly Block[];
  /** Values of the text's own metadata, as they are written: R21 looks into all of them. */
  readonly meta: { readonly [key: string]: string };
}

/** Relations that an `OrgView` does not hold. An organ without a row is one of which they are not known. */
export interface OrgTies {
  /** 上级主管部门: the departments above a department. */
  readonly superiorDepartmentIds?: readonly string[];
  /** 双重领导: the other superior organ. */
  readonly secondSuperior?: Party;
}

export interface CheckContext {
  readonly org: Pick<OrgView, 'unit' | 'organOf' | 'parentOrgan' | 'isWithin'>;
  readonly ties: { readonly [organId: string]: OrgTies };
}

export const RULE_IDS = [
  'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15', 'R16', 'R17', 'R18', 'R19', 'R20', 'R21', 'R22',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** block: nobody may pass it · override: it may be passed with a recorded reason · warn: it is only said. */
export const SEVERITIES = ['block', 'override', 'warn'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface BlockPlace {
  readonly kind: 'block';
  readonly index: number;
  /** UTF-16 offsets in the block's text. */
  readonly start: number;
  readonly end: number;
}

export type FactKey = keyof DocumentFacts;
export type Place = BlockPlace | { readonly kind: 'meta'; readonly key: FactKey } | { readonly kind: 'document' };

/** A change is made only where the text is still the one that was looked at: the same words, in a block of the same length. */
export interface TextEdit {
  readonly kind: 'text';
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly lengthWas: number;
  readonly insert: string;
}

type FactEditOf<K extends FactKey> = { readonly kind: 'fact'; readonly key: K; readonly value: NonNullable<DocumentFacts[K]> };
export type FactEdit = FactEditOf<'organ'> | FactEditOf<'mainRecipients'> | FactEditOf<'ccRecipients'> | FactEditOf<'recipientsAt'> | FactEditOf<'signer'>
  | FactEditOf<'number'> | FactEditOf<'dateLine'> | FactEditOf<'jointOrgans'>;

/** A one-click change (一键修改), as data: all of it or nothing. */
export interface Mend {
  readonly edits: readonly (TextEdit | FactEdit)[];
}

export type FindingMessage = Extract<MessageKey, `rule.find.${string}`>;

/** What one rule says of one place; severity and clause are the rule's own unless it has several. */
export interface Remark {
  readonly severity?: Severity;
  readonly clause?: string;
  readonly message: FindingMessage;
  readonly params?: Params;
  readonly place: Place;
  readonly mend?: Mend | null;
}

export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** The clause obeyed, for example 条例第十五条（一）. */
  readonly clause: string;
  readonly message: FindingMessage;
  readonly params: Params;
  readonly place: Place;
  readonly mend: Mend | null;
}

export type RuleCheck = (document: CheckedDocument, context: CheckContext) => readonly Remark[];
