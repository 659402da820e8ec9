/**
 * The structural gate in front of every update that comes from outside (reliability rules: V1 only, parses, bounds, no gap,
 * refers only to what is known, declared roots only). It needs the state vector, not a Y.Doc, and it decides before anything is applied:
 * an update that throws half-way is already half applied.
 */
import * as Y from 'yjs';
import { RESERVED_CLIENT_ID, ROOT_NAMES } from './shape.ts';

export const UPDATE_BYTES_MAX = 1_048_576;
const CLIENT_MAX = 0xffff_ffff;
const CLOCK_MAX = 0x7fff_ffff;
const NESTING_MAX = 32;

/** clock per client: everything below it is stored. */
export type StateVector = ReadonlyMap<number, number>;

export type GateResult =
  | { readonly kind: 'pass'; readonly after: Map<number, number>; readonly isOnlyDeletes: boolean; readonly addsNothing: boolean }
  /** Something before it is missing here: the sender must sync again; nothing was stored. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'reject'; readonly reason: RejectReason };

export type RejectReason = 'too-large' | 'unparsable' | 'out-of-bounds' | 'unknown-reference' | 'undeclared-root' | 'reserved-client' | 'bad-content';

const reject = (reason: RejectReason): GateResult => ({ kind: 'reject', reason });

export function gate(update: Uint8Array, known: StateVector): GateResult {
  if (update.byteLength > UPDATE_BYTES_MAX) return reject('too-large');
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return reject('unparsable');
  }
  const after = new Map(known);
  for (const struct of decoded.structs) {
    const refusal = advance(after, struct);
    if (refusal !== null) return refusal;
  }
  for (const struct of decoded.structs) {
    if (!(struct instanceof Y.Item)) continue;
    const refusal = checkItem(struct, after);
    if (refusal !== null) return refusal;
  }
  for (const [client, ranges] of decoded.ds.clients) {
    if (!isClient(client)) return reject('out-of-bounds');
    for (const range of ranges) {
      if (!isClock(range.clock) || range.len < 0 || range.clock + range.len > CLOCK_MAX) return reject('out-of-bounds');
      if (range.clock + range.len > (after.get(client) ?? 0)) return { kind: 'gap' };
    }
  }
  const addsNothing = [...after].every(([client, clock]) => (known.get(client) ?? 0) === clock);
  return { kind: 'pass', after, isOnlyDeletes: addsNothing && decoded.ds.clients.size > 0, addsNothing };
}

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/** Moves the vector past one struct, or says why it cannot. */
function advance(after: Map<number, number>, struct: Struct): GateResult | null {
  const { client, clock } = struct.id;
  if (!isClient(client) || !isClock(clock) || struct.length < 1 || clock + struct.length > CLOCK_MAX) return reject('out-of-bounds');
  if (struct instanceof Y.Skip) return { kind: 'gap' };
  const next = after.get(client) ?? 0;
  if (clock > next) return { kind: 'gap' };
  if (clock + struct.length <= next) return null;
  // First content is written by the server alone; a client may only repeat it.
  if (client === RESERVED_CLIENT_ID) return reject('reserved-client');
  after.set(client, clock + struct.length);
  return null;
}

function checkItem(item: Y.Item, after: StateVector): GateResult | null {
  for (const ref of [item.origin, item.rightOrigin, item.parent]) {
    if (!(ref instanceof Y.ID)) continue;
    if (!isClient(ref.client) || !isClock(ref.clock)) return reject('out-of-bounds');
    if (ref.clock >= (after.get(ref.client) ?? 0)) return { kind: 'gap' };
  }
  if (typeof item.parent === 'string' && !ROOT_NAMES.includes(item.parent)) return reject('undeclared-root');
  if (item.parentSub !== null && isHostileKey(item.parentSub)) return reject('bad-content');
  return isPlain(item.content) ? null : reject('bad-content');
}

/** Sub-documents are not part of the shape; values are bounded in depth and free of prototype keys. */
function isPlain(content: unknown): boolean {
  if (content instanceof Y.ContentDoc) return false;
  if (content instanceof Y.ContentAny) return content.arr.every((value: unknown) => isSafeValue(value, NESTING_MAX));
  if (content instanceof Y.ContentJSON) return content.arr.every((value: unknown) => isSafeValue(value, NESTING_MAX));
  if (content instanceof Y.ContentEmbed) return false;
  if (content instanceof Y.ContentFormat) return !isHostileKey(content.key) && isSafeValue(content.value, NESTING_MAX);
  return true;
}

function isSafeValue(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0) return false;
  if (value instanceof Uint8Array) return true;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(([key, child]) => !isHostileKey(key) && isSafeValue(child, depth - 1));
}

const isHostileKey = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';
const isClient = (client: number): boolean => Number.isSafeInteger(client) && client >= 0 && client <= CLIENT_MAX;
const isClock = (clock: number): boolean => Number.isSafeInteger(clock) && clock >= 0 && clock <= CLOCK_MAX;
