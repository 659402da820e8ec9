/** R21: this network is for unclassified work only; a marked document stops here (条例第二十六条). What a mark is, is `classified.ts`'s to say. */
import { textOf } from '../block-text.ts';
import { classifiedMarks, FIRST_PAGE_CHARACTERS } from '../classified.ts';
import type { CheckedDocument, FactKey, Place, Remark, RuleCheck } from '../model.ts';

const MARKS_SAID_MAX = 50;
const MESSAGE = 'rule.find.R21.mark';

export const nothingClassified: RuleCheck = (document) => [...inBlocks(document), ...inFacts(document), ...inMeta(document)];

/** All blocks as one text, so that a mark written a letter a line is found as well. */
function inBlocks({ blocks }: CheckedDocument): readonly Remark[] {
  const texts = blocks.map(textOf);
  const text = texts.join('\n');
  return classifiedMarks({ text, prominent: FIRST_PAGE_CHARACTERS }).slice(0, MARKS_SAID_MAX).map(({ start, end }): Remark => {
    let from = 0;
    let index = 0;
    while (index < texts.length - 1 && start > from + (texts[index]?.length ?? 0)) {
      from += (texts[index]?.length ?? 0) + 1;
      index += 1;
    }
    const length = texts[index]?.length ?? 0;
    const place: Place = { kind: 'block', index, start: start - from, end: Math.min(end - from, length) };
    return { message: MESSAGE, params: { mark: text.slice(start, end) }, place };
  });
}

function inFacts({ facts }: CheckedDocument): readonly Remark[] {
  const parties = [...(facts.organ === null ? [] : [facts.organ]), ...(facts.mainRecipients ?? []), ...(facts.ccRecipients ?? []), ...(facts.jointOrgans ?? [])];
  const values: readonly (readonly [FactKey, string | null])[] = [
    ['number', facts.number], ['annotation', facts.annotation], ['urgency', facts.urgency], ['signer', facts.signer],
    ...parties.map(({ name }) => ['mainRecipients', name] as const),
    ...(facts.attachments ?? []).map((name) => ['attachments', name] as const),
    ...(facts.attachmentNote ?? []).filter(({ line }) => line === null).map(({ name }) => ['attachmentNote', name] as const),
  ];
  return values.flatMap(([key, value]) => (value === null ? [] : marksIn(value, { kind: 'meta', key })));
}

const inMeta = ({ meta }: CheckedDocument): readonly Remark[] => Object.values(meta).flatMap((value) => marksIn(value, { kind: 'document' }));

const marksIn = (text: string, place: Place): readonly Remark[] =>
  classifiedMarks({ text, prominent: text.length }).map(({ start, end }): Remark => ({ message: MESSAGE, params: { mark: text.slice(start, end) }, place }));
