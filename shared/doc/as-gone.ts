/**
 * Structs that stand in what is gone, as Yjs itself keeps them: nothing but their length. Nobody can tell any more what stood there, so nobody
 * can tell what may: whoever still has it whole would build on it, and a text among the values of an attribute makes that copy fail for good.
 */
import { ByteWriter, NUMBER_BYTES_MAX } from './byte-writer.ts';
import { deletesSize, writeDeletes } from './delete-set.ts';
import { CONTENT, StructReader, type Ref } from './struct-reader.ts';
import { layoutOf, structCountOf, type Layout } from './update-layout.ts';

export function asGone(layout: Layout, isGone: (struct: Ref) => boolean): Layout {
  const { bytes, blocks, deletes } = layout;
  const writer = new ByteWriter(bytes.byteLength + NUMBER_BYTES_MAX * (1 + 3 * blocks.length + 2 * structCountOf(layout)) + deletesSize(deletes));
  writer.varUint(blocks.length);
  for (const { client, clock, count, from } of blocks) {
    writer.varUint(count);
    writer.varUint(client);
    writer.varUint(clock);
    const structs = new StructReader(bytes, from);
    let at = clock;
    for (let index = 0; index < count; index += 1) {
      const start = structs.at;
      structs.next();
      if (isGone({ client, clock: at })) {
        writer.varUint(CONTENT.gc);
        writer.varUint(structs.length);
      } else {
        writer.copy(bytes, start, structs.at);
      }
      at += structs.length;
    }
  }
  writeDeletes(writer, deletes);
  const kept = layoutOf(writer.done());
  if (kept === null) throw new TypeError('what was kept of an update cannot be laid out');
  return kept;
}
