/**
 * Undo in Yjs puts what was deleted back beside copies of its old neighbours, and names them as they once stood: a neighbour twice, the right
 * one in front of the left one, or two between which something else stands by now. Where copies put such a struct depends on how each has
 * joined its structs, the author's own copy too when it is opened again (ADR 0018). Here it is made to name what it really stands between.
 */
import * as Y from 'yjs';

export function nameTrueNeighbours(doc: Y.Doc): void {
  // Everything stands in its place, and nothing has been written or joined yet.
  doc.on('beforeObserverCalls', ({ origin, beforeState }: Y.Transaction) => {
    if (!(origin instanceof Y.UndoManager)) return;
    const structs = doc.store.clients.get(doc.clientID) ?? [];
    const before = beforeState.get(doc.clientID) ?? 0;
    for (let index = structs.length - 1; index >= 0; index -= 1) {
      const struct = structs[index] as Y.Item | Y.GC;
      if (struct.id.clock < before) return;
      if (struct instanceof Y.Item) rename(struct);
    }
  });
}

function rename(item: Y.Item): void {
  /** What was put beside it afterwards is nothing that it can name. */
  const isLater = ({ client, clock }: Y.ID): boolean => client === item.id.client && clock > item.id.clock;
  let { left, right } = item;
  while (left !== null && isLater(left.id)) left = left.left;
  while (right !== null && isLater(right.id)) right = right.right;
  item.origin = left === null ? null : left.lastId;
  item.rightOrigin = right === null ? null : right.id;
}
