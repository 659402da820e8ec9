/**
 * One log heard in another order: every struct for itself, each client's in its own order, nothing before what it names. Whoever has all of it
 * must read the same. It is how a copy far away may have come to its text, and a list that depends on who heard what first shows here.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { cut, layoutOf } from '#shared/doc/update-layout.ts';
import { applyAsIs } from '#tests/kit/documents.ts';
import type { Dice } from '#tests/kit/ports.ts';
import { emptyCopy } from './oracle.ts';

interface Piece {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
  readonly names: readonly Y.ID[];
  readonly update: Uint8Array;
}

export function inAnotherOrder(log: readonly Uint8Array[], dice: Dice): Y.Doc {
  const queues = new Map<number, Piece[]>();
  for (const piece of log.flatMap(piecesOf)) queues.set(piece.client, [...(queues.get(piece.client) ?? []), piece]);
  const copy = emptyCopy();
  const state = new Map<number, number>();
  const at = (client: number): number => state.get(client) ?? 0;
  const isReady = ({ client, clock, names }: Piece): boolean => clock <= at(client) && names.every((id) => id.clock < at(id.client));
  while (queues.size > 0) {
    const ready = [...queues.values()].filter(([head]) => head !== undefined && isReady(head));
    if (ready.length === 0) throw new Error('a log that cannot be applied');
    const queue = dice.pick(ready);
    const { client, end, update } = queue.shift() as Piece;
    if (queue.length === 0) queues.delete(client);
    if (end <= at(client)) continue;
    // Each for itself, so that Yjs joins in between what can be joined: whoever opens the document finds it joined too.
    applyAsIs(copy, [update]);
    state.set(client, end);
  }
  // For the deletions; every struct is known by now.
  applyAsIs(copy, log);
  return copy;
}

function piecesOf(part: Uint8Array): readonly Piece[] {
  const layout = layoutOf(part);
  if (layout === null) throw new Error('a log that cannot be read');
  const { structs } = Y.decodeUpdate(part);
  return layout.blocks.flatMap((block) => structs.filter(({ id }) => id.client === block.client).map((struct): Piece => {
    const { client, clock } = struct.id;
    const end = clock + struct.length;
    const from = cut(layout, block, clock).from;
    const bytes = part.subarray(from, cut(layout, block, end).from);
    const names = struct instanceof Y.Item ? [struct.origin, struct.rightOrigin, struct.parent].filter((id): id is Y.ID => id instanceof Y.ID) : [];
    return { client, clock, end, names, update: alone(client, clock, bytes) };
  }));
}

const alone = (client: number, clock: number, struct: Uint8Array): Uint8Array => encoding.encode((to) => {
  for (const value of [1, 1, client, clock]) encoding.writeVarUint(to, value);
  encoding.writeUint8Array(to, struct);
  encoding.writeVarUint(to, 0);
});
