/** What people do in a history, and what befalls them: each a thing of its own, drawn by the seed. */
import * as Y from 'yjs';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import type { ActRequest } from '#shared/ipc/contract.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import type { Editor } from '#tests/kit/office-client.ts';
import { PLAIN } from '#tests/kit/plain-draft.ts';
import type { Snapshot } from '#tests/simulation/world/disk.ts';
import type { Machine } from '#tests/simulation/world/machine.ts';
import { FAIR, type Weather } from '#tests/simulation/world/wire.ts';
import type { World } from '#tests/simulation/world/world.ts';
import { CAST } from './cast.ts';
import { charsIn, type Ledger } from './ledger.ts';
import { falselySynced } from './oracle.ts';

export interface Scene {
  readonly world: World;
  readonly ledger: Ledger;
  readonly outsiders: ReadonlySet<string>;
  readonly counts: Map<string, number>;
  /** Found while it went on. */
  readonly findings: string[];
  readonly backups: Map<Machine, { readonly at: number; readonly snapshot: Snapshot }>;
}

const { drafter: DRAFTER, mate: MATE, leader: LEADER } = CAST;

const textIn = (editor: Editor): ReadonlySet<string> => charsIn(bodyOf(editor.doc).toString());

/** One change in an editor, whatever it is: what came and what went goes to the ledger. */
export function edit({ world, ledger }: Scene, machine: Machine, docId: string): boolean {
  const { dice } = world.kernel;
  const editor = machine.writable(docId);
  if (editor === null) return false;
  const before = textIn(editor);
  const blocks = bodyOf(editor.doc).length;
  const fresh: string[] = [];
  machine.inside(() => {
    if (dice.chance(6)) return randomEdit(editor.doc, dice);
    if (dice.chance(6)) return takeOut(editor.doc, dice.below(1_000));
    for (let count = 1 + dice.below(3); count > 0; count -= 1) fresh.push(ledger.fresh());
    return write(editor.doc, fresh.join(''), dice.below(1_000));
  });
  const after = textIn(editor);
  if (bodyOf(editor.doc).length < blocks) ledger.blockGone(docId);
  for (const char of fresh) if (after.has(char)) ledger.wrote(char, docId, machine);
  ledger.deleted([...before].filter((char) => !after.has(char)));
  return true;
}

