/**
 * Where offline work goes wrong, as small stories that chance alone would rarely tell: each leads up to its moment and lets the seed decide about the rest.
 * Who is needed is looked for among the machines; who is not there makes the story not happen.
 */
import type { Machine } from '#tests/simulation/world/machine.ts';
import { WATCH_MS } from '#tests/simulation/world/server.ts';
import { FAIR } from '#tests/simulation/world/wire.ts';
import { CAST } from './cast.ts';
import { act, die, dieAtStep, edit, save, type Scene, type WeightedDeed, type Wish } from './people.ts';

const of = ({ world }: Scene, personId: string, but?: Machine): Machine | undefined => world.machines.find((machine) => machine.personId === personId && machine !== but);
const pause = ({ world }: Scene, most: number): Promise<void> => world.kernel.sleep(world.kernel.dice.below(most));

async function ready(scene: Scene, machine: Machine, docId: string): Promise<boolean> {
  machine.wire.weather(FAIR);
  machine.wire.join();
  await machine.start();
  await scene.world.kernel.sleep(400);
  if (machine.writable(docId) === null && machine.open(docId) !== null) await scene.world.kernel.sleep(300);
  return machine.isRunning();
}

const write = (scene: Scene, machine: Machine, docId: string, times: number): boolean => Array.from({ length: times }, () => edit(scene, machine, docId)).some(Boolean);
const submit = (contentHash: string): Wish => ({ kind: 'submit', contentHash, opinion: '', people: [], dueAt: null, reasons: {} });
const invite = (): Wish => ({ kind: 'invite', personIds: [CAST.mate] });

/** Ends as it comes: it may be over before anything is said about it. */
async function mayDie(scene: Scene, machine: Machine): Promise<void> {
  const { dice } = scene.world.kernel;
  if (!dice.chance(3)) return;
  await scene.world.kernel.sleep(dice.pick([0, 3, 30, 150, 250]));
  await die(scene, machine);
  await machine.start();
}

/** Back in drafting, where everybody may write. */
async function redraft(scene: Scene, drafter: Machine, docId: string): Promise<boolean> {
  if (!(await ready(scene, drafter, docId))) return false;
  if (scene.world.state(docId)?.stage === 'signing') {
    await act(scene, drafter, docId, () => ({ kind: 'withdraw' }));
    await scene.world.kernel.sleep(400);
  }
  return scene.world.state(docId)?.stage === 'drafting';
}

