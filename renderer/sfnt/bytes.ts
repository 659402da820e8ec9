/** Big-endian reading and writing, as font files are. Reading past the end throws a RangeError, which is how a broken file shows. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  #step(size: number): number {
    const { at } = this;
    this.at += size;
    return at;
  }
  u8(): number { return this.#view.getUint8(this.#step(1)); }
  u16(): number { return this.#view.getUint16(this.#step(2)); }
  i16(): number { return this.#view.getInt16(this.#step(2)); }
  u32(): number { return this.#view.getUint32(this.#step(4)); }
  tag(): string { return String.fromCharCode(this.u8(), this.u8(), this.u8(), this.u8()); }
  take(size: number): Uint8Array {
    const at = this.#step(size);
    if (size < 0 || at + size > this.bytes.length) throw new RangeError('past the end');
    return this.bytes.subarray(at, at + size);
  }
}

/** Grows as it is written. */
export class Writer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  length = 0;

  #room(size: number): number {
    const at = this.length;
    if (at + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, at + size));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.length += size;
    return at;
  }
  u8(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.#room(1);
      this.#view.setUint8(at, value);
    }
    return this;
  }
  u16(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.#room(2);
      this.#view.setUint16(at, value);
    }
    return this;
  }
  i16(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.#room(2);
      this.#view.setInt16(at, value);
    }
    return this;
  }
  u32(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.#room(4);
      this.#view.setUint32(at, value);
    }
    return this;
  }
  tag(tag: string): this { return this.u8(...[...tag].map((letter) => letter.charCodeAt(0))); }
  put(bytes: Uint8Array): this {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }
  pad(to: number): this {
    while (this.length % to !== 0) this.u8(0);
    return this;
  }
  done(): Uint8Array<ArrayBuffer> { return this.#bytes.slice(0, this.length); }
}
