/**
 * Hostile frames against a real room: a victim and an observer are in the document while an attacker, who may write it, sends whatever
 * the generators make. After every frame that became durable the scene is looked at from all sides.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { seeded, type Dice } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { hostileFrame, type Target } from './hostile.ts';
import { openOffice, type Line, type Office } from './office.ts';
import { emptyCopy } from './oracle.ts';
import { openScene, VICTIM } from './scene.ts';

export interface HostileReport {
  frames: number;
  accepted: number;
  closed: number;
  slowestMs: number;
  readonly byFamily: Record<string, number>;
  readonly acceptedByFamily: Record<string, number>;
  readonly findings: Finding[];
}
export interface Finding { readonly what: string; readonly seed: number; readonly frame: number; readonly family: string; readonly hex: string }

const FRAMES_PER_DOCUMENT = 400;
const DOCUMENTS_PER_OFFICE = 25;
const ACCEPTED_PER_DOCUMENT = 60;
const FRAME_MS_MAX = 250;
const ATTACKER = 60;

export async function hostileCampaign(frames: number, seed: number, report: (so: HostileReport) => void = () => {}, stopAfter = 20): Promise<HostileReport> {
  const result: HostileReport = { frames: 0, accepted: 0, closed: 0, slowestMs: 0, byFamily: {}, acceptedByFamily: {}, findings: [] };
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

/** One document: legitimate beginnings, then harm, while the victim goes on. */
async function attack(office: Office, docId: DocId, seed: number, frames: number, result: HostileReport): Promise<void> {
  const dice = seeded(seed);
  const scene = await openScene(office, docId, dice);
  const { live, sent } = scene;
  const legitimate = [...sent, Y.mergeUpdates([...sent]), Y.encodeStateAsUpdate(live)];
  const target: Target = { live, legitimate: withAttackersOwn(live, dice, legitimate), foreign: foreignUpdates(dice), victim: VICTIM, attacker: ATTACKER };
  let current: Omit<Finding, 'what'> = { seed, frame: -1, family: 'honest', hex: '' };
  const find = (what: string): void => { result.findings.push({ what, ...current }); };
  const before = result.findings.length;

  let attacker: Line | null = null;
  let accepted = 0;
  for (let index = 0; index < frames && accepted < ACCEPTED_PER_DOCUMENT && result.findings.length === before; index += 1) {
    if (attacker === null || attacker.told.closed !== null) {
      attacker?.seat.leave();
      attacker = await office.sit(docId, 'drafter02', !dice.chance(4));
    }
    const { family, frame } = hostileFrame(target, dice);
    current = { seed, frame: index, family, hex: Buffer.from(frame.subarray(0, 400)).toString('hex') };
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
    try {
      const news = await scene.follow();
      if (news === 0) continue;
      accepted += news;
      result.accepted += news;
      result.acceptedByFamily[family] = (result.acceptedByFamily[family] ?? 0) + 1;
      if (dice.chance(6)) await scene.write();
      if (dice.chance(20)) {
        attacker.seat.leave();
        attacker = null;
        await scene.age();
      }
      const fault = await scene.fault();
      if (fault !== null) find(fault);
    } catch (error) {
      find(`oracle threw: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (result.findings.length === before) {
    const fault = await scene.lastFault().catch((error: unknown) => `oracle threw: ${error instanceof Error ? error.message : String(error)}`);
    if (fault !== null) find(`afterwards: ${fault}`);
  }
  attacker?.seat.leave();
  scene.close();
}

/** Updates under the attacker's own id, so that a mutation of them is not stopped at whose they are. */
function withAttackersOwn(live: Y.Doc, dice: Dice, legitimate: readonly Uint8Array[]): readonly Uint8Array[] {
  const own: Uint8Array[] = [];
  const doc = emptyCopy();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(live));
  doc.clientID = ATTACKER;
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
