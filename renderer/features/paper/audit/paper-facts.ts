/** What the audit looks for on the printed pages, from the document itself: never from what was drawn, which is what is being measured. */
import type { Block, Content } from '#shared/doc/canonical.ts';
import { NODE } from '#shared/doc/shape.ts';
import type { BodyPart, PaperFacts } from '#shared/gbt9704/audit/facts.ts';
import { annotationLine, attachmentLines, colophonOf, markOf, recipientLine, signerRows, type SheetFacts } from '#renderer/features/editor/index.ts';

const textOf = ({ runs }: Block): string => runs.map(({ text }) => text).join('');

function partOf(block: Block): readonly BodyPart[] {
  const text = textOf(block);
  if (text.trim() === '') return [];
  const part = { text, level: Number(block.attrs['level'] ?? 1), isAligned: typeof block.attrs['align'] === 'string' };
  switch (block.type) {
    case NODE.paragraph: return [{ ...part, kind: 'paragraph' }];
    case NODE.heading: return [{ ...part, kind: 'heading' }];
    case NODE.attachment: return [{ ...part, kind: 'attachment' }];
    default: return [];
  }
}

export function paperFacts(content: Content, facts: SheetFacts, isDuplex: boolean): PaperFacts {
  const { elements: { format, jointOrganNames }, organName, number, isUpward, date } = facts;
  const title = content.blocks.filter(({ type }) => type === NODE.title).map(textOf).join('');
  const mark = markOf(facts, title);
  const signatureAt = content.blocks.findIndex(({ type }) => type === NODE.signature);
  const end = signatureAt === -1 ? content.blocks.length : signatureAt;
  return {
    format, isUpward, isDuplex, mark, number, signers: signerRows(facts), date,
    // What a 令 or 纪要 is about stands in its mark.
    title: format === 'order' || mark.names.includes(title) ? '' : title,
    recipients: content.blocks.some(({ type }) => type === NODE.recipients) ? recipientLine(facts) : '',
    body: content.blocks.slice(0, end).flatMap(partOf),
    attachmentNote: attachmentLines(facts), signatures: [organName, ...jointOrganNames], annotation: annotationLine(facts),
    behind: content.blocks.slice(end).flatMap(partOf),
    hasColophon: colophonOf(facts) !== null,
  };
}
