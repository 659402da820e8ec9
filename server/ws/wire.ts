/**
 * Frames as they go over the line. A server's frames are not masked, so one broadcast is the same bytes for everybody: its header is written
 * once, and each socket gets the very same buffer. Frames of one turn to one socket leave together. Only for lines without compression:
 * there `ws` itself writes each of its frames whole, so nothing can fall between.
 */
import type { Duplex } from 'node:stream';

const FINAL_BINARY = 0x82;

let lastFrame: Uint8Array | null = null;
let lastWire: Buffer = Buffer.alloc(0);

/** A broadcast hands in the same frame once for each reader: the last one is remembered. */
export function wireOf(frame: Uint8Array): Buffer {
  if (frame === lastFrame) return lastWire;
  lastWire = withHeader(frame);
  lastFrame = frame;
  return lastWire;
}

function withHeader(frame: Uint8Array): Buffer {
  const { byteLength } = frame;
  const headerBytes = byteLength < 126 ? 2 : byteLength < 65_536 ? 4 : 10;
  const wire = Buffer.allocUnsafe(headerBytes + byteLength);
  wire[0] = FINAL_BINARY;
  if (headerBytes === 2) {
    wire[1] = byteLength;
  } else if (headerBytes === 4) {
    wire[1] = 126;
    wire.writeUInt16BE(byteLength, 2);
  } else {
    wire[1] = 127;
    wire.writeUInt32BE(Math.floor(byteLength / 2 ** 32), 2);
    wire.writeUInt32BE(byteLength >>> 0, 6);
  }
  wire.set(frame, headerBytes);
  return wire;
}

let corked: Duplex[] = [];

function uncorkAll(): void {
  const lines = corked;
  corked = [];
  // Nobody is broadcast to for ever: the frame itself need not be kept.
  lastFrame = null;
  for (const line of lines) line.uncork();
}

/** Leaves at the end of this turn, together with whatever else goes to the same line. */
export function writeFrame(line: Duplex, frame: Uint8Array): void {
  if (line.writableCorked === 0) {
    if (corked.length === 0) process.nextTick(uncorkAll);
    corked.push(line);
    line.cork();
  }
  line.write(wireOf(frame));
}
