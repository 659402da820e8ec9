/**
 * The structural gate in front of every update that comes from outside: V1 only, parses to the last byte, in bounds, no gap,
 * refers only to what is stored by then, and carries nothing but our shape (gate-content.ts). It needs the state vector, not a Y.Doc,
 * and it decides before anything is applied: an update that throws half-way is already half applied.
 */
import * as Y from 'yjs';
import { isHostileKey, isOurs } from './gate-content.ts';
import type { Draft, Places } from './gate-places.ts';
import { RESERVED_CLIENT_ID, ROOT_NAMES } from './shape.ts';

export const UPDATE_BYTES_MAX = 1_048_576;
const CLIENT_MAX = 0xffff_ffff;
const CLOCK_MAX = 0x7fff_ffff;

/** clock per client: everything below it is stored. */
export type StateVector = ReadonlyMap<number, number>;

export type GateResult =
  | {
      readonly kind: 'pass';
      readonly after: Map<number, number>;
      readonly isOnlyDeletes: boolean;
      readonly addsNothing: boolean;
      /** The client ids of which it brings structs that are not stored yet: whose they are is the caller's question. */
      readonly brought: readonly number[];
      /** What it deletes: a state vector does not cover that, so whoever asks "do I know this already" compares it too. */
      readonly deletes: DeleteSet;
      /** Which of its new structs stand in what is gone; null when none does. */
      readonly isGone: ((struct: Y.ID) => boolean) | null;
      /** Counts it into the places that were asked; call it once it is admitted. */
      place(): void;
    }
  /** Something before it is missing here: the sender must sync again; nothing was stored. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'reject'; readonly reason: RejectReason };

export type DeleteSet = ReturnType<typeof Y.decodeUpdate>['ds'];

export type RejectReason = 'too-large' | 'unparsable' | 'out-of-bounds' | 'unknown-reference' | 'undeclared-root' | 'reserved-client' | 'bad-content' | 'misplaced';

const reject = (reason: RejectReason): GateResult => ({ kind: 'reject', reason });

type Decoded = ReturnType<typeof Y.decodeUpdate>;
type Struct = Decoded['structs'][number];

/** Without `places` an item that names only a neighbour is not asked where it stands: a server always hands them in. */
export function gate(update: Uint8Array, known: StateVector, places?: Places): GateResult {
  if (update.byteLength > UPDATE_BYTES_MAX) return reject('too-large');
  const decoded = decode(update);
  if (decoded === null) return reject('unparsable');
  const after = new Map(known);
  for (const struct of decoded.structs) {
    const refusal = advance(after, struct) ?? (struct instanceof Y.Item ? checkItem(struct, decoded.ds) : null);
    if (refusal !== null) return refusal;
  }
  const draft = places?.draft();
  const order = checkOrder(decoded.structs, known, after, draft);
  if (order !== null) return order;
  for (const [client, ranges] of decoded.ds.clients) {
    if (!isClient(client)) return reject('out-of-bounds');
    for (const range of ranges) {
      if (!isClock(range.clock) || range.len < 1 || range.clock + range.len > CLOCK_MAX) return reject('out-of-bounds');
      if (range.clock + range.len > (after.get(client) ?? 0)) return { kind: 'gap' };
    }
  }
  const brought = [...new Set(decoded.structs.map(({ id }) => id.client))].filter((client) => after.get(client) !== known.get(client));
  const addsNothing = brought.length === 0;
  return { kind: 'pass', after, isOnlyDeletes: addsNothing && decoded.ds.clients.size > 0, addsNothing, brought, deletes: decoded.ds, isGone: goneIn(decoded.structs, draft), place: () => draft?.commit() };
}

function goneIn(structs: readonly Struct[], draft: Draft | undefined): ((struct: Y.ID) => boolean) | null {
  const isOne = draft !== undefined && structs.some((struct) => struct instanceof Y.Item && draft.isGone(struct.lastId));
  return isOne ? draft.isGone : null;
}

/** Counts stored bytes in, as they are: what is stored has passed the gate of its day and is not judged again. */
export function learnPlaces(places: Places, stored: Uint8Array): void {
  const { structs } = Y.decodeUpdate(stored);
  const after = new Map<number, number>();
  for (const { id, length } of structs) after.set(id.client, id.clock + length);
  const draft = places.draft();
  checkOrder(structs, { get: places.state }, after, { place: (struct, state) => { draft.place(struct, state); return true; } });
  draft.commit();
}

/**
 * Null unless the bytes are exactly one V1 update. Bytes left over mean another format (a V2 update reads as an empty V1 one and would be
 * acknowledged and lost); two blocks of one client are read by applying as one, so what we checked would not be what gets applied.
 */
