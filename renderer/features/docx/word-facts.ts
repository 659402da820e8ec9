/** What stands on the paper beside the text, in the words that go into a Word file. */
import { annotationLine, attachmentLines, colophonOf, markOf, recipientLine, signerRows, type SheetFacts } from '#renderer/features/editor/index.ts';
import type { WordFacts } from './write-docx.ts';

export function wordFacts(facts: SheetFacts, title: string): WordFacts {
  const { elements, organName, number, date } = facts;
  return {
    format: elements.format, mark: markOf(facts, title), number: number ?? '', signers: signerRows(facts), recipients: recipientLine(facts),
    attachments: attachmentLines(facts), organs: [organName, ...elements.jointOrganNames], date, annotation: annotationLine(facts), colophon: colophonOf(facts),
  };
}
