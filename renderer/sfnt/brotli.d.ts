/** The one function that is used of this package, which has no types of its own. */
declare module 'brotli/decompress.js' {
  export default function decompress(compressed: Uint8Array, size?: number): Uint8Array;
}
