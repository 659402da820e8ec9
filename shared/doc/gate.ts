/**
 * The structural gate in front of every update that comes from outside: V1 only, parses to the last byte, in bounds, no gap,
 * refers only to what is stored by then, and carries nothing but our shape (gate-content.ts). It needs the state vector, not a Y.Doc,
 * and it decides before anything is applied: an update that throws half-way is already half applied.
 */
import { isDeleted, readDeletes, type Deletes } from './delete-set.ts';
import { isHostileKey, isOurs } from './gate-content.ts';
import type { Draft, Places } from './gate-places.ts';
import { RESERVED_CLIENT_ID, ROOT, ROOT_NAMES, type RevisionRecord } from './shape.ts';
import { StructReader, Unreadable, type Ref, type Struct } from './struct-reader.ts';
import type { Block, Layout } from './update-layout.ts';

export const UPDATE_BYTES_MAX = 1_048_576;
const CLIENT_MAX = 0xffff_ffff;
const CLOCK_MAX = 0x7fff_ffff;

/** clock per client: everything below it is stored. */
export type StateVector = ReadonlyMap<number, number>;

/** Clients of which it brings structs that are not stored yet, and how far: whose they are is the caller's question. */
export type Advances = readonly { readonly client: number; readonly end: number }[];

export type GateResult =
  | {
      readonly kind: 'pass';
      readonly advances: Advances;
      /** People whom its new records of 修订 and 批注 name: whether it comes from them is the caller's question. */
      readonly authors: readonly string[];
      /** Where everything in it stands. What it deletes is in there too: a state vector does not cover that. */
      readonly layout: Layout;
      /** Which of its structs stand in what is gone; null when none does. */
      readonly isGone: ((struct: Ref) => boolean) | null;
      /** Counts it into the places that were asked; call it once it is admitted. */
      place(): void;
    }
  /** Something before it is missing here: the sender must sync again; nothing was stored. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'reject'; readonly reason: RejectReason };

export type RejectReason = 'too-large' | 'unparsable' | 'out-of-bounds' | 'unknown-reference' | 'undeclared-root' | 'reserved-client' | 'bad-content' | 'misplaced';

const reject = (reason: RejectReason): GateResult => ({ kind: 'reject', reason });

/** Without `places` an item that names only a neighbour is not asked where it stands: a server always hands them in. */
export function gate(update: Uint8Array, known: StateVector, places?: Places): GateResult {
  if (update.byteLength > UPDATE_BYTES_MAX) return reject('too-large');
  const decoded = finish(decode(update));
  if (decoded === null) return reject('unparsable');
  const { layout, structs } = decoded;
  const advances: { client: number; end: number }[] = [];
  const authors = new Set<string>();
  /** How far each client of this update comes with it. */
  const after = new Map<number, number>();
  for (const [index, { client, end }] of layout.blocks.entries()) {
    const before = known.get(client) ?? 0;
    let next = before;
    for (const struct of structs[index] as readonly Struct[]) {
      const refusal = advance(next, struct) ?? checkItem(struct, layout.deletes);
      if (refusal !== null) return refusal;
      if (isSaid(struct.parent) && struct.clock >= before && struct.content.kind === 'any') for (const value of struct.content.values) authors.add((value as RevisionRecord).by);
      next = Math.max(next, struct.clock + struct.length);
    }
    if (end > before) advances.push({ client, end });
    after.set(client, next);
  }
  const state = { get: (client: number): number => after.get(client) ?? known.get(client) ?? 0 };
  const draft = places?.draft();
  const order = finish(checkOrder(structs, known, state, draft));
  if (order !== null) return order;
  for (const [client, ranges] of layout.deletes) {
    if (!isClient(client)) return reject('out-of-bounds');
    for (const { clock, len } of ranges) {
      if (!isClock(clock) || len < 1 || clock + len > CLOCK_MAX) return reject('out-of-bounds');
      if (clock + len > state.get(client)) return { kind: 'gap' };
    }
  }
  return { kind: 'pass', advances, authors: [...authors], layout, isGone: draft?.hasGone() === true ? draft.isGone : null, place: () => draft?.commit() };
}

/**
 * Counts stored bytes in, as they are: what is stored has passed the gate of its day and is not judged again. In steps, because a text can be
 * long; places that were not learned to the end are of no use.
 */
export function* learnPlaces(places: Places, stored: Uint8Array): Steps<void> {
  const decoded = yield* decode(stored);
  if (decoded === null) throw new TypeError('stored bytes are no update');
  const after = new Map(decoded.layout.blocks.map(({ client, end }) => [client, end]));
  const learner = places.learner();
  yield* checkOrder(decoded.structs, { get: places.state }, after, { place: (struct, known) => { learner.place(struct, known); return true; } });
}

/** Work that can be put down in between, and its result. */
export type Steps<T> = Generator<undefined, T, undefined>;
const STRUCTS_PER_STEP = 1_000;

export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The structs of each block of the layout. */
interface Decoded {
  readonly layout: Layout;
  readonly structs: readonly (readonly Struct[])[];
}

/**
 * Null unless the bytes are exactly one V1 update. Bytes left over mean another format (a V2 update reads as an empty V1 one and would be
 * acknowledged and lost); two blocks of one client are read by applying as one, so what we checked would not be what gets applied.
 */
