/**
 * One client of a server under test, in that server's dialect: bare y-websocket frames, or the same inside Hocuspocus' envelope (document name in front,
 * an authentication message first). Does what a stock client does at the start: asks with sync step 1, answers the server's step 1 with what it has.
 * Keeps no document: only how far it has got of every author's edits.
 */
import { readSharedRanges } from './updates.ts';
import { openWire } from './wire.ts';

export interface Target {
  readonly port: number;
  path(docId: string): string;
  headers(doc: number, who: number): Readonly<Record<string, string>>;
  /** Puts the document's name in front of every message and asks for a token first. */
  readonly hasEnvelope: boolean;
}

export interface ClientOptions {
  readonly target: Target;
  readonly doc: number;
  readonly docId: string;
  /** Which person it is; servers that know none ignore it. */
  readonly who: number;
  /** What it brings along: sent when the server asks. */
  readonly bring?: Uint8Array;
  readonly onCovered?: (client: number, from: number, to: number) => void;
  readonly onPresence?: (states: Uint8Array) => void;
  readonly onReady?: () => void;
}

export interface Client {
  readonly covered: ReadonlyMap<number, number>;
  isReady(): boolean;
  /** Why the server let it go; null while connected. */
  lost(): string | null;
  update(update: Uint8Array): void;
  presence(states: Uint8Array): void;
  askForAll(): void;
  cork(): void;
  uncork(): void;
  end(): void;
}

const MESSAGE = { sync: 0, awareness: 1, auth: 2, syncReply: 4 } as const;
const STEP = { one: 0, two: 1, update: 2 } as const;
const EMPTY_UPDATE = Uint8Array.of(0, 0);
const EMPTY_VECTOR = Uint8Array.of(0);
const AUTHENTICATED = 2;
const NONE = new Uint8Array(0);

function varUint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

const withLength = (bytes: Uint8Array): Uint8Array => Buffer.concat([varUint(bytes.length), bytes]);

export function openClient(options: ClientOptions): Client {
  const { target, docId } = options;
  const prefix = target.hasEnvelope ? withLength(Buffer.from(docId)) : NONE;
  const covered = new Map<number, number>();
  let isReady = false;
  let lost: string | null = null;

  const message = (type: readonly number[], payload: Uint8Array): void => wire.send(Buffer.concat([prefix, Uint8Array.from(type), varUint(payload.length), payload]));
  const onRange = (client: number, from: number, to: number): void => {
    const before = covered.get(client) ?? 0;
    // A hole is not covered; what fills it later covers both only if it comes again, as it does with step 2.
    if (from > before || to <= before) return;
    covered.set(client, to);
    options.onCovered?.(client, before, to);
  };

  let at = 0;
  const readUint = (bytes: Uint8Array): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at] as number;
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  const readBytes = (bytes: Uint8Array): Uint8Array => {
    const length = readUint(bytes);
    const start = at;
    at += length;
    return bytes.subarray(start, at);
  };

  const onMessage = (bytes: Uint8Array): void => {
    at = 0;
    if (target.hasEnvelope) {
      const length = readUint(bytes);
      at += length;
    }
    const type = readUint(bytes);
    if (type === MESSAGE.awareness) return options.onPresence?.(readBytes(bytes));
    if (type === MESSAGE.auth) {
      if (target.hasEnvelope && readUint(bytes) === AUTHENTICATED) message([MESSAGE.sync, STEP.one], EMPTY_VECTOR);
      return;
    }
    if (type !== MESSAGE.sync && !(target.hasEnvelope && type === MESSAGE.syncReply)) return;
    const step = readUint(bytes);
    const payload = readBytes(bytes);
    if (step === STEP.one) {
      message([target.hasEnvelope ? MESSAGE.syncReply : MESSAGE.sync, STEP.two], options.bring ?? EMPTY_UPDATE);
      return;
    }
    readSharedRanges(payload, onRange);
    if (step === STEP.two && !isReady) {
      isReady = true;
      options.onReady?.();
    }
  };

  const wire = openWire({
    port: target.port, path: target.path(docId), headers: target.headers(options.doc, options.who), onMessage,
    onOpen: () => {
      // Token, sub-type 0. Any token will do: the peer runs without a check of its own, which only makes it faster.
      if (target.hasEnvelope) wire.send(Buffer.concat([prefix, Uint8Array.of(MESSAGE.auth, 0), withLength(Buffer.from('bench'))]));
      else message([MESSAGE.sync, STEP.one], EMPTY_VECTOR);
    },
    onClose: (reason) => { lost = reason; },
  });

  return {
    covered,
    isReady: () => isReady,
    lost: () => lost,
    update: (update) => message([MESSAGE.sync, STEP.update], update),
    presence: (states) => message([MESSAGE.awareness], states),
    askForAll: () => message([MESSAGE.sync, STEP.one], EMPTY_VECTOR),
    cork: wire.cork,
    uncork: wire.uncork,
    end: wire.end,
  };
}

/** One presence state as the awareness protocol encodes it. */
export function presenceOf(clientId: number, clock: number, state: string): Uint8Array {
  return Buffer.concat([varUint(1), varUint(clientId), varUint(clock), withLength(Buffer.from(state))]);
}

/** Calls back for every state in a presence message. */
export function readPresence(states: Uint8Array, onState: (clientId: number, state: Uint8Array) => void): void {
  let at = 0;
  const readUint = (): number => {
    let value = 0;
    for (let factor = 1; at < states.length; factor *= 128) {
      const byte = states[at] as number;
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  for (let left = readUint(); left > 0; left -= 1) {
    const clientId = readUint();
    readUint();
    const length = readUint();
    onState(clientId, states.subarray(at, at + length));
    at += length;
  }
}
