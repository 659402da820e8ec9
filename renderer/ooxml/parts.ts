/**
 * Office files of others are archives of XML. Here they are opened: named parts of bounded size, no document type, no entity, nothing that is followed. Runs in workers.
 */
import { DOMParser, type Document as XmlDocument } from '@xmldom/xmldom';
import { strFromU8, unzipSync } from 'fflate';

const PARTS_MAX = 5_000;

export class Unreadable<P extends string = string> extends Error {
  override readonly name = 'Unreadable';
  readonly problem: P;
  /** Of a table, where there is one to name. */
  readonly row: number | null;
  constructor(problem: P, row: number | null = null) {
    super(problem);
    this.problem = problem;
    this.row = row;
  }
}

/** What the archive says a part has is all the room that it gets: one that swells beyond it is broken. */
export function readParts(bytes: Uint8Array, isWanted: (name: string) => boolean, partBytesMax: number): ReadonlyMap<string, string> {
  let seen = 0;
  try {
    const files = unzipSync(bytes, { filter: ({ name, originalSize }) => {
      seen += 1;
      if (seen > PARTS_MAX) throw new Unreadable('tooLarge');
      if (!isWanted(name)) return false;
      if (originalSize > partBytesMax) throw new Unreadable('tooLarge');
      return true;
    } });
    return new Map(Object.entries(files).map(([name, part]) => [name, strFromU8(part)]));
  } catch (failure) {
    throw failure instanceof Unreadable ? failure : new Unreadable('broken');
  }
}

export function parseXml(xml: string): XmlDocument {
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(xml)) throw new Unreadable('broken');
  try {
    return new DOMParser({ onError: (level) => { if (level !== 'warning') throw new Unreadable('broken'); } }).parseFromString(xml, 'text/xml');
  } catch {
    throw new Unreadable('broken');
  }
}
