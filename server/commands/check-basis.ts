/** What a command hangs on, as it stands in this transaction: the document it is written for, what was made on it already, and the text that a 补正 begins with. */
import type { DocId } from '#shared/base/ids.ts';
import type { Content } from '#shared/doc/canonical.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import type { Command } from '#shared/workflow/command.ts';
import { derivedOn, RELATION_OF, followUpOf, type Derived } from '#shared/workflow/follow-up.ts';
import type { DocumentState, OutgoingState } from '#shared/workflow/model.ts';
import { readFrozen } from '#server/documents/frozen.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';

const RELATIONS = Object.values(RELATION_OF);
/** 补正 of a 补正 of a 补正: nobody is sent back more often than that. */
const CORRECTIONS_MAX = 20;

/** Answers, 转报 and 补正 that hang on one document. */
export const madeOn = prepared((db, docId: DocId) => db.selectFrom('document_basis').innerJoin('document', 'document.doc_id', 'document_basis.doc_id').select('document.state')
  .where('basis_id', '=', docId).where('relation', 'in', RELATIONS));

/** Whether what was made on something has a say in it: then the question is named ahead (execute.ts). */
export function hangsOn(command: Command): DocId | null {
  if (command.kind === 'reply') return command.docId;
  return command.kind === 'create' && command.basis !== null && followUpOf(command.basis.relation) !== null ? command.basis.docId : null;
}

export async function readMade(tx: Tx, docId: DocId): Promise<readonly OutgoingState[]> {
  const made: OutgoingState[] = [];
  for (const queue = [docId]; queue.length > 0 && made.length < CORRECTIONS_MAX;) {
    const next = queue.shift() as DocId;
    const found = (await ask(tx, madeOn(tx, next))).map(({ state }) => JSON.parse(state) as OutgoingState).filter((each) => !made.some((known) => known.docId === each.docId));
    made.push(...found);
    // Only what was sent back has a 补正.
    queue.push(...found.filter(({ bounces }) => bounces.length > 0).map((each) => each.docId));
  }
  return made;
}

export async function readDerived(tx: Tx, command: Command): Promise<readonly Derived[]> {
  const docId = hangsOn(command);
  return docId === null ? [] : derivedOn(docId, await readMade(tx, docId));
}

/** As it was sent, so that both sides begin with the same. */
export async function readBasisText(tx: Tx, command: Command, basis: DocumentState | undefined): Promise<Content | null> {
  if (command.kind !== 'create' || command.basis?.relation !== 'correction' || basis === undefined || basis.contentHash === null) return null;
  const frozen = await readFrozen(tx, basis.docId, basis.contentHash);
  return frozen === null ? null : cleanContent(JSON.parse(frozen.canonical) as Content);
}
