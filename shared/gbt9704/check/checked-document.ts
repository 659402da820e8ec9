/**
 * Builds what `check` reads from a document's state and its text. Owns which fact is read from where; leaves what neither holds (抄送, links,
 * 会签) to `extras`, where it stays null until somebody knows it. Only for documents of the own organ: a received copy is not checked.
 */
import { blockText, type Content } from '#shared/doc/canonical.ts';
import { titleOfFile } from '#shared/doc/file-types.ts';
import { cleanContent, isRevised } from '#shared/doc/revisions.ts';
import { IN_COLOPHON, NODE } from '#shared/doc/shape.ts';
import { attachmentNoteIn } from './attachment-note.ts';
import { bodyLines } from './block-text.ts';
import { isOfficialDocType, officialDocType } from './doc-types.ts';
import type { CheckedDocument, DocumentFacts, Party } from './model.ts';

/** The part of an outgoing document's state that is read here. */
export interface StateOfDraft {
  readonly docType: string;
  readonly organId: string;
  readonly organName: string;
  readonly number: string | null;
  readonly mainRecipientId?: string | null;
  readonly mainRecipientName?: string;
  readonly signedOffBy?: { readonly name: string } | null;
}

export const NOTHING_KNOWN: DocumentFacts = {
  docType: null, direction: null, organ: null, jointOrgans: null, mainRecipients: null, ccRecipients: null, recipientsAt: null, signer: null, number: null,
  annotation: null, urgency: null, attachments: null, attachmentNote: null, isNoteDrawn: null, inReplyTo: null, isImportant: null, isEntrusted: null, countersign: null,
  signedOffAt: null, dateLine: null, layout: null,
};

const ANNOTATION = /^[\s\u3000]*[（(][^（()）]{0,8}联系人/u;

export function checkedDocument(state: StateOfDraft, content: Content, extras: Partial<DocumentFacts> = {}): CheckedDocument {
  const { meta, blocks } = isRevised(content) ? cleanContent(content) : content;
  const lines = bodyLines({ blocks, meta, facts: NOTHING_KNOWN });
  const docType = isOfficialDocType(state.docType) ? state.docType : null;
  const organ: Party = { kind: 'organ', id: state.organId, name: state.organName };
  const contact = [['联系人', meta['contactName']], ['电话', meta['contactPhone']]].flatMap(([label, value]) => (value === undefined ? [] : [`${label}：${value}`])).join('；');
  const facts: DocumentFacts = {
    ...NOTHING_KNOWN,
    docType, direction: docType === null ? null : officialDocType(docType).direction,
    organ,
    jointOrgans: [organ, ...named(meta['jointOrganNames'], /\n/u)],
    mainRecipients: mainRecipients(state, meta),
    ccRecipients: named(meta['ccRecipients'], /[，,、；;\n]/u),
    recipientsAt: meta['recipientsAt'] === IN_COLOPHON ? 'colophon' : 'top',
    // Whoever signed it stands in the head of a 上行文 alone (R7); of any other document the paper does not name them.
    signer: docType !== null && officialDocType(docType).direction === 'up' ? (state.signedOffBy?.name ?? null) : null,
    number: state.number,
    annotation: meta['annotation'] !== undefined && meta['annotation'] !== '' ? meta['annotation'] : contact === '' ? (lines.findLast(({ text }) => ANNOTATION.test(text))?.text ?? '') : contact,
    urgency: meta['urgency'] ?? null,
    attachments: [...blocks.filter(({ type }) => type === NODE.attachment).map((block) => blockText(block).trim()), ...(content.files ?? []).map(({ name }) => titleOfFile(name))],
    attachmentNote: attachmentNoteIn(lines),
    isNoteDrawn: true,
    ...extras,
  };
  return { facts, blocks, meta };
}

/** Organs as somebody typed them: only their names are known. */
const named = (value: string | undefined, between: RegExp): readonly Party[] =>
  (value ?? '').split(between).map((name) => name.trim().replace(/[。．.]+$/u, '')).filter((name) => name !== '').map((name) => ({ kind: 'organ', id: null, name }));

/** The drafter's own word in the text stands before what the state remembers of the last hand-off. */
function mainRecipients(state: StateOfDraft, meta: Content['meta']): readonly Party[] | null {
  const id = meta['mainRecipientId'] ?? state.mainRecipientId ?? null;
  const name = meta['mainRecipientName'] ?? state.mainRecipientName ?? '';
  return id === null && name === '' ? null : [{ kind: 'organ', id, name }];
}
