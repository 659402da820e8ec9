/** 附件 that are files, in their order; and everything beside its letters that a text is made of: the bytes that a reader must have to see it whole. */
import type * as Y from 'yjs';
import type { Block, Content, ContentFile } from './canonical.ts';
import { filesOf, FIGURE_WIDTH_MM, isDigest, isFileRecord, isRevisionId, NODE, type FileRecord } from './shape.ts';

export interface AttachedFile extends FileRecord {
  readonly id: string;
}

export function readFiles(doc: Y.Doc): readonly AttachedFile[] {
  const files: AttachedFile[] = [];
  for (const [id, record] of filesOf(doc).entries()) if (isRevisionId(id) && isFileRecord(record)) files.push({ id, name: record.name, bytes: record.bytes, blob: record.blob, order: record.order });
  return files.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** Behind all others. The id comes from the bytes: two people who attach the same file at once attach it once. */
export function putFile(doc: Y.Doc, { name, bytes, blob }: ContentFile): void {
  const files = filesOf(doc);
  let at = 0;
  while (files.has(blob.slice(at, at + ID_LENGTH)) && at < blob.length - ID_LENGTH) at += 1;
  files.set(blob.slice(at, at + ID_LENGTH), { name, bytes, blob, order: (readFiles(doc).at(-1)?.order ?? 0) + 1 });
}
const ID_LENGTH = 12;

/** One place up or down. */
export function moveFile(doc: Y.Doc, id: string, by: -1 | 1): void {
  const files = readFiles(doc);
  const from = files.findIndex((file) => file.id === id);
  const [one, other] = [files[from], files[from + by]];
  if (one === undefined || other === undefined) return;
  const order = files.map((file) => file.id).with(from, other.id).with(from + by, one.id);
  doc.transact(() => {
    for (const [index, each] of order.entries()) {
      const file = files.find((known) => known.id === each);
      if (file !== undefined && file.order !== index + 1) filesOf(doc).set(each, { name: file.name, bytes: file.bytes, blob: file.blob, order: index + 1 });
    }
  });
}

export function renameFile(doc: Y.Doc, id: string, name: string): void {
  const record = filesOf(doc).get(id);
  if (isFileRecord(record)) filesOf(doc).set(id, { ...record, name });
}

export const removeFile = (doc: Y.Doc, id: string): void => { filesOf(doc).delete(id); };

/** Those of an earlier version in the place of the present ones. */
export function restoreFiles(doc: Y.Doc, files: readonly ContentFile[]): void {
  const isSame = JSON.stringify(readFiles(doc).map(({ name, bytes, blob }) => ({ name, bytes, blob }))) === JSON.stringify(files);
  if (isSame) return;
  for (const { id } of readFiles(doc)) removeFile(doc, id);
  for (const file of files) putFile(doc, file);
}

/** Digests of the figures and files that the content names, each once. */
export function blobsIn(content: Pick<Content, 'blocks' | 'files'>): readonly string[] {
  const digests = new Set<string>();
  const visit = ({ type, attrs, blocks = [] }: Block): void => {
    if (type === NODE.figure && isDigest(attrs['blob'])) digests.add(attrs['blob']);
    blocks.forEach(visit);
  };
  content.blocks.forEach(visit);
  for (const { blob } of content.files ?? []) digests.add(blob);
  return [...digests].toSorted();
}

/** As it is drawn, in millimetres: as wide as was said, or less where it would not go on a page. */
export function figureSize({ pixels, width }: { readonly pixels: string; readonly width: number }): { readonly width: number; readonly height: number } {
  const [across = 1, down = 1] = pixels.split('x').map(Number);
  const wide = Math.min(width, FIGURE_WIDTH_MM.max, (FIGURE_HEIGHT_MAX_MM * across) / down);
  return { width: wide, height: (wide * down) / across };
}
/** A page less a line above and below. */
const FIGURE_HEIGHT_MAX_MM = 200;