function* decode(bytes: Uint8Array): Steps<Decoded | null> {
  const reader = new StructReader(bytes);
  const blocks: Block[] = [];
  const structs: Struct[][] = [];
  const clients = new Set<number>();
  let read = 0;
  try {
    for (let left = reader.reader.varUint(); left > 0; left -= 1) {
      const count = reader.reader.varUint();
      const client = reader.reader.varUint();
      const clock = reader.reader.varUint();
      clients.add(client);
      const from = reader.at;
      let end = clock;
      const own: Struct[] = [];
      for (let index = 0; index < count; index += 1) {
        reader.next();
        own.push(reader.struct(client, end));
        end += reader.length;
        read += 1;
        if (read % STRUCTS_PER_STEP === 0) yield;
      }
      blocks.push({ client, clock, end, count, from, to: reader.at });
      structs.push(own);
    }
    const deletes = readDeletes(reader.reader);
    return reader.at === bytes.byteLength && clients.size === blocks.length ? { layout: { bytes, blocks, deletes }, structs } : null;
  } catch (error) {
    if (error instanceof Unreadable || error instanceof RangeError) return null;
    throw error;
  }
}

const isSaid = (parent: Struct['parent']): boolean => parent === ROOT.revisions || parent === ROOT.comments;

/** Whether this struct can be the next of its client behind `next`; null: it can. */
function advance(next: number, { client, clock, length, content }: Struct): GateResult | null {
  if (!isClient(client) || !isClock(clock) || length < 1 || clock + length > CLOCK_MAX) return reject('out-of-bounds');
  if (content.kind === 'skip' || clock > next) return { kind: 'gap' };
  // First content is written by the server alone; a client may only repeat it.
  return client === RESERVED_CLIENT_ID && clock + length > next ? reject('reserved-client') : null;
}

function checkItem(struct: Struct, deletes: Deletes): GateResult | null {
  const { content, origin, rightOrigin, parent, parentSub } = struct;
  if (content.kind === 'gc') return null;
  if (!isRef(origin) || !isRef(rightOrigin)) return reject('out-of-bounds');
  if (typeof parent === 'string' ? !ROOT_NAMES.includes(parent) : !isRef(parent)) return reject(typeof parent === 'string' ? 'undeclared-root' : 'out-of-bounds');
  if (parentSub !== null && isHostileKey(parentSub)) return reject('bad-content');
  return isOurs(struct) && !isCuttable(struct, deletes) ? null : reject('bad-content');
}

/**
 * Several values of one key in one struct: whoever names the first cuts it off from the others, and it stays undeleted behind them. Yjs joins
 * such values once they are deleted, and says so along with them.
 */
const isCuttable = ({ client, clock, length, content }: Struct, deletes: Deletes): boolean =>
  content.kind === 'any' && length > 1 && !isDeleted(deletes, { clock, len: length }, client);

/**
 * Walks the structs in an order in which they can be applied. Yjs does not check a reference to the same client and throws on one that
 * points forward, in the middle of a transaction; a ring between two clients would wait for itself for ever.
 */
function* checkOrder(blocks: readonly (readonly Struct[])[], known: Pick<StateVector, 'get'>, after: Pick<StateVector, 'get'>, draft: Pick<Draft, 'place'> | undefined): Steps<GateResult | null> {
  const queues = new Map(blocks.flatMap((block) => (block[0] === undefined ? [] : [[block[0].client, block] as const])));
  const reached = new Map<number, number>();
  const at = (client: number): number => reached.get(client) ?? known.get(client) ?? 0;
  const isMissing = (ref: Ref | null): ref is Ref => ref !== null && ref.clock >= at(ref.client);
  const missingOf = ({ origin, rightOrigin, parent }: Struct): Ref | null =>
    (isMissing(origin) ? origin : isMissing(rightOrigin) ? rightOrigin : typeof parent !== 'string' && isMissing(parent) ? parent : null);
  const next = new Map<number, number>();
  /** Clients whose head waits for this very struct: nobody is woken in vain, so a crowd of waiters costs no more than its size. */
  const waiting = new Map<Struct, number[]>();
  const ready = [...queues.keys()];
  let left = queues.size;
  let walked = 0;
  for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
    const queue = queues.get(client) ?? [];
    const before = known.get(client) ?? 0;
    let index = next.get(client) ?? 0;
    for (; index < queue.length; index += 1) {
      const struct = queue[index] as Struct;
      const missing = missingOf(struct);
      if (missing !== null) {
        if (missing.clock >= (after.get(missing.client) ?? 0)) return { kind: 'gap' };
        if (missing.client === client) return reject('unknown-reference');
        const awaited = structAt(queues.get(missing.client) ?? [], missing.clock);
        const waiters = waiting.get(awaited);
        if (waiters === undefined) waiting.set(awaited, [client]);
        else waiters.push(client);
        break;
      }
      if (draft !== undefined && struct.content.kind !== 'skip' && !draft.place(struct, before)) return reject('misplaced');
      reached.set(client, Math.max(at(client), struct.clock + struct.length));
      walked += 1;
      if (walked % STRUCTS_PER_STEP === 0) yield;
      if (waiting.size === 0) continue;
      for (const waiter of waiting.get(struct) ?? []) ready.push(waiter);
      waiting.delete(struct);
    }
    next.set(client, index);
    if (index === queue.length) left -= 1;
  }
  return left === 0 ? null : reject('unknown-reference');
}

/** The struct that holds this clock; a client's structs follow each other without a hole. */
function structAt(queue: readonly Struct[], clock: number): Struct {
  let [low, high] = [0, queue.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((queue[middle] as Struct).clock <= clock) low = middle;
    else high = middle - 1;
  }
  return queue[low] as Struct;
}

const isClient = (client: number): boolean => Number.isSafeInteger(client) && client >= 0 && client <= CLIENT_MAX;
const isClock = (clock: number): boolean => Number.isSafeInteger(clock) && clock >= 0 && clock <= CLOCK_MAX;
const isRef = (ref: Ref | null): boolean => ref === null || (isClient(ref.client) && isClock(ref.clock));
