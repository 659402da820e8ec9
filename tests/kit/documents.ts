/** First content and replicas of it, for tests of the text. */
import * as Y from 'yjs';
import { firstContent, type FirstContent } from '#shared/doc/first-content.ts';
import type { Advances, StateVector } from '#shared/doc/gate.ts';
import { bodyOf, metaOf } from '#shared/doc/shape.ts';
import { id } from './story.ts';

export const FIRST: FirstContent = {
  docId: id(1), docType: 'request', organId: 'town0001', organName: '桐梓县楚米镇人民政府', mainRecipientId: 'county01', mainRecipientName: '桐梓县人民政府',
  title: '桐梓县楚米镇人民政府关于修缮村道的请示', paragraphs: ['', '妥否，请批示。'],
};

export const birth = (): Uint8Array => firstContent(FIRST);

/** A replica as a process opens it: its roots declared, its own client id, the first content applied. */
export function replica(clientId: number, gc = true): Y.Doc {
  const doc = new Y.Doc({ gc });
  doc.clientID = clientId;
  bodyOf(doc);
  metaOf(doc);
  Y.applyUpdate(doc, birth());
  return doc;
}

export const vectorOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** What is known once this update has passed. */
export const knownAfter = (known: StateVector, advances: Advances): Map<number, number> => new Map([...known, ...advances.map(({ client, end }) => [client, end] as const)]);

/**
 * Applies bytes as they are. As something remote they would make Yjs tidy up formatting, which is an edit of its own that only an editor
 * makes and sends; that Yjs calls every update remote is undone before the transaction ends.
 */
export function applyAsIs(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  doc.transact((transaction) => {
    for (const update of updates) Y.applyUpdate(doc, update);
    transaction.local = true;
  });
}
