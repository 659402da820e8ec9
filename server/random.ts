/** Randomness by the operating system: the server's side of the port. Fetched a page at a time, because the way there costs more than the bytes; none is given twice. */
import { randomFillSync } from 'node:crypto';
import type { Random } from '#shared/base/ports.ts';

const PAGE_BYTES = 4_096;

export function createRandom(): Random {
  const page = new Uint8Array(PAGE_BYTES);
  let used = PAGE_BYTES;
  return {
    bytes: (length) => {
      if (length > PAGE_BYTES) return randomFillSync(new Uint8Array(length));
      if (used + length > PAGE_BYTES) {
        randomFillSync(page);
        used = 0;
      }
      const bytes = page.slice(used, used + length);
      // What was given out is nowhere else.
      page.fill(0, used, used + length);
      used += length;
      return bytes;
    },
  };
}
