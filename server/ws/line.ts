/**
 * One connection, after its upgrade: our side of RFC 6455 over a plain socket. Owns reading, writing, pongs and the farewell; who is at the
 * other end and what the bytes mean is its handlers' business. A line costs few objects, because thousands of them lie idle: handlers are
 * handed in once, and the socket's events reach it through functions that all lines share.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { FrameReader, OPCODE, type FrameSink } from './frame-reader.ts';
import { farewellOf, forgetFrames, frameOf, textOf, wireOf, wirePairOf } from './wire.ts';

export interface LineHandlers {
  /** The bytes are a window on what was read: whoever keeps a few of them for long makes a copy. */
  onMessage(bytes: Uint8Array, isBinary: boolean): void;
  onPong(): void;
  /** Once, when nothing comes or goes any more. */
  onClose(): void;
}

export interface Line {
  isOpen(): boolean;
  /** One binary message. Everything sent within one turn leaves together at its end. */
  send(frame: Uint8Array): void;
  /** One binary message, `head` followed by `body`; a long body is not copied and must not change any more. */
  sendPair(head: Uint8Array, body: Uint8Array): void;
  sendText(text: string): void;
  ping(): void;
  /** Says farewell and waits a moment for the answer. */
  close(code: number, reason: string): void;
  /** Without a word. */
  terminate(): void;
  /** What the other side has not taken yet. */
  bufferedBytes(): number;
}

export interface UpgradedLine extends Line {
  /** `head`: what came behind the request for the upgrade in the same packet. */
  start(head: Uint8Array): void;
}

/** Whoever does not answer a farewell is not waited for. */
const FAREWELL_MS_MAX = 5_000;
/** Beyond this, pings are not answered: their sender does not read, or has enough to read. */
const PONG_QUEUE_BYTES_MAX = 65_536;
const PING = frameOf(OPCODE.ping, new Uint8Array(0));

const STATE = { open: 0, closing: 1, ended: 2 } as const;
const LINE = Symbol('line');
type LineSocket = Duplex & { [LINE]?: SocketLine };

/** Lines that were sent something in this turn. */
let touched: SocketLine[] = [];

function flushAll(): void {
  const lines = touched;
  touched = [];
  forgetFrames();
  for (const line of lines) line.flush();
}

class SocketLine implements UpgradedLine, FrameSink {
  readonly #socket: Duplex;
  readonly #handlers: LineHandlers;
  readonly #reader: FrameReader;
  #state: (typeof STATE)[keyof typeof STATE] = STATE.open;
  /** Of this turn. One frame is what there mostly is. */
  #first: Uint8Array | null = null;
  #others: Uint8Array[] | null = null;
  #waitingBytes = 0;
  #late: NodeJS.Timeout | null = null;

  constructor(socket: LineSocket, handlers: LineHandlers, bytesMax: number) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#reader = new FrameReader(this, bytesMax);
    socket[LINE] = this;
    socket.on('error', onError);
    socket.on('close', onClose);
  }

  start(head: Uint8Array): void {
    if (head.byteLength > 0) this.#reader.read(head);
    this.#socket.on('end', onEnd);
    this.#socket.on('data', onData);
  }

  isOpen(): boolean {
    return this.#state === STATE.open && !this.#socket.destroyed;
  }

  send(frame: Uint8Array): void {
    if (this.#state === STATE.open) this.#push(wireOf(frame));
  }

  sendPair(head: Uint8Array, body: Uint8Array): void {
    if (this.#state !== STATE.open) return;
    const pair = wirePairOf(head, body);
    this.#push(pair.front);
    if (pair.body !== null) this.#push(pair.body);
  }

  sendText(text: string): void {
    if (this.#state === STATE.open) this.#push(textOf(text));
  }

  ping(): void {
    if (this.#state === STATE.open) this.#push(PING);
  }

  close(code: number, reason: string): void {
    if (this.#state !== STATE.open) return;
    this.#state = STATE.closing;
    this.flush();
    this.#socket.write(farewellOf(code, reason));
    this.#waitNoLonger();
  }

  terminate(): void {
    this.#state = STATE.ended;
    this.#reader.stop();
    this.#drop();
    this.#socket.destroy();
  }

  bufferedBytes(): number {
    return this.#socket.writableLength + this.#waitingBytes;
  }

  flush(): void {
    const first = this.#first;
    if (first === null) return;
    const others = this.#others;
    this.#drop();
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (others === null) {
      socket.write(first);
      return;
    }
    socket.cork();
    socket.write(first);
    for (const bytes of others) socket.write(bytes);
    socket.uncork();
  }

  onChunk(chunk: Uint8Array): void {
    this.#reader.read(chunk);
  }

  /** They will send nothing more. What has been said is on its way; there is nothing to wait for but our own end. */
  onEnd(): void {
    if (this.#state !== STATE.ended) this.terminate();
  }

  onGone(): void {
    this.#state = STATE.ended;
    this.#reader.stop();
    this.#drop();
    if (this.#late !== null) clearTimeout(this.#late);
    this.#handlers.onClose();
  }

  onData(bytes: Uint8Array, isBinary: boolean): void {
    if (this.#state === STATE.open) this.#handlers.onMessage(bytes, isBinary);
  }

  onPing(bytes: Uint8Array): void {
    if (this.#state === STATE.open && this.bufferedBytes() < PONG_QUEUE_BYTES_MAX) this.#push(frameOf(OPCODE.pong, bytes));
  }

  onPong(): void {
    this.#handlers.onPong();
  }

  onFarewell(code: number | null): void {
    this.#end(this.#state === STATE.open ? farewellOf(code, '') : null);
  }

  onViolation(code: number): void {
    this.#end(this.#state === STATE.open ? farewellOf(code, '') : null);
  }

  /** The last word, then the end. What still comes in is read and dropped: unread bytes would turn our end into a reset. */
  #end(lastWord: Buffer | null): void {
    if (this.#state === STATE.ended) return;
    this.#state = STATE.ended;
    this.flush();
    if (lastWord === null) this.#socket.end();
    else this.#socket.end(lastWord);
    this.#waitNoLonger();
  }

  #waitNoLonger(): void {
    this.#late ??= setTimeout(destroy, FAREWELL_MS_MAX, this.#socket);
  }

  #push(bytes: Uint8Array): void {
    this.#waitingBytes += bytes.byteLength;
    if (this.#first === null) {
      this.#first = bytes;
      if (touched.push(this) === 1) process.nextTick(flushAll);
    } else if (this.#others === null) {
      this.#others = [bytes];
    } else {
      this.#others.push(bytes);
    }
  }

  #drop(): void {
    this.#first = null;
    this.#others = null;
    this.#waitingBytes = 0;
  }
}

const destroy = (socket: Duplex): void => void socket.destroy();

function onData(this: LineSocket, chunk: Buffer): void {
  this[LINE]?.onChunk(chunk);
}

function onEnd(this: LineSocket): void {
  this[LINE]?.onEnd();
}

function onClose(this: LineSocket): void {
  this[LINE]?.onGone();
}

/** An error is followed by the close of the socket, which is what counts. */
const onError = (): void => {};

/** For a socket that was just upgraded. Nothing is read before `start`, so that the handlers can take their places. */
export function openLine(socket: Duplex, handlers: LineHandlers, messageBytesMax: number): UpgradedLine {
  if (socket instanceof Socket) socket.setNoDelay(true).setTimeout(0);
  return new SocketLine(socket, handlers, messageBytesMax);
}
