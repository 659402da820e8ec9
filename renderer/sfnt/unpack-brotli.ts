/** Brotli, which packs WOFF 2.0; this engine gives pages no way to unpack it themselves. */
import decompress from 'brotli/decompress.js';
import type { Unpack } from './woff2.ts';

export const unpackBrotli: Unpack = (compressed, size) => decompress(compressed, size);
