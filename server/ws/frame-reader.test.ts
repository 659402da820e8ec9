import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskedFrame, type Sent } from '#tests/kit/masked-frame.ts';
import { FRAGMENTS_MAX, FrameReader, type FrameSink } from './frame-reader.ts';

const BYTES_MAX = 200_000;

function reading(bytesMax = BYTES_MAX) {
  const heard: string[] = [];
  const sink: FrameSink = {
    onData: (bytes, isBinary) => void heard.push(`${isBinary ? 'binary' : 'text'} ${Buffer.from(bytes).toString('hex')}`),
    onPing: (bytes) => void heard.push(`ping ${Buffer.from(bytes).toString('hex')}`),
    onPong: () => void heard.push('pong'),
    onFarewell: (code) => void heard.push(`farewell ${code}`),
    onViolation: (code) => void heard.push(`violation ${code}`),
  };
  return { heard, reader: new FrameReader(sink, bytesMax) };
}
const heardOf = (bytes: Buffer, bytesMax = BYTES_MAX): readonly string[] => {
  const { heard, reader } = reading(bytesMax);
  reader.read(Buffer.from(bytes));
  return heard;
};

const mask = fc.uint32Array({ minLength: 1, maxLength: 1 }).map(([word]) => word ?? 0);
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 1, 125, 126, 127, 65_535, 65_536).map((length) => Uint8Array.from({ length }, (_, index) => index * 7)),
);
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => new Uint8Array(Buffer.from(value)));
const ping = fc.record({ opcode: fc.constantFrom(9, 10), payload: fc.uint8Array({ maxLength: 125 }), mask });
/** A message in one piece or several, with pings and pongs between them; what it is to be heard as stands beside it. */
const message = fc.record({
  isBinary: fc.boolean(), payload, text, mask, between: fc.array(ping, { maxLength: 2 }), cuts: fc.array(fc.nat({ max: 400 }), { maxLength: 4 }),
}).map((drawn) => {
  const bytes = drawn.isBinary ? drawn.payload : drawn.text;
  const ends = [...drawn.cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length];
  const frames: Sent[] = [];
  const heard: string[] = [];
  let from = 0;
  for (const [index, end] of ends.entries()) {
    frames.push({ opcode: index > 0 ? 0 : drawn.isBinary ? 2 : 1, payload: bytes.subarray(from, end), isLast: index === ends.length - 1, mask: drawn.mask });
    from = end;
    if (index === ends.length - 1) break;
    for (const control of drawn.between) {
      frames.push(control);
      heard.push(control.opcode === 9 ? `ping ${Buffer.from(control.payload).toString('hex')}` : 'pong');
    }
  }
  return { frames, heard: [...heard, `${drawn.isBinary ? 'binary' : 'text'} ${Buffer.from(bytes).toString('hex')}`] };
});

it('[SYN28] frames of every length, in pieces, with pings between, cut anywhere, are read as they were sent', () => {
  fc.assert(fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat({ max: 70_000 }), { maxLength: 12 }), (messages, cuts) => {
    const bytes = Buffer.concat(messages.flatMap(({ frames }) => frames.map(maskedFrame)));
    const { heard, reader } = reading();
    let from = 0;
    for (const end of [...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length]) {
      reader.read(Buffer.from(bytes.subarray(from, end)));
      from = end;
    }
    expect(heard).toEqual(messages.flatMap((each) => each.heard));
  }), { numRuns: 300, seed: 20_261_125 });
});

it('[SYN28] byte by byte is the same as at once, wherever in memory it lies', () => {
  const lengths = [0, 1, 2, 3, 4, 5, 63, 64, 65, 66, 67, 125, 126, 65_535, 65_536];
  const frames = lengths.map((length, index) => maskedFrame({ opcode: 2, payload: Uint8Array.from({ length }, (_, at) => at * 13 + index), mask: 0x01_83_fe_7f }));
  const expected = lengths.map((length, index) => `binary ${Buffer.from(Uint8Array.from({ length }, (_, at) => at * 13 + index)).toString('hex')}`);
  const slow = reading();
  for (const byte of Buffer.concat(frames)) slow.reader.read(Uint8Array.of(byte));
  expect(slow.heard).toEqual(expected);
  for (let shift = 0; shift < 4; shift += 1) {
    const { heard, reader } = reading();
    for (const frame of frames) reader.read(Buffer.concat([Buffer.alloc(shift), frame]).subarray(shift));
    expect(heard).toEqual(expected);
  }
});