export const EPISODES: readonly WeightedDeed[] = [
  ['late edits', 6, async (scene, _machine, docId) => {
    const [drafter, mate] = [of(scene, CAST.drafter), of(scene, CAST.mate)];
    if (drafter === undefined || mate === undefined || !(await redraft(scene, drafter, docId))) return false;
    await act(scene, drafter, docId, invite);
    await pause(scene, 600);
    if (!(await ready(scene, mate, docId))) return false;
    await scene.world.kernel.sleep(500);
    mate.wire.cut();
    await pause(scene, 300);
    if (mate.writable(docId) === null && mate.open(docId) !== null) await scene.world.kernel.sleep(60);
    if (!write(scene, mate, docId, 1 + scene.world.kernel.dice.below(3))) return false;
    if (!scene.world.kernel.dice.chance(4)) await save(scene, mate, docId);
    await act(scene, drafter, docId, submit);
    await pause(scene, 3_000);
    if (scene.world.kernel.dice.chance(3)) dieAtStep(mate, 1 + scene.world.kernel.dice.below(30));
    mate.wire.join();
    await mate.ask('sync.now', {});
    await pause(scene, 2_000);
    await mayDie(scene, mate);
    return true;
  }],
  ['a stale text', 4, async (scene, _machine, docId) => {
    const [drafter, mate] = [of(scene, CAST.drafter), of(scene, CAST.mate)];
    if (drafter === undefined || mate === undefined || !(await redraft(scene, drafter, docId))) return false;
    await act(scene, drafter, docId, invite);
    await pause(scene, 400);
    if (!(await ready(scene, mate, docId))) return false;
    drafter.wire.cut();
    await act(scene, drafter, docId, submit);
    write(scene, mate, docId, 2);
    await scene.world.kernel.sleep(500);
    drafter.wire.join();
    await drafter.ask('sync.now', {});
    await pause(scene, 2_000);
    return true;
  }],
  ['two at once', 4, async (scene, machine, docId) => {
    const other = of(scene, machine.personId, machine);
    const drafter = of(scene, CAST.drafter);
    if (other === undefined || machine.personId !== CAST.drafter || drafter === undefined || !(await redraft(scene, drafter, docId))) return false;
    if (!(await ready(scene, machine, docId)) || !(await ready(scene, other, docId))) return false;
    machine.wire.cut();
    await act(scene, machine, docId, submit);
    await act(scene, other, docId, submit);
    await pause(scene, 800);
    machine.wire.join();
    await machine.ask('sync.now', {});
    await pause(scene, 1_000);
    return true;
  }],
  ['save and die', 7, async (scene, machine, docId) => {
    if (!(await ready(scene, machine, docId)) || !write(scene, machine, docId, 1 + scene.world.kernel.dice.below(3))) return false;
    if (scene.world.kernel.dice.chance(2)) machine.wire.cut();
    await save(scene, machine, docId);
    await scene.world.kernel.sleep(scene.world.kernel.dice.below(3));
    await die(scene, machine);
    await machine.start();
    return true;
  }],
  ['die young', 5, async (scene, machine, docId) => {
    if (!(await ready(scene, machine, docId)) || !write(scene, machine, docId, 1)) return false;
    await pause(scene, 190);
    await die(scene, machine);
    await machine.start();
    if (scene.world.kernel.dice.chance(2)) machine.wire.cut();
    if (machine.open(docId) === null) return true;
    await scene.world.kernel.sleep(60);
    write(scene, machine, docId, 2);
    await save(scene, machine, docId);
    return true;
  }],
  ['die while writing', 6, async (scene, machine, docId) => {
    if (!(await ready(scene, machine, docId))) return false;
    dieAtStep(machine, 1 + scene.world.kernel.dice.below(18));
    write(scene, machine, docId, 2);
    await save(scene, machine, docId);
    if (scene.world.kernel.dice.chance(2)) await act(scene, machine, docId, scene.world.kernel.dice.chance(2) ? invite : submit);
    await pause(scene, 400);
    if (machine.isRunning()) await die(scene, machine);
    await machine.start();
    return true;
  }],
  ['cut in flight', 6, async (scene, machine, docId) => {
    if (!(await ready(scene, machine, docId))) return false;
    machine.wire.weather({ ...FAIR, delayMs: [50, 300] });
    for (let left = 1 + scene.world.kernel.dice.below(4); left > 0; left -= 1) {
      write(scene, machine, docId, 1);
      await pause(scene, 160);
    }
    if (scene.world.kernel.dice.chance(2)) await save(scene, machine, docId);
    await pause(scene, scene.world.kernel.dice.pick([20, 80, 400]));
    if (scene.world.kernel.dice.chance(3)) scene.world.killServer();
    else machine.wire.cut();
    await pause(scene, 100);
    await die(scene, machine);
    await scene.world.startServer();
    await machine.start();
    return true;
  }],
  ['an answer is lost', 5, async (scene, machine, docId) => {
    if (!(await ready(scene, machine, docId))) return false;
    machine.wire.weather({ ...FAIR, unheardOneIn: 2, twiceOneIn: 3 });
    if (!(await act(scene, machine, docId, scene.world.kernel.dice.chance(2) ? invite : submit))) return false;
    await pause(scene, 2_500);
    await mayDie(scene, machine);
    machine.wire.weather(FAIR);
    await pause(scene, 3_000);
    return true;
  }],
  ['come and gone', 4, async (scene, _machine, docId) => {
    const [drafter, leader] = [of(scene, CAST.drafter), of(scene, CAST.leader)];
    if (drafter === undefined || leader === undefined || !(await redraft(scene, drafter, docId))) return false;
    await act(scene, drafter, docId, submit);
    await scene.world.kernel.sleep(600);
    if (!(await ready(scene, leader, docId))) return false;
    if (scene.world.kernel.dice.chance(2)) leader.wire.cut();
    await act(scene, drafter, docId, () => ({ kind: 'withdraw' }));
    await pause(scene, 1_000);
    leader.wire.join();
    return true;
  }],
  ['shut out', 4, async (scene, machine, docId) => {
    const [drafter, mate] = [of(scene, CAST.drafter), of(scene, CAST.mate)];
    if (drafter === undefined || mate === undefined || scene.ledger.isShutOut(CAST.mate) || !(await redraft(scene, drafter, docId))) return false;
    await act(scene, drafter, docId, invite);
    await scene.world.kernel.sleep(500);
    if (!(await ready(scene, mate, docId))) return false;
    if (machine === mate) write(scene, mate, docId, 1);
    scene.world.rows('UPDATE account SET is_disabled = 1 WHERE person_id = ?', CAST.mate);
    scene.ledger.shutOut(CAST.mate);
    await scene.world.kernel.sleep(WATCH_MS + 1_500);
    write(scene, drafter, docId, 2);
    await scene.world.kernel.sleep(1_500);
    return true;
  }],
  ['set back', 4, async (scene, machine, docId) => {
    if (!(await ready(scene, machine, docId))) return false;
    write(scene, machine, docId, 1);
    await pause(scene, 500);
    scene.backups.set(machine, { at: scene.world.kernel.now(), snapshot: machine.disk.snapshot() });
    write(scene, machine, docId, 2);
    await save(scene, machine, docId);
    await act(scene, machine, docId, invite);
    await pause(scene, 1_500);
    await die(scene, machine);
    machine.disk.restore(scene.backups.get(machine)?.snapshot ?? machine.disk.snapshot());
    scene.ledger.setBack(machine, scene.backups.get(machine)?.at ?? 0);
    await machine.start();
    if (scene.world.kernel.dice.chance(2)) machine.wire.cut();
    if (machine.open(docId) === null) return true;
    await scene.world.kernel.sleep(100);
    write(scene, machine, docId, 2);
    await save(scene, machine, docId);
    await act(scene, machine, docId, submit);
    return true;
  }],
];
