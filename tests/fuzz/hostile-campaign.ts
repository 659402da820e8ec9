/**
 * Hostile frames against a real room: a victim and an observer are in the document while an attacker, who may write it, sends whatever
 * the generators make. After every frame that became durable the oracle looks at the observer's copy and at what is stored.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import { birth } from '#tests/kit/documents.ts';
import { seeded, type Dice } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { hostileFrame, syncFrame, type Target } from './hostile.ts';
import { openOffice, type Line, type Office } from './office.ts';
import { emptyCopy, faultOf } from './oracle.ts';
import { isOutOfOrder } from './order.ts';

export interface HostileReport {
  frames: number;
  accepted: number;
  closed: number;
  /** Left out: see order.ts. */
  outOfOrder: number;
  slowestMs: number;
  readonly byFamily: Record<string, number>;
  readonly findings: Finding[];
}
export interface Finding { readonly what: string; readonly seed: number; readonly frame: number; readonly family: string; readonly hex: string }

const FRAMES_PER_DOCUMENT = 400;
const DOCUMENTS_PER_OFFICE = 25;
const ACCEPTED_PER_DOCUMENT = 60;
const FRAME_MS_MAX = 250;
const VICTIM = 50;

export async function hostileCampaign(frames: number, seed: number, report: (so: HostileReport) => void = () => {}, stopAfter = 20): Promise<HostileReport> {
  const result: HostileReport = { frames: 0, accepted: 0, closed: 0, outOfOrder: 0, slowestMs: 0, byFamily: {}, findings: [] };
  let office = await openOffice();
  for (let document = 0; result.frames < frames; document += 1) {
    if (document > 0 && document % DOCUMENTS_PER_OFFICE === 0) {
      await office.close();
      office = await openOffice();
      report(result);
    }
    const own = (seed * 1_000_003 + document) >>> 0;
    await attack(office, (document + 1).toString(16).padStart(32, '0') as DocId, own, Math.min(FRAMES_PER_DOCUMENT, frames - result.frames), result);
    if (result.findings.length >= stopAfter) break;
  }
  await office.close();
  return result;
}

/** One document: legitimate beginnings, then harm. */
async function attack(office: Office, docId: DocId, seed: number, frames: number, result: HostileReport): Promise<void> {
  const dice = seeded(seed);
  await office.document(docId);
  const victim = await office.sit(docId, 'drafter01');
  const observer = await office.sit(docId, 'drafter01');
  const live = emptyCopy();
  Y.applyUpdate(live, birth());
  const author = emptyCopy();
  author.clientID = VICTIM;
  Y.applyUpdate(author, birth());
  const legitimate: Uint8Array[] = [];
  author.on('update', (update: Uint8Array) => void legitimate.push(update));
  while (legitimate.length < 12) randomEdit(author, dice);
  for (const update of legitimate) victim.seat.receive(syncFrame(SYNC.update, update));
  await office.settled();
  // The observer's editor tidies up formatting while it applies what others wrote, and sends that on.
  const tidied: Uint8Array[] = [];
  live.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => { if (transaction.local) tidied.push(update); });
  const follow = async (): Promise<number> => {
    let count = 0;
    for (let news = observer.shown.splice(0); news.length > 0; news = observer.shown.splice(0)) {
      count += news.length;
      for (const update of news) Y.applyUpdate(live, update);
      for (const update of tidied.splice(0)) observer.seat.receive(syncFrame(SYNC.update, update));
      await office.settled();
    }
    return count;
  };
  await follow();
  if (!Y.equalSnapshots(Y.snapshot(live), Y.snapshot(author))) throw new Error(`seed ${seed}: honest edits did not arrive`);
  legitimate.push(Y.mergeUpdates(legitimate), Y.encodeStateAsUpdate(author));
  const target: Target = { live, legitimate: withAttackersOwn(live, dice, legitimate), foreign: foreignUpdates(dice), victim: VICTIM, attacker: 60 };

  let attacker: Line | null = null;
  let accepted = 0;
  for (let index = 0; index < frames && accepted < ACCEPTED_PER_DOCUMENT; index += 1) {
    if (attacker === null || attacker.told.closed !== null) {
      attacker?.seat.leave();
      attacker = await office.sit(docId, 'drafter02', !dice.chance(4));
    }
    const { family, frame, update } = hostileFrame(target, dice);
    if (update !== null && isOutOfOrder(live, update)) {
      result.outOfOrder += 1;
      continue;
    }
    const find = (what: string): void => { result.findings.push({ what, seed, frame: index, family, hex: Buffer.from(frame.subarray(0, 400)).toString('hex') }); };
    const cpu = process.threadCpuUsage();
    attacker.seat.receive(frame);
    await office.settled();
    // A bug of ours that this frame has found: the room has closed the line for it.
    if (attacker.told.closed === 'internal') find('nobody caught what it brought about');
    const spent = process.threadCpuUsage(cpu);
    const spentMs = (spent.user + spent.system) / 1_000;
    result.slowestMs = Math.max(result.slowestMs, spentMs);
    if (spentMs > FRAME_MS_MAX) find(`took ${spentMs} ms`);
    result.frames += 1;
    result.byFamily[family] = (result.byFamily[family] ?? 0) + 1;
    if (attacker.told.closed !== null) result.closed += 1;
    const before = Y.getState(live.store, VICTIM);
    try {
      const news = await follow();
      if (news === 0) continue;
      accepted += news;
      result.accepted += news;
      if (Y.getState(live.store, VICTIM) !== before) find('new content under the victim’s id');
      const fault = faultOf(live, await office.stored(docId));
      if (fault === null) continue;
      find(fault);
    } catch (error) {
      find(`oracle threw: ${error instanceof Error ? error.message : String(error)}`);
    }
    break;
  }
  // Whatever was tried: the victim goes on writing, and everybody reads the same.
  if (result.findings.length === 0) {
    Y.applyUpdate(author, Y.encodeStateAsUpdate(live));
    const before = Y.encodeStateVector(author);
    randomEdit(author, dice);
    victim.seat.receive(syncFrame(SYNC.update, Y.encodeStateAsUpdate(author, before)));
    await office.settled();
    await follow();
    const fault = faultOf(live, await office.stored(docId));
    if (fault !== null || !Y.equalSnapshots(Y.snapshot(live), Y.snapshot(author))) {
      result.findings.push({ what: `afterwards: ${fault ?? 'the victim’s edit did not arrive'}`, seed, frame: frames, family: 'honest', hex: '' });
    }
  }
  for (const line of [attacker, victim, observer]) line?.seat.leave();
}

/** Updates under the attacker's own id, so that a mutation of them is not stopped at whose they are. */
function withAttackersOwn(live: Y.Doc, dice: Dice, legitimate: readonly Uint8Array[]): readonly Uint8Array[] {
  const own: Uint8Array[] = [];
  const doc = emptyCopy();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(live));
  doc.clientID = 60;
  doc.on('update', (update: Uint8Array) => void own.push(update));
  while (own.length < 12) randomEdit(doc, dice);
  return [...own, ...own, Y.mergeUpdates(own), ...legitimate];
}

function foreignUpdates(dice: Dice): readonly Uint8Array[] {
  const doc = emptyCopy();
  doc.clientID = 61;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  while (updates.length < 6) randomEdit(doc, dice);
  return updates;
}
