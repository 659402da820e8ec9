/** Files that somebody chose, dropped or pasted, put on this machine and named in the text. Each says for itself why it was not taken. */
import type * as Y from 'yjs';
import type { AppError } from '#shared/base/errors.ts';
import { FILE_BYTES_MAX, FILE_NAME_LENGTH_MAX, isFileName } from '#shared/doc/file-types.ts';
import { putFile } from '#shared/doc/attached-files.ts';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { readyPicture, type PictureRefusal } from './picture.ts';

export type FileRefusal = { readonly name: string; readonly why: PictureRefusal | 'name' | AppError };

/** As the person's own machine calls it, without what no other would take. */
export function nameFor(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu, '').trim();
  const ending = /\.[^.]{1,8}$/u.exec(clean)?.[0] ?? '';
  return clean.slice(0, clean.length - ending.length).slice(0, FILE_NAME_LENGTH_MAX - ending.length).trim() + ending.toLowerCase();
}

/** As an 附件 of the document. */
export async function attachFile(doc: Y.Doc, pictures: Pictures, file: File, origin: unknown): Promise<FileRefusal | null> {
  const name = nameFor(file.name);
  if (!isFileName(name)) return { name: file.name, why: 'name' };
  if (file.size > FILE_BYTES_MAX) return { name, why: 'tooLarge' };
  const put = await pictures.put(name, new Uint8Array(await file.arrayBuffer()));
  if (!put.ok) return { name, why: put.error };
  doc.transact(() => { putFile(doc, { name, bytes: put.value.bytes, blob: put.value.digest }); }, origin);
  return null;
}

export interface PlacedPicture {
  readonly blob: string;
  readonly pixels: string;
  readonly naturalMm: number;
}

/** Ready to be put into the text. */
export async function takePicture(pictures: Pictures, file: File): Promise<PlacedPicture | FileRefusal> {
  const ready = await readyPicture(file);
  if (typeof ready === 'string') return { name: file.name, why: ready };
  const put = await pictures.put(ready.name, ready.bytes);
  return put.ok ? { blob: put.value.digest, pixels: ready.pixels, naturalMm: ready.naturalMm } : { name: file.name, why: put.error };
}

export const isRefused = (taken: PlacedPicture | FileRefusal): taken is FileRefusal => 'why' in taken;
