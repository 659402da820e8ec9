/**
 * What may be attached: by the ending of its name, and by the first bytes, which must be of that kind. Nothing that a system would run is among them.
 */

export const FILE_BYTES_MAX = 64 * 1024 * 1024;
export const FILE_NAME_LENGTH_MAX = 120;

const ZIP = [0x50, 0x4b, 0x03, 0x04] as const;
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;
type Start = readonly number[];

/** Ending → how such a file may begin; a text begins with anything but a zero. */
const STARTS: Readonly<Record<string, readonly Start[] | 'text'>> = {
  doc: [COMPOUND], xls: [COMPOUND], ppt: [COMPOUND], wps: [COMPOUND, ZIP], et: [COMPOUND, ZIP], dps: [COMPOUND, ZIP],
  docx: [ZIP], xlsx: [ZIP], pptx: [ZIP], ofd: [ZIP], zip: [ZIP],
  pdf: [[0x25, 0x50, 0x44, 0x46]],
  jpg: [[0xff, 0xd8, 0xff]], jpeg: [[0xff, 0xd8, 0xff]], png: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  txt: 'text', csv: 'text',
};
export const FILE_ENDINGS: readonly string[] = Object.keys(STARTS);
const LOOKED_AT = 512;

/** No path, nothing that a file system takes amiss, no letters that turn the reading round (an ending would be read in front). */
const NAME = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]+$/u;

const endingOf = (name: string): string => (/\.([^.]+)$/u.exec(name)?.[1] ?? '').toLowerCase();

export function isFileName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= FILE_NAME_LENGTH_MAX && NAME.test(value) && value.trim() === value && !value.startsWith('.') && Object.hasOwn(STARTS, endingOf(value)) && endingOf(value).length + 1 < value.length;
}

/** Whether a file that begins so is what its name says. */
export function isOfItsName(name: string, first: Uint8Array): boolean {
  const ending = endingOf(name);
  const starts = Object.hasOwn(STARTS, ending) ? STARTS[ending] : undefined;
  if (starts === undefined || first.length === 0) return false;
  if (starts === 'text') return isText(first);
  return starts.some((start) => start.length <= first.length && start.every((byte, index) => first[index] === byte));
}

/** UTF-16 has zeros and says so in front. */
function isText(first: Uint8Array): boolean {
  const isWide = (first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff);
  return isWide || !first.subarray(0, LOOKED_AT).includes(0);
}

/** What 附件说明 calls it: the name without its ending. */
export const titleOfFile = (name: string): string => name.replace(/\.[^.]+$/u, '');
