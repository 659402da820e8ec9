/**
 * Honest work in a real room: three machines of two people, typing, marking, splitting, pasting, undoing, away for weeks and many restarts,
 * and then sending what they have streamed, merged, twice, as the answer to step 1 or whole. The server must refuse none of it, ask nobody
 * to sync again, and everybody must end with the same text.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';
import { metaOf } from '#shared/doc/shape.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import { compact } from '#server/rooms/compaction.ts';
import { birth } from '#tests/kit/documents.ts';
import { seeded, type Dice } from '#tests/kit/ports.ts';
import { signing } from '#tests/kit/story.ts';
import { syncFrame } from './hostile.ts';
import { openEditor, type Editor } from './honest-editor.ts';
import { openOffice, type Line, type Office } from './office.ts';
import { faultOf } from './oracle.ts';

export interface HonestReport {
  updates: number;
  documents: number;
  sessions: number;
  readonly findings: string[];
}

const UPDATES_PER_DOCUMENT = 250;
const DOCUMENTS_PER_OFFICE = 20;

export async function honestCampaign(updates: number, seed: number, report: (so: HonestReport) => void = () => {}): Promise<HonestReport> {
  const result: HonestReport = { updates: 0, documents: 0, sessions: 0, findings: [] };
  let office = await openOffice();
  for (; result.updates < updates && result.findings.length < 10; result.documents += 1) {
    if (result.documents > 0 && result.documents % DOCUMENTS_PER_OFFICE === 0) {
      await office.close();
      office = await openOffice();
      report(result);
    }
    const own = (seed * 1_000_003 + result.documents) >>> 0;
    try {
      await work(office, (result.documents + 1).toString(16).padStart(32, 'f') as DocId, seeded(own), Math.min(UPDATES_PER_DOCUMENT, updates - result.updates), result);
    } catch (error) {
      result.findings.push(`seed ${own}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await office.close();
  return result;
}

interface Machine {
  readonly person: 'drafter01' | 'drafter02';
  readonly editor: Editor;
  line: Line | null;
  /** What the server had when this machine last heard from it. */
  unsent: Uint8Array[];
}

async function work(office: Office, docId: DocId, dice: Dice, updates: number, result: HonestReport): Promise<void> {
  await office.document(docId);
  const newId = (): number => 2 + dice.below(0xffff_fff0);
  const machines: Machine[] = (['drafter01', 'drafter02', 'drafter01'] as const).map((person) => ({ person, editor: openEditor(birth(), newId()), line: null, unsent: [] }));
  let sent = 0;
  const send = (line: Line, step: number, update: Uint8Array): void => {
    line.seat.receive(syncFrame(step, update));
    sent += 1;
    result.updates += 1;
  };
  const listen = async (): Promise<void> => {
    await office.settled();
    for (const { line, editor } of machines) {
      if (line === null) continue;
      for (const update of line.shown.splice(0)) editor.receive(update);
      const { refused, closed, resync } = line.told;
      if (refused.length > 0 || closed !== null || resync > 0) throw new Error(`honest work was turned away: refused ${refused.join()}, closed ${closed}, resync ${resync}`);
    }
  };
  /** Sync step 1 and 2 in both directions, as a provider does at every connect. */
  const connect = async (machine: Machine): Promise<void> => {
    await listen();
    const line = await office.sit(docId, machine.person, !dice.chance(3));
    const server = await office.stored(docId);
    machine.editor.receive(Y.encodeStateAsUpdate(server, Y.encodeStateVector(machine.editor.doc())));
    machine.line = line;
    machine.unsent = [];
    machine.editor.take();
    send(line, SYNC.step2, dice.chance(4) ? Y.encodeStateAsUpdate(machine.editor.doc()) : Y.encodeStateAsUpdate(machine.editor.doc(), Y.encodeStateVector(server)));
  };
  const deliver = (machine: Machine, line: Line): void => {
    const { unsent } = machine;
    if (unsent.length === 0) return;
    machine.unsent = [];
    switch (dice.below(6)) {
      case 0: return send(line, SYNC.update, Y.mergeUpdates(unsent));
      case 1:
        for (const update of unsent) for (let copies = 2; copies > 0; copies -= 1) send(line, SYNC.update, update);
        return;
      case 2: return send(line, dice.chance(2) ? SYNC.step2 : SYNC.update, Y.encodeStateAsUpdate(machine.editor.doc()));
      default:
        for (const update of unsent) send(line, SYNC.update, update);
    }
  };

  for (const machine of machines) await connect(machine);
  while (sent < updates) {
    const machine = dice.pick(machines);
    const { editor } = machine;
    for (let acts = 1 + dice.below(machine.line === null ? 12 : 4); acts > 0; acts -= 1) editor.act(dice);
    machine.unsent.push(...editor.take());
    if (machine.line === null) {
      // Away: days pass, the machine is switched off and on again.
      if (dice.chance(2)) {
        editor.restart(newId());
        result.sessions += 1;
      }
      if (dice.chance(8)) await connect(machine);
      continue;
    }
    if (!dice.chance(5)) deliver(machine, machine.line);
    if (dice.chance(3)) await listen();
    if (dice.chance(40)) {
      await listen();
      machine.line.seat.leave();
      machine.line = null;
    }
  }
  for (const machine of machines) {
    if (machine.line === null) await connect(machine);
    else deliver(machine, machine.line);
  }
  for (let round = 0; round < 4; round += 1) {
    await listen();
    for (const machine of machines) {
      machine.unsent.push(...machine.editor.take());
      if (machine.line !== null) deliver(machine, machine.line);
    }
  }
  const stored = await office.stored(docId);
  const wanted = canonicalContent(readContent(stored));
  for (const { editor } of machines) {
    if (canonicalContent(readContent(editor.doc())) !== wanted) throw new Error('people read different texts');
  }
  const fault = faultOf(stored, await office.stored(docId));
  if (fault !== null) throw new Error(fault);
  if (!(await compact(office.storage, office.texts, docId, 1, 1))) throw new Error('a log that cannot be compacted');
  await read(office, docId, machines[0] as Machine);
  for (const { line } of machines) line?.seat.leave();
}

/** Handed on: a leader's copy tidies up deletions of its own, and a writer's late word is refused without a punishment. */
async function read(office: Office, docId: DocId, late: Machine): Promise<void> {
  office.rooms.changed(docId, { ...signing(), docId });
  const leader = await office.sit(docId, 'townhead1', false);
  const copy = await office.stored(docId);
  const deletes: Uint8Array[] = [];
  copy.on('update', (update: Uint8Array) => void deletes.push(update));
  const first = copy.getXmlFragment('body').get(0);
  if (first instanceof Y.XmlElement && first.get(0) instanceof Y.XmlText && (first.get(0) as Y.XmlText).length > 0) (first.get(0) as Y.XmlText).delete(0, 1);
  for (const update of deletes) leader.seat.receive(syncFrame(SYNC.update, update));
  await office.settled();
  if (leader.told.closed !== null) throw new Error(`a reader was closed: ${leader.told.closed}`);
  const { line } = late;
  if (line !== null) {
    const before = line.told.refused.length;
    metaOf(late.editor.doc()).set('contactName', '迟到');
    for (const update of late.editor.take()) line.seat.receive(syncFrame(SYNC.update, update));
    await office.settled();
    if (line.told.closed !== null) throw new Error('a late word cost the line');
    if (line.told.refused.slice(before).some((code) => code !== 'document.read-only')) throw new Error(`a late word was refused as ${line.told.refused.join()}`);
  }
  leader.seat.leave();
}