function decode(update: Uint8Array): Decoded | null {
  const blocks: number[] = [];
  let rest: { readonly pos: number } | null = null;
  class Reader extends Y.UpdateDecoderV1 {
    constructor(...args: ConstructorParameters<typeof Y.UpdateDecoderV1>) {
      super(...args);
      rest = this.restDecoder;
    }
    override readClient(): number {
      const client = super.readClient();
      blocks.push(client);
      return client;
    }
  }
  try {
    const decoded = Y.decodeUpdateV2(update, Reader);
    const position = (rest as { readonly pos: number } | null)?.pos;
    return position === update.byteLength && new Set(blocks).size === blocks.length ? decoded : null;
  } catch {
    return null;
  }
}

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

const references = (item: Y.Item): readonly Y.ID[] =>
  [item.origin, item.rightOrigin, item.parent].filter((ref): ref is Y.ID => ref instanceof Y.ID);

function checkItem(item: Y.Item, deletes: DeleteSet): GateResult | null {
  for (const ref of references(item)) if (!isClient(ref.client) || !isClock(ref.clock)) return reject('out-of-bounds');
  if (typeof item.parent === 'string' && !ROOT_NAMES.includes(item.parent)) return reject('undeclared-root');
  if (item.parentSub !== null && isHostileKey(item.parentSub)) return reject('bad-content');
  return isOurs(item) && !isCuttable(item, deletes) ? null : reject('bad-content');
}

/**
 * Several values of one key in one struct: whoever names the first cuts it off from the others, and it stays undeleted behind them. Yjs joins
 * such values once they are deleted, and says so along with them.
 */
function isCuttable({ id, content, length }: Y.Item, deletes: DeleteSet): boolean {
  if (!(content instanceof Y.ContentAny) || length === 1) return false;
  for (let unit = 0; unit < length; unit += 1) if (!Y.isDeleted(deletes, Y.createID(id.client, id.clock + unit))) return true;
  return false;
}

/**
 * Walks the structs in an order in which they can be applied. Yjs does not check a reference to the same client and throws on one that
 * points forward, in the middle of a transaction; a ring between two clients would wait for itself for ever.
 */
function checkOrder(structs: readonly Struct[], known: Pick<StateVector, 'get'>, after: Pick<StateVector, 'get'>, draft: Pick<Draft, 'place'> | undefined): GateResult | null {
  const queues = new Map<number, Struct[]>();
  for (const struct of structs) {
    const queue = queues.get(struct.id.client);
    if (queue === undefined) queues.set(struct.id.client, [struct]);
    else queue.push(struct);
  }
  const reached = new Map<number, number>();
  const at = (client: number): number => reached.get(client) ?? known.get(client) ?? 0;
  const next = new Map<number, number>();
  /** Clients whose head waits for this very struct: nobody is woken in vain, so a crowd of waiters costs no more than its size. */
  const waiting = new Map<Struct, number[]>();
  const ready = [...queues.keys()];
  let placed = 0;
  for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
    const queue = queues.get(client) ?? [];
    for (let index = next.get(client) ?? 0; index < queue.length; index += 1) {
      const struct = queue[index] as Struct;
      const missing = struct instanceof Y.Item ? references(struct).find((ref) => ref.clock >= at(ref.client)) : undefined;
      if (missing !== undefined) {
        if (missing.clock >= (after.get(missing.client) ?? 0)) return { kind: 'gap' };
        if (missing.client === client) return reject('unknown-reference');
        const awaited = structAt(queues.get(missing.client) ?? [], missing.clock);
        const waiters = waiting.get(awaited);
        if (waiters === undefined) waiting.set(awaited, [client]);
        else waiters.push(client);
        break;
      }
      if (draft !== undefined && !(struct instanceof Y.Skip) && !draft.place(struct, known.get(client) ?? 0)) return reject('misplaced');
      reached.set(client, Math.max(at(client), struct.id.clock + struct.length));
      next.set(client, index + 1);
      placed += 1;
      for (const waiter of waiting.get(struct) ?? []) ready.push(waiter);
      waiting.delete(struct);
    }
  }
  return placed === structs.length ? null : reject('unknown-reference');
}

/** The struct that holds this clock; a client's structs follow each other without a hole. */
function structAt(queue: readonly Struct[], clock: number): Struct {
  let [low, high] = [0, queue.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((queue[middle] as Struct).id.clock <= clock) low = middle;
    else high = middle - 1;
  }
  return queue[low] as Struct;
}

const isClient = (client: number): boolean => Number.isSafeInteger(client) && client >= 0 && client <= CLIENT_MAX;
const isClock = (clock: number): boolean => Number.isSafeInteger(clock) && clock >= 0 && clock <= CLOCK_MAX;