const empty = new Uint8Array(0);
const long = (payload: Uint8Array, head: readonly number[]): Buffer => Buffer.concat([Uint8Array.from(head), Buffer.alloc(4), payload]);
const farewell = (...bytes: readonly number[]): Buffer => maskedFrame({ opcode: 8, payload: Uint8Array.from(bytes) });
const VIOLATIONS: readonly (readonly [string, Buffer, number])[] = [
  ['a frame without a mask', Buffer.from([0x82, 0x01, 7]), 1002],
  ...[0x40, 0x20, 0x10].map((bit) => [`reserved bit ${bit}`, Buffer.from([0x82 | bit, 0x80, 0, 0, 0, 0]), 1002] as const),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => [`reserved opcode ${opcode}`, maskedFrame({ opcode, payload: empty }), 1002] as const),
  ['a ping of 126 bytes', maskedFrame({ opcode: 9, payload: new Uint8Array(126) }), 1002],
  ['a ping in pieces', maskedFrame({ opcode: 9, payload: empty, isLast: false }), 1002],
  ['a farewell in pieces', maskedFrame({ opcode: 8, payload: empty, isLast: false }), 1002],
  ['a continuation of nothing', maskedFrame({ opcode: 0, payload: empty }), 1002],
  ['a new message inside another', Buffer.concat([maskedFrame({ opcode: 2, payload: empty, isLast: false }), maskedFrame({ opcode: 2, payload: empty })]), 1002],
  ['16 bits for a short length', long(new Uint8Array(125), [0x82, 0xfe, 0, 125]), 1002],
  ['64 bits for a short length', long(new Uint8Array(9), [0x82, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff]), 1002],
  ['a length with the highest bit', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0]), 1002],
  ['one byte too many', maskedFrame({ opcode: 2, payload: new Uint8Array(BYTES_MAX + 1) }), 1009],
  ['a length beyond any', Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 1009],
  ['too many bytes in pieces', Buffer.concat([maskedFrame({ opcode: 2, payload: new Uint8Array(BYTES_MAX), isLast: false }), maskedFrame({ opcode: 0, payload: new Uint8Array(1) })]), 1009],
  ['too many pieces', Buffer.concat([maskedFrame({ opcode: 2, payload: empty, isLast: false }), ...Array.from({ length: FRAGMENTS_MAX }, () => maskedFrame({ opcode: 0, payload: empty, isLast: false }))]), 1009],
  ['a farewell of one byte', farewell(3), 1002],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535].map((code) => [`farewell ${code}`, farewell(code >> 8, code & 255), 1002] as const),
  ['a reason that is no text', farewell(3, 232, 0xc3, 0x28), 1007],
  ['a text that is none', maskedFrame({ opcode: 1, payload: Uint8Array.of(0xed, 0xa0, 0x80) }), 1007],
  ['a text that is none, in pieces', Buffer.concat([maskedFrame({ opcode: 1, payload: Uint8Array.of(0xe4), isLast: false }), maskedFrame({ opcode: 0, payload: Uint8Array.of(0xb8) })]), 1007],
];

it.each(VIOLATIONS)('[SYN29] %s ends the reading, and nothing behind it is read', (_name, bytes, code) => {
  const behind = maskedFrame({ opcode: 2, payload: Uint8Array.of(1) });
  expect(heardOf(Buffer.concat([bytes, behind, behind]))).toEqual([`violation ${code}`]);
  const { heard, reader } = reading();
  for (const byte of Buffer.concat([bytes, behind])) reader.read(Uint8Array.of(byte));
  expect(heard).toEqual([`violation ${code}`]);
});

it('[SYN29] every code that may be sent is taken, and nothing behind a farewell is read', () => {
  const behind = maskedFrame({ opcode: 9, payload: empty });
  for (const code of [1000, 1001, 1002, 1003, 1007, 1011, 1012, 1014, 3000, 4401, 4999]) expect(heardOf(Buffer.concat([farewell(code >> 8, code & 255), behind]))).toEqual([`farewell ${code}`]);
  expect(heardOf(Buffer.concat([farewell(), behind]))).toEqual(['farewell null']);
  expect(heardOf(maskedFrame({ opcode: 8, payload: new Uint8Array(Buffer.from('\u0003\u00e8', 'latin1')) }))).toEqual(['farewell 1000']);
});

it('[SYN30] what was announced takes no room before it has come', () => {
  const before = process.memoryUsage().arrayBuffers;
  const announced = maskedFrame({ opcode: 2, payload: new Uint8Array(1_000_000) }).subarray(0, 20);
  const readers = Array.from({ length: 1_000 }, () => {
    const { reader } = reading(1_048_576);
    reader.read(Buffer.from(announced));
    return reader;
  });
  expect(readers).toHaveLength(1_000);
  // A thousand megabytes are announced.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});
