/**
 * Cases of 校对, rule by rule, one a line: what is wrong ⇒ what one click makes of it (without ⇒ only the writer knows), and what is right and must be left
 * alone. ¶ divides paragraphs, `# ` begins a heading of the first level. Content is invented.
 */
import { NODE } from '#shared/doc/shape.ts';
import { textOf } from '#shared/gbt9704/check/block-text.ts';
import { NOTHING_KNOWN } from '#shared/gbt9704/check/checked-document.ts';
import type { CheckedDocument } from '#shared/gbt9704/check/model.ts';
import type { ProofRule } from '#shared/gbt9704/proof/rules.ts';
import { MARK_CASES } from './mark-cases.ts';
import { NAME_CASES } from './name-cases.ts';
import { NUMBER_CASES } from './number-cases.ts';
import { WORD_CASES } from './word-cases.ts';

export const PROOF_CASES: { readonly [rule in ProofRule]: { readonly bad: string; readonly good: string } } = { ...WORD_CASES, ...MARK_CASES, ...NUMBER_CASES, ...NAME_CASES };

const HEADING = '# ';

export const draftOf = (text: string): CheckedDocument => ({
  facts: NOTHING_KNOWN, meta: {},
  blocks: text.split('¶').map((line) => {
    const isHeading = line.startsWith(HEADING);
    return { type: isHeading ? NODE.heading : NODE.paragraph, attrs: isHeading ? { level: 1 } : {}, runs: [{ text: isHeading ? line.slice(HEADING.length) : line, marks: [] }] };
  }),
});

export const linesOf = ({ blocks }: CheckedDocument): string => blocks.map((block) => `${block.type === NODE.heading ? HEADING : ''}${textOf(block)}`).join('¶');
