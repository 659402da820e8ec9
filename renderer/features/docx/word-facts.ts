/** What stands on the paper beside the text, in the words that go into a Word file. */
import { annotationLine, attachmentLines, markOf, recipientLine, type SheetFacts } from '#renderer/features/editor/index.ts';
import type { WordFacts } from './write-docx.ts';

export function wordFacts(facts: SheetFacts, title: string): WordFacts {
  const { elements, organName, number, date, isUpward, signedOffBy } = facts;
  return {
    format: elements.format, mark: markOf(facts, title), number: number ?? '', signer: isUpward && elements.format === 'general' ? signedOffBy : null, recipients: recipientLine(facts),
    attachments: attachmentLines(facts), organs: [organName, ...elements.jointOrganNames], date, annotation: annotationLine(facts), copied: elements.ccRecipients, printer: elements.printOrganName,
  };
}
