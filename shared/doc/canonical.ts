/**
 * The canonical form of a document's content, and the facts that deciding needs. Hash and comparison are over what a reader sees
 * (blocks, text, marks, metadata), never over CRDT bytes: two replicas that show the same have the same hash (DOC04).
 */
import * as Y from 'yjs';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { classifiedMarks, FIRST_PAGE_CHARACTERS } from '#shared/gbt9704/check/classified.ts';
import type { ContentFacts } from '#shared/workflow/model.ts';
import { blobsIn, readFiles } from './attached-files.ts';
import { wordsOfComments } from './comments.ts';
import { cleanContent, isRevised, revisionIdsOf } from './revisions.ts';
import { bodyOf, isRevisionRecord, MARK, META_KEYS, NODE, readMeta, revisionsOf, type RevisionRecord } from './shape.ts';

export interface Block {
  readonly type: string;
  readonly attrs: { readonly [key: string]: string | number | boolean };
  readonly runs: readonly Run[];
  /** Of what holds no text itself: the rows of a table, the cells of a row, the paragraphs of a cell. */
  readonly blocks?: readonly Block[];
}

export interface Run {
  readonly text: string;
  /** By name; those of 修订 with what they carry: `insertion:id`, `formerly:id:bold`. */
  readonly marks: readonly string[];
}

export interface Content {
  readonly meta: { readonly [key: string]: string };
  readonly blocks: readonly Block[];
  /** Whose the 修订 in it are; left out where there are none. */
  readonly revisions?: { readonly [id: string]: RevisionRecord };
  /** 附件 that are files, in order; left out where there are none. */
  readonly files?: readonly ContentFile[];
}

export interface ContentFile {
  readonly name: string;
  readonly bytes: number;
  readonly blob: string;
}

export function readContent(doc: Y.Doc): Content {
  const meta: Record<string, string> = {};
  for (const key of META_KEYS) {
    const value = readMeta(doc, key);
    if (value !== null) meta[key] = value;
  }
  const files = readFiles(doc).map(({ name, bytes, blob }): ContentFile => ({ name, bytes, blob }));
  const content = { meta, blocks: readBlocks(bodyOf(doc), NESTING_MAX), ...(files.length === 0 ? {} : { files }) };
  return isRevised(content) ? { ...content, revisions: readRecords(doc, content) } : content;
}

/** Of those that the text still names. */
function readRecords(doc: Y.Doc, content: Content): NonNullable<Content['revisions']> {
  const records: Record<string, RevisionRecord> = {};
  for (const id of revisionIdsOf(content)) {
    const record: unknown = revisionsOf(doc).get(id);
    if (isRevisionRecord(record)) records[id] = { by: record.by, at: record.at };
  }
  return records;
}

/** Deeper than a table goes; what lies below is nothing that the editor would show. */
const NESTING_MAX = 8;

function readBlocks(parent: Y.XmlFragment, depth: number): readonly Block[] {
  const blocks: Block[] = [];
  for (const node of parent.toArray()) if (node instanceof Y.XmlElement) blocks.push(readBlock(node, depth));
  return blocks;
}

/** One node of the body, with all that is in it. */
export const readNode = (node: Y.XmlElement): Block => readBlock(node, NESTING_MAX);

function readBlock(node: Y.XmlElement, depth: number): Block {
  const attrs: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(node.getAttributes() as Record<string, unknown>)) {
    if (typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value))) attrs[key] = value;
    // Widths of columns.
    else if (Array.isArray(value) && value.every((each) => Number.isSafeInteger(each))) attrs[key] = value.join();
  }
  const runs: Run[] = [];
  for (const child of node.toArray()) if (child instanceof Y.XmlText) for (const run of readRuns(child)) append(runs, run);
  const blocks = depth === 0 ? [] : readBlocks(node, depth - 1);
  return { type: node.nodeName, attrs, runs, ...(blocks.length === 0 ? {} : { blocks }) };
}

interface Delta {
  readonly insert?: unknown;
  readonly attributes?: { readonly [key: string]: unknown };
}

function* readRuns(text: Y.XmlText): Generator<Run> {
  for (const part of text.toDelta() as readonly Delta[]) {
    if (typeof part.insert !== 'string') continue;
    // A mark that was taken off may remain as null; y-tiptap writes overlapping marks as `name--hash`.
    const marks = Object.entries(part.attributes ?? {}).filter(([, value]) => value !== null && value !== false).map(([key, value]) => markName(key.split('--')[0] ?? key, value)).sort();
    yield { text: part.insert, marks };
  }
}

function markName(name: string, value: unknown): string {
  const { id, was } = value as { readonly id?: unknown; readonly was?: unknown };
  switch (name) {
    case MARK.insertion: case MARK.deletion: return `${name}:${String(id)}`;
    case MARK.formerly: return `${name}:${String(id)}:${String(was)}`;
    default: return name;
  }
}

function append(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last !== undefined && last.marks.join() === run.marks.join()) runs[runs.length - 1] = { text: last.text + run.text, marks: last.marks };
  else if (run.text !== '') runs.push(run);
}

export const canonicalContent = (content: Content): string =>
  canonicalJson({ v: 1, meta: content.meta, blocks: content.blocks as unknown as Json, ...(content.revisions === undefined ? {} : { revisions: content.revisions as unknown as Json }), ...(content.files === undefined ? {} : { files: content.files as unknown as Json }) });

/** Of a table one line a row, cells apart by a tab. */
export function blockText({ runs, blocks = [], type }: Block): string {
  const own = runs.map((run) => run.text).join('');
  return blocks.length === 0 ? own : own + blocks.map(blockText).join(type === NODE.tableRow ? '\t' : '\n');
}

export const titleOf = (content: Content): string => {
  const title = content.blocks.find((block) => block.type === NODE.title);
  return title === undefined ? '' : blockText(title).trim();
};

/** Text of the 正文 and its 附件, one line a block or row. */
export const bodyText = (content: Content): string =>
  content.blocks.filter(({ type }) => IN_BODY.includes(type)).map(blockText).join('\n');
const IN_BODY: readonly string[] = [NODE.paragraph, NODE.heading, NODE.table];

/** Every block and every value (R21), also such as the editor would not write: a mark must not hide where only some readers look. */
const isClassified = ({ blocks, meta, files = [] }: Content): boolean =>
  classifiedMarks({ text: blocks.map(blockText).join('\n'), prominent: FIRST_PAGE_CHARACTERS }).length > 0 || areClassified([...Object.values(meta), ...files.map(({ name }) => name), ...altsIn(blocks)]);

const altsIn = (blocks: readonly Block[]): readonly string[] => blocks.flatMap(({ attrs }) => (typeof attrs['alt'] === 'string' ? [attrs['alt']] : []));

const areClassified = (words: readonly string[]): boolean => words.some((text) => classifiedMarks({ text, prominent: text.length }).length > 0);

export function contentFacts(doc: Y.Doc, sm3: Sm3): ContentFacts {
  const content = readContent(doc);
  const isOpen = isRevised(content);
  const clean = isOpen ? cleanContent(content) : content;
  const title = titleOf(clean);
  const body = bodyText(clean);
  return {
    hash: sm3(canonicalContent(content)), title,
    mainRecipientId: content.meta['mainRecipientId'] ?? null, mainRecipientName: content.meta['mainRecipientName'] ?? '',
    bodyLength: body.replace(/\s/gu, '').length, isClassified: isClassified(content) || (isOpen && isClassified(clean)) || areClassified(wordsOfComments(doc)), isRevised: isOpen, blobs: blobsIn(content),
  };
}
