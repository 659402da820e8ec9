/**
 * A WebSocket client reduced to what a load needs: one TCP socket, frames as views into what was read, a mask of zeros (legal, and free).
 * A full client library would make the load generator the thing that is measured. Answers pings; knows nothing of Yjs.
 */
import { createConnection, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';

export interface WireOptions {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly onOpen: () => void;
  /** The bytes are valid only during the call. */
  readonly onMessage: (bytes: Uint8Array) => void;
  readonly onClose: (reason: string) => void;
}

export interface Wire {
  send(payload: Uint8Array): void;
  /** Everything sent between these two leaves in one write. */
  cork(): void;
  uncork(): void;
  /** Stops reading, as a stalled client would. */
  end(): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9 } as const;

export function openWire(options: WireOptions): Wire {
  const socket: Socket = createConnection({ port: options.port, host: '127.0.0.1', noDelay: true });
  let isOpen = false;
  let isClosed = false;
  let rest: Buffer | null = null;
  let parts: Uint8Array[] = [];
  const close = (reason: string): void => {
    if (isClosed) return;
    isClosed = true;
    socket.destroy();
    options.onClose(reason);
  };
  socket.once('connect', () => {
    const head = Object.entries({
      Host: `127.0.0.1:${options.port}`, Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'), ...options.headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`GET ${options.path} HTTP/1.1\r\n${head}\r\n`);
  });
  socket.on('error', (error) => close(error.message));
  socket.on('close', () => close('the connection ended'));
  socket.on('data', (chunk: Buffer) => {
    let bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
    rest = null;
    if (!isOpen) {
      const end = bytes.indexOf(HEAD_END);
      if (end === -1) {
        rest = bytes;
        return;
      }
      const status = bytes.toString('latin1', 9, 12);
      if (status !== '101') return close(`http ${status}`);
      isOpen = true;
      bytes = bytes.subarray(end + HEAD_END.length);
      options.onOpen();
    }
    readFrames(bytes);
  });

  const readFrames = (bytes: Buffer): void => {
    let at = 0;
    while (bytes.length - at >= 2 && !isClosed) {
      const first = bytes[at] as number;
      let length = (bytes[at + 1] as number) & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (bytes.length - at < 4) break;
        length = bytes.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (bytes.length - at < 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      if (bytes.length < start + length) break;
      onFrame(first & 0x0f, (first & 0x80) !== 0, bytes.subarray(start, start + length));
      at = start + length;
    }
    if (at < bytes.length) rest = bytes.subarray(at);
  };

  const onFrame = (opcode: number, isLast: boolean, payload: Uint8Array): void => {
    if (opcode === OPCODE.ping) return write(0x8a, payload);
    if (opcode === OPCODE.close) {
      const code = payload.length >= 2 ? ((payload[0] as number) << 8) | (payload[1] as number) : 1005;
      return close(`closed ${code} ${Buffer.from(payload.subarray(2)).toString('utf8')}`.trim());
    }
    if (opcode > OPCODE.binary) return;
    if (isLast && parts.length === 0) return options.onMessage(payload);
    parts.push(Uint8Array.from(payload));
    if (!isLast) return;
    const whole = Buffer.concat(parts);
    parts = [];
    options.onMessage(whole);
  };

  const write = (head: number, payload: Uint8Array): void => {
    if (isClosed) return;
    const { length } = payload;
    const headLength = length < 126 ? 6 : length < 65_536 ? 8 : 14;
    const frame = Buffer.allocUnsafe(headLength + length);
    frame[0] = head;
    if (length < 126) {
      frame[1] = 0x80 | length;
    } else if (length < 65_536) {
      frame[1] = 0xfe;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 0xff;
      frame.writeBigUInt64BE(BigInt(length), 2);
    }
    frame.fill(0, headLength - 4, headLength);
    frame.set(payload, headLength);
    socket.write(frame);
  };

  return {
    send: (payload) => write(0x82, payload),
    cork: () => socket.cork(),
    uncork: () => socket.uncork(),
    end: () => {
      write(0x88, Uint8Array.of(0x03, 0xe8));
      isClosed = true;
      socket.end();
      // Whoever does not answer the farewell is not waited for.
      socket.setTimeout(2_000, () => socket.destroy());
    },
  };
}
