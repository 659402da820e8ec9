/**
 * A document under attack and the people in it: a victim who goes on writing, and an observer. What they see is held against what everybody
 * else could see of it: who opens it now, who was away, who keeps what was deleted, who hears it in another order, and the disk.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { RESERVED_CLIENT_ID } from '#shared/doc/shape.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import { compact } from '#server/rooms/compaction.ts';
import { applyAsIs, birth } from '#tests/kit/documents.ts';
import type { Dice } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { syncFrame } from './hostile.ts';
import type { Line, Office } from './office.ts';
import { contentOf, copyOf, emptyCopy, faultOf } from './oracle.ts';
import { inAnotherOrder } from './other-orders.ts';

export const VICTIM = 50;
const EDITS_BEFORE = 12;
const OTHER_ORDERS = 4;

export interface Scene {
  /** What the observer's editor holds. */
  readonly live: Y.Doc;
  /** What the victim has sent so far. */
  readonly sent: readonly Uint8Array[];
  /** Shows the observer what there is; answers how many updates that were. */
  follow(): Promise<number>;
  /** The victim writes a little more, perhaps without having heard of the latest. */
  write(): Promise<void>;
  /** Everybody leaves, the attacker has left, and from then on the room knows only what the snapshot keeps. */
  age(): Promise<void>;
  /** The first thing that is wrong, or null. */
  fault(): Promise<string | null>;
  /** What takes longer, once at the end; the victim has heard of everything and written once more. */
  lastFault(): Promise<string | null>;
  close(): void;
}

export async function openScene(office: Office, docId: DocId, dice: Dice): Promise<Scene> {
  await office.document(docId);
  let victim = await office.sit(docId, 'drafter01');
  let observer = await office.sit(docId, 'drafter01');
  const live = copyOf(birth());
  // An editor can undo: what was deleted stays whole in its copy.
  const keeper = new Y.Doc({ gc: false });
  applyAsIs(keeper, [birth()]);
  const author = copyOf(birth());
  author.clientID = VICTIM;
  const sent: Uint8Array[] = [];
  const unsent = outbox(author);
  const tidied = outbox(live);

  const send = async (): Promise<void> => {
    for (const update of unsent.splice(0)) {
      sent.push(update);
      victim.seat.receive(syncFrame(SYNC.update, update));
    }
    await office.settled();
  };
  const hear = (): void => { for (const update of victim.shown.splice(0)) Y.applyUpdate(author, update); };
  const follow = async (): Promise<number> => {
    let count = 0;
    for (let news = observer.shown.splice(0); news.length > 0; news = observer.shown.splice(0)) {
      count += news.length;
      for (const update of news) Y.applyUpdate(live, update);
      const own = tidied.splice(0);
      applyAsIs(keeper, [...news, ...own]);
      for (const update of own) observer.seat.receive(syncFrame(SYNC.update, update));
      await office.settled();
    }
    return count;
  };

  /** Each tidies up formatting that the other has made redundant, and says so: the last word has to be heard too. */
  const tidyUp = async (): Promise<void> => {
    while (victim.shown.length > 0) {
      hear();
      await send();
      await follow();
    }
  };

  while (sent.length < EDITS_BEFORE) {
    randomEdit(author, dice);
    await send();
  }
  await follow();
  if (!Y.equalSnapshots(Y.snapshot(live), Y.snapshot(author))) throw new Error('honest edits did not arrive');
  /** Who has heard nothing since then may still have whole what is gone for everybody else. */
  const moments = [Y.encodeStateAsUpdate(live)];
  const age = async (): Promise<void> => {
    await tidyUp();
    for (const line of [victim, observer]) line.seat.leave();
    await office.rooms.flushed();
    if (!(await compact(office.storage, office.texts, docId, 1, 1))) throw new Error('a log that cannot be compacted');
    victim = await office.sit(docId, 'drafter01');
    observer = await office.sit(docId, 'drafter01');
    moments.push(Y.encodeStateAsUpdate(live));
  };
  if (dice.chance(3)) await age();

  const differs = (what: string, copy: Y.Doc): string | null => {
    if (!Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(live))) return `${what} has other structs`;
    return contentOf(copy) === contentOf(live) ? null : `${what} reads differently`;
  };
  const fault = async (): Promise<string | null> => {
    const { refused, closed, resync } = victim.told;
    if (refused.length > 0 || closed !== null || resync > 0) return `the victim was turned away: ${refused.join()} ${closed}`;
    if (Y.getState(live.store, VICTIM) !== Y.getState(author.store, VICTIM)) return 'new content under the victim’s id';
    if (Y.getState(live.store, RESERVED_CLIENT_ID) !== Y.getState(copyOf(birth()).store, RESERVED_CLIENT_ID)) return 'new content under the id of the first content';
    if (dice.chance(4)) office.rooms.tick();
    return faultOf(live, await office.stored(docId))
      ?? differs('who opens it now', copyOf(...await office.ask(observer, emptyCopy())))
      ?? (contentOf(keeper) === contentOf(live) ? null : 'who keeps what was deleted reads differently');
  };
  return {
    live, sent, follow, fault, age,
    write: async () => {
      if (dice.chance(3)) hear();
      randomEdit(author, dice);
      await send();
      await follow();
    },
    lastFault: async () => {
      for (let round = 0; round < 3; round += 1) {
        hear();
        randomEdit(author, dice);
        await send();
        await follow();
      }
      await tidyUp();
      const log = await office.log(docId);
      let wrong = (await fault()) ?? differs('the victim', author);
      for (const since of moments) {
        const away = copyOf(since);
        applyAsIs(away, await office.ask(observer, away));
        wrong ??= differs('who was away', away);
      }
      for (let order = 0; order < OTHER_ORDERS && wrong === null; order += 1) wrong = differs('who heard it in another order', inAnotherOrder(log, dice));
      return wrong;
    },
    close: () => { for (const line of [victim, observer] satisfies Line[]) line.seat.leave(); },
  };
}

/** What this copy's own editor does, the tidying up of others' formatting included. */
function outbox(doc: Y.Doc): Uint8Array[] {
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => { if (local) updates.push(update); });
  return updates;
}
