/**
 * Structs that stand in what is gone, as Yjs itself keeps them: nothing but their length. Nobody can tell any more what stood there, so nobody
 * can tell what may: whoever still has it whole would build on it, and a text among the values of an attribute makes that copy fail for good.
 */
import * as Y from 'yjs';
import type { Ref } from './gate-places.ts';

export function asGone(update: Uint8Array, isGone: (struct: Ref) => boolean): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const blocks = new Map<number, typeof structs>();
  for (const struct of structs) {
    const block = blocks.get(struct.id.client);
    if (block === undefined) blocks.set(struct.id.client, [struct]);
    else block.push(struct);
  }
  const to = new Y.UpdateEncoderV1();
  to.writeLen(blocks.size);
  for (const [client, block] of blocks) {
    to.writeLen(block.length);
    to.writeClient(client);
    to.writeLen(block[0]?.id.clock ?? 0);
    for (const struct of block) (isGone(struct.id) ? new Y.GC(struct.id, struct.length) : struct).write(to, 0);
  }
  to.writeLen(ds.clients.size);
  for (const [client, ranges] of ds.clients) {
    to.writeLen(client);
    to.writeLen(ranges.length);
    for (const { clock, len } of ranges) {
      to.writeDsClock(clock);
      to.writeDsLen(len);
    }
  }
  return to.toUint8Array();
}
