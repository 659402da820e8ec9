/** A client's frame as bytes, well-formed or deliberately not: RFC 6455, section 5. */
export interface Sent {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly isLast?: boolean;
  readonly mask?: number;
}

export function maskedFrame({ opcode, payload, isLast = true, mask = 0x12_34_56_78 }: Sent): Buffer {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(6 + lengthBytes + length);
  frame[0] = (isLast ? 0x80 : 0) | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.writeUInt32BE(mask >>> 0, 2 + lengthBytes);
  for (let at = 0; at < length; at += 1) frame[6 + lengthBytes + at] = (payload[at] as number) ^ (frame[2 + lengthBytes + (at & 3)] as number);
  return frame;
}
