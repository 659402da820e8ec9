/** Writes what ByteReader reads. Who makes one says how long it can get at most. */
const COPY_BYTES_MIN = 48;

/** A varUint is at most eight bytes here: clients, clocks and counts stay below 2^53. */
export const NUMBER_BYTES_MAX = 8;

export class ByteWriter {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  varUint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.at++] = 0x80 | (rest % 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.at++] = rest;
  }

  copy(from: Uint8Array, start: number, end: number): void {
    if (end - start >= COPY_BYTES_MIN) {
      this.bytes.set(from.subarray(start, end), this.at);
      this.at += end - start;
      return;
    }
    // A view costs more than a dozen bytes.
    for (let index = start; index < end; index += 1) this.bytes[this.at++] = from[index] as number;
  }

  done(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }
}