const paragraphs = (doc: Y.Doc): readonly Y.XmlElement[] => bodyOf(doc).toArray().filter((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === NODE.paragraph);

function write(doc: Y.Doc, text: string, where: number): void {
  const all = paragraphs(doc);
  const paragraph = all[where % Math.max(1, all.length)];
  if (paragraph === undefined) {
    const node = new Y.XmlElement(NODE.paragraph);
    node.insert(0, [new Y.XmlText(text)]);
    bodyOf(doc).insert(0, [node]);
    return;
  }
  const first = paragraph.get(0);
  if (first instanceof Y.XmlText) first.insert(safe(first, where % (first.length + 1)), text);
  else paragraph.insert(0, [new Y.XmlText(text)]);
}

function takeOut(doc: Y.Doc, where: number): void {
  const texts = paragraphs(doc).map((paragraph) => paragraph.get(0)).filter((node): node is Y.XmlText => node instanceof Y.XmlText && node.length > 0);
  const text = texts[where % Math.max(1, texts.length)];
  if (text === undefined) return;
  const from = safe(text, where % text.length);
  const to = safe(text, Math.min(text.length, from + 1 + (where % 2)));
  if (to > from) text.delete(from, to - from);
}

/** Never between the two halves of a rare character. */
function safe(text: Y.XmlText, at: number): number {
  const letters = (text.toDelta() as readonly { readonly insert: unknown }[]).map(({ insert }) => (typeof insert === 'string' ? insert : ' ')).join('');
  return (letters.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at;
}

/** Everything typed here so far was said to be saved. */
export async function save({ ledger }: Scene, machine: Machine, docId: string): Promise<string | null> {
  const editor = machine.editors.get(docId);
  if (editor === undefined) return null;
  const typed = textIn(editor);
  const flushed = await machine.flush(docId);
  if (flushed === null || machine.editors.get(docId) !== editor) return null;
  if (flushed.isSaved) ledger.promise(typed, machine);
  return flushed.hash;
}

export type Wish = ActRequest extends infer R ? (R extends ActRequest ? Omit<R, 'docId'> : never) : never;

export async function act(scene: Scene, machine: Machine, docId: string, wish: (hash: string) => Wish): Promise<boolean> {
  const hash = (await save(scene, machine, docId)) ?? (await machine.value('document.get', { docId }))?.contentHash ?? '0'.repeat(64);
  const asked = wish(hash);
  const answer = await machine.ask('document.act', { ...asked, docId } as ActRequest);
  if (!answer.ok) {
    const code = answer.error === 'died' ? 'died' : answer.error.code;
    if (code === 'died') scene.ledger.diedOver({ docId, kind: asked.kind, machine });
    count(scene, `${asked.kind} refused ${code}`);
    return false;
  }
  scene.ledger.took({ opId: answer.value.opId, docId, kind: asked.kind, machine, hash: 'contentHash' in asked ? asked.contentHash : null });
  return true;
}

export function count({ counts }: Pick<Scene, 'counts'>, what: string): void { counts.set(what, (counts.get(what) ?? 0) + 1); }

export async function createDocument(scene: Scene, machine: Machine): Promise<boolean> {
  const before = new Set((await machine.value('sync.get', {}))?.outbox.map((item) => item.opId));
  const made = await machine.ask('document.create', { templateId: 'request-1', subject: '修缮村道', ...PLAIN });
  if (!made.ok) return false;
  const { docId } = made.value as { readonly docId: string };
  scene.ledger.document(docId);
  const item = (await machine.value('sync.get', {}))?.outbox.find(({ opId, kind }) => kind === 'create' && !before.has(opId));
  if (item !== undefined) scene.ledger.took({ opId: item.opId, docId, kind: 'create', machine, hash: null });
  machine.open(docId);
  return true;
}

export async function die(scene: Scene, machine: Machine): Promise<void> {
  machine.kill();
  scene.findings.push(...falselySynced(scene.world, machine, scene.ledger));
}

function storm(scene: Scene): Weather {
  const { dice } = scene.world.kernel;
  return { delayMs: [1, dice.pick([5, 60, 400, 3_000])], lostOneIn: dice.pick([0, 20, 6]), unheardOneIn: dice.pick([0, 12, 4]), twiceOneIn: dice.pick([0, 10, 3]), breakOneIn: dice.pick([0, 0, 60, 15]) };
}

export type Deed = (scene: Scene, machine: Machine, docId: string) => Promise<boolean> | boolean;

export type WeightedDeed = readonly [name: string, weight: number, Deed];

/** With how often each is drawn. */
export const PLAIN_DEEDS: readonly WeightedDeed[] = [
  ['edit', 40, edit],
  ['burst', 8, async (scene, machine, docId) => {
    for (let left = 2 + scene.world.kernel.dice.below(6); left > 0; left -= 1) {
      if (!edit(scene, machine, docId)) return false;
      await scene.world.kernel.sleep(scene.world.kernel.dice.below(120));
    }
    return true;
  }],
  ['save', 12, async (scene, machine, docId) => (await save(scene, machine, docId)) !== null],
  ['open', 10, (_scene, machine, docId) => machine.open(docId) !== null],
  ['close', 3, (_scene, machine, docId) => { machine.close(docId); return true; }],
  ['invite', 5, (scene, machine, docId) => act(scene, machine, docId, () => ({ kind: 'invite', personIds: [MATE, ...(scene.world.kernel.dice.chance(3) ? ['towndepu1'] : [])] }))],
  ['submit', 7, (scene, machine, docId) => (machine.personId === LEADER ? false : act(scene, machine, docId, (contentHash) => ({ kind: 'submit', contentHash, opinion: '', people: [], dueAt: null, reasons: {} })))],
  ['withdraw', 4, (scene, machine, docId) => act(scene, machine, docId, () => ({ kind: 'withdraw' }))],
  ['return', 3, (scene, machine, docId) => (machine.personId === LEADER ? act(scene, machine, docId, (contentHash) => ({ kind: 'return', contentHash, opinion: '请补充', to: 'drafting' })) : false)],
  ['signOff', 2, (scene, machine, docId) => (machine.personId === LEADER ? act(scene, machine, docId, (contentHash) => ({ kind: 'signOff', contentHash, opinion: '同意' })) : false)],
  ['create', 2, (scene, machine) => (machine.personId === DRAFTER && scene.ledger.docIds.size < 3 ? createDocument(scene, machine) : false)],
  ['cut', 7, (_scene, machine) => { machine.wire.cut(); return true; }],
  ['swallow', 3, (_scene, machine) => { if (machine.wire.state() !== 'up') return false; machine.wire.swallow(); return true; }],
  ['join', 12, (_scene, machine) => { machine.wire.join(); return true; }],
  ['storm', 5, (scene, machine) => { machine.wire.weather(storm(scene)); return true; }],
  ['fair', 3, (_scene, machine) => { machine.wire.weather(FAIR); return true; }],
  ['kill', 6, async (scene, machine) => { if (!machine.isRunning()) return false; await die(scene, machine); return true; }],
  ['kill at a step', 6, (scene, machine) => {
    if (!machine.isRunning()) return false;
    dieAtStep(machine, 1 + scene.world.kernel.dice.below(40));
    return true;
  }],
  ['start', 12, async (_scene, machine) => !machine.isRunning() && machine.start()],
  ['clock', 4, (scene, machine) => { machine.skewMs = scene.world.kernel.dice.pick([0, -3_600_000, 3_600_000, 86_400_000, -10 * 365 * 86_400_000, 40_000]); return true; }],
  ['sync now', 4, async (_scene, machine) => (await machine.ask('sync.now', {})).ok],
  ['server dies', 2, async ({ world }) => {
    if (!world.isServerUp()) return false;
    world.killServer();
    await world.kernel.sleep(world.kernel.dice.below(20_000));
    await world.startServer();
    return true;
  }],
  ['back up', 2, (scene, machine) => {
    // A copy of the folder as it lies on the disk: of a process that runs, too.
    scene.backups.set(machine, { at: scene.world.kernel.now(), snapshot: machine.disk.snapshot() });
    return true;
  }],
  ['restore', 3, async (scene, machine) => {
    const backup = scene.backups.get(machine);
    if (backup === undefined) return false;
    await die(scene, machine);
    machine.disk.restore(backup.snapshot);
    scene.ledger.setBack(machine, backup.at);
    return machine.start();
  }],
  ['disabled', 1, (scene, machine) => {
    if (machine.personId === DRAFTER || scene.ledger.isShutOut(machine.personId)) return false;
    scene.world.rows('UPDATE account SET is_disabled = 1 WHERE person_id = ?', machine.personId);
    scene.ledger.shutOut(machine.personId);
    return true;
  }],
  ['let in', 2, (scene, machine) => {
    if (!scene.ledger.isShutOut(machine.personId)) return false;
    scene.world.rows('UPDATE account SET is_disabled = 0 WHERE person_id = ?', machine.personId);
    scene.ledger.letIn(machine.personId);
    return true;
  }],
];

/** At which step of its disk a machine dies. */
const deadlines = new WeakMap<Machine, number>();
export const dieAtStep = (machine: Machine, within: number): void => { deadlines.set(machine, machine.disk.steps() + within); };

export function watchSteps(world: World): void {
  world.onDiskStep = (machine, step) => {
    const at = deadlines.get(machine);
    if (at === undefined || step < at) return;
    deadlines.delete(machine);
    machine.dieHere(world.people);
  };
}
