/**
 * 分工: which part of a draft somebody has taken over. A part begins with its heading and ends before the next one that is not below it. While one drafts, only
 * they write in it; what is said here is no content, and ends with 送审. Pure, over the places of blocks.
 */
import type * as Y from 'yjs';
import { isRevisionId, isSectionRecord, NODE, sectionsOf, type SectionRecord } from './shape.ts';

export function readSections(doc: Y.Doc): ReadonlyMap<string, SectionRecord> {
  const records = new Map<string, SectionRecord>();
  for (const [id, record] of sectionsOf(doc).entries()) if (isRevisionId(id) && isSectionRecord(record)) records.set(id, record);
  return records;
}

export interface OutlineBlock {
  readonly type: string;
  /** Of a heading. */
  readonly level: number;
}

/** Where the part that begins at this block ends: the index of the block behind it. */
function sectionEnd(blocks: readonly OutlineBlock[], start: number): number {
  const level = blocks[start]?.level ?? 0;
  const end = blocks.findIndex(({ type, level: own }, index) => index > start && ((type === NODE.heading && own <= level) || type === NODE.signature || type === NODE.attachment));
  return end === -1 ? blocks.length : end;
}

export interface Claim {
  readonly id: string;
  readonly owner: string;
  /** The heading. */
  readonly index: number;
}

/** Of two that claim the same heading the smaller id holds, on every machine. A part of a part belongs to whom the smaller one was given. */
export function holdersOf(blocks: readonly OutlineBlock[], claims: readonly Claim[]): readonly (Claim | null)[] {
  const holders: (Claim | null)[] = blocks.map(() => null);
  const valid = claims.filter(({ index }) => blocks[index]?.type === NODE.heading).toSorted((a, b) => a.index - b.index || (a.id < b.id ? 1 : -1));
  for (const claim of valid) for (let at = claim.index; at < sectionEnd(blocks, claim.index); at += 1) holders[at] = claim;
  return holders;
}
