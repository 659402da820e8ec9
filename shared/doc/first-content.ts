/**
 * A document's first content as deterministic bytes from (template, document id, names): born offline and on the server,
 * it is the same update and merges once (DOC03). Written under the reserved client id, which no editing client may use.
 */
import * as Y from 'yjs';
import type { DocId, UnitId } from '#shared/base/ids.ts';
import type { CommandOf } from '#shared/workflow/command.ts';
import { wordsOfBasis } from '#shared/workflow/basis.ts';
import type { DocType, DocumentState } from '#shared/workflow/model.ts';
import { fill, type Template } from '#shared/workflow/templates.ts';
import type { Content } from './canonical.ts';
import { bodyOf, metaOf, NODE, RESERVED_CLIENT_ID } from './shape.ts';
import { writeContent } from './write-content.ts';

export interface FirstContent {
  readonly docId: DocId;
  readonly docType: DocType;
  readonly organId: UnitId;
  readonly organName: string;
  /** Null where it goes to no single organ. */
  readonly mainRecipientId: UnitId | null;
  readonly mainRecipientName: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
}

export function firstContent(content: FirstContent): Uint8Array {
  const doc = new Y.Doc({ guid: content.docId, gc: false });
  doc.clientID = RESERVED_CLIENT_ID;
  doc.transact(() => {
    const blocks = [element(NODE.title, content.title), new Y.XmlElement(NODE.recipients)];
    const paragraphs = content.paragraphs.length === 0 ? [''] : content.paragraphs;
    for (const text of paragraphs) blocks.push(element(NODE.paragraph, text));
    blocks.push(new Y.XmlElement(NODE.signature));
    bodyOf(doc).insert(0, blocks);
    const meta = metaOf(doc);
    meta.set('docType', content.docType);
    meta.set('organId', content.organId);
    meta.set('organName', content.organName);
    if (content.mainRecipientId !== null) meta.set('mainRecipientId', content.mainRecipientId);
    if (content.mainRecipientName !== '') meta.set('mainRecipientName', content.mainRecipientName);
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

/** What a new document is written for, as far as its first words come from there. */
export interface BasisContent {
  readonly state: DocumentState;
  /** Its text as it was sent, for a 补正. */
  readonly content: Content | null;
}

/** What 拟稿 brings about, from the command's own words and from what never changes of the basis: the drafter's machine and the server both call this and nothing else. */
export function birthOf(command: CommandOf<'create'>, template: Template, basis: BasisContent | null): Uint8Array {
  if (command.basis?.relation !== 'correction' || basis === null || basis.content === null) return firstContent(contentOfCreate(command, template, basis?.state ?? null));
  const doc = new Y.Doc({ guid: command.docId, gc: false });
  doc.clientID = RESERVED_CLIENT_ID;
  writeContent(doc, basis.content);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

export function contentOfCreate(command: CommandOf<'create'>, template: Template, basis: DocumentState | null = null): FirstContent {
  const { docId, organId, organName, mainRecipientId, mainRecipientName, title } = command;
  const words = { ...wordsOfBasis(basis), organ: organName, recipient: mainRecipientName };
  const paragraphs = template.paragraphs.map((text) => fill(text, words));
  return { docId, docType: template.docType, organId, organName, mainRecipientId, mainRecipientName, title, paragraphs };
}

function element(name: string, text: string): Y.XmlElement {
  const node = new Y.XmlElement(name);
  if (text !== '') node.insert(0, [new Y.XmlText(text)]);
  return node;
}
