/** Moves through lib0-encoded bytes without building what it passes. Reading past the end throws RangeError. */
const NUMBER_BITS_MAX = 53;

export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new RangeError('past the end');
    this.at += 1;
    return value;
  }

  varUint(): number {
    let value = this.byte();
    if (value < 0x80) return value;
    value &= 0x7f;
    let factor = 0x80;
    for (let bits = 7; bits < NUMBER_BITS_MAX; bits += 7) {
      const next = this.byte();
      value += (next & 0x7f) * factor;
      if (next < 0x80) return value;
      factor *= 0x80;
    }
    throw new RangeError('number too long');
  }

  skip(length: number): void {
    if (this.at + length > this.bytes.byteLength) throw new RangeError('past the end');
    this.at += length;
  }

  skipVarInt(): void {
    while ((this.byte() & 0x80) !== 0);
  }

  /** Also byte arrays: both are a length and that many bytes. */
  skipString(): void {
    this.skip(this.varUint());
  }

  /** Passes a string and answers how many UTF-16 units it has, which is how Yjs counts. */
  skipText(): number {
    const length = this.varUint();
    const from = this.at;
    this.skip(length);
    const { bytes } = this;
    let units = 0;
    for (let index = from; index < from + length; index += 1) {
      const byte = bytes[index] as number;
      // Continuation bytes count nothing, a character beyond the basic plane counts two.
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
  }
}
