/**
 * Whether an update puts an item between neighbours in the wrong order (left of its left, right of its right). Yjs then places it by what
 * happens to stand there, so copies that heard it at different moments can disagree until they are opened again. To see it one needs the order
 * of the list, which the gate does not have: the campaign counts such frames and leaves them out, because they are known not to be stopped.
 */
import * as Y from 'yjs';
import { copyOf } from './oracle.ts';

export function isOutOfOrder(live: Y.Doc, update: Uint8Array): boolean {
  let structs: readonly (Y.Item | Y.GC | Y.Skip)[];
  try {
    ({ structs } = Y.decodeUpdate(update));
  } catch {
    return false;
  }
  const between = structs.filter((struct): struct is Y.Item => struct instanceof Y.Item && struct.origin !== null && struct.rightOrigin !== null);
  if (between.length === 0) return false;
  const copy = copyOf(Y.encodeStateAsUpdate(live));
  try {
    Y.applyUpdate(copy, update);
    return between.some(({ origin, rightOrigin }) => !stands(copy, origin as Y.ID, rightOrigin as Y.ID));
  } catch {
    return false;
  } finally {
    copy.destroy();
  }
}

/** True also when one of them is not there: the gate answers that. */
function stands(doc: Y.Doc, left: Y.ID, right: Y.ID): boolean {
  if (left.clock >= Y.getState(doc.store, left.client) || right.clock >= Y.getState(doc.store, right.client)) return true;
  const first = Y.getItem(doc.store, left);
  const last = Y.getItem(doc.store, right);
  if (!(first instanceof Y.Item) || !(last instanceof Y.Item)) return true;
  if (first === last) return left.clock < right.clock;
  for (let item = first.right; item !== null; item = item.right) if (item === last) return true;
  return first.parent !== last.parent;
}
