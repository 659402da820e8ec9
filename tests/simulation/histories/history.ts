/** One history from one seed: who is there, what they do, what befalls them, and then quiet and the judgement. */
import { createKernel, realNow } from '#tests/simulation/world/kernel.ts';
import { forgetStock, openWorld, signInAgain, type Spoils } from '#tests/simulation/world/world.ts';
import type { Machine } from '#tests/simulation/world/machine.ts';
import { FAIR } from '#tests/simulation/world/wire.ts';
import { createLedger } from './ledger.ts';
import { judge, serverText, unrest } from './oracle.ts';
import { CAST } from './cast.ts';
import { EPISODES } from './episodes.ts';
import { count, createDocument, PLAIN_DEEDS, save, watchSteps, type Scene } from './people.ts';

export interface HistoryOptions {
  readonly seed: number;
  /** Deeds at most; fewer show where it went wrong. */
  readonly deedsMax?: number;
  readonly isTracing?: boolean;
  readonly spoils?: Spoils;
  /** Many machines instead of a few. */
  readonly isCrowd?: boolean;
  readonly eventsMax?: number;
  /** How long it may take until nothing is left to do. */
  readonly quietMsMax?: number;
}

export interface History {
  readonly seed: number;
  readonly findings: readonly string[];
  readonly digest: string;
  readonly events: number;
  readonly deeds: number;
  readonly clients: number;
  readonly virtualMs: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly trace: readonly string[];
  readonly tookMs: number;
}

const QUIET_MS_MAX = 600_000;
const DEEDS = [...PLAIN_DEEDS, ...EPISODES];
const WEIGHT = DEEDS.reduce((sum, [, weight]) => sum + weight, 0);

export async function runHistory({ seed, deedsMax = Infinity, isTracing = false, spoils = {}, isCrowd = false, eventsMax, quietMsMax = QUIET_MS_MAX }: HistoryOptions): Promise<History> {
  const startedAt = realNow();
  const kernel = createKernel(seed, isTracing, eventsMax);
  const bornAt = kernel.now();
  const { dice } = kernel;
  const counts = new Map<string, number>();
  let deeds = 0;
  let clients = 0;
  const findings: string[] = [];
  try {
    await kernel.run(async () => {
      const world = await openWorld(kernel, spoils);
      const outsiders = new Set<string>([CAST.outsider]);
      const ledger = createLedger(world, outsiders);
      const scene: Scene = { world, ledger, outsiders, counts, findings, backups: new Map() };
      watchSteps(world);
      for (const personId of castOf(isCrowd, dice)) await world.machine(personId);
      clients = world.machines.length;
      const [drafter] = world.machines as readonly [Machine];
      // Some begin without a line.
      if (dice.chance(6)) drafter.wire.cut();
      for (const machine of world.machines) await machine.start();
      await kernel.sleep(dice.below(1_500));
      await createDocument(scene, drafter);
      if (!dice.chance(4)) await deed(scene, drafter, 'invite');
      await kernel.sleep(dice.below(1_500));
      const wanted = Math.min(deedsMax, isCrowd ? 100 + dice.below(200) : 6 + dice.below(20));
      for (; deeds < wanted; deeds += 1) {
        await deed(scene, dice.chance(2) ? drafter : dice.pick(world.machines));
        await kernel.sleep(dice.pick([0, 5, 50, 300, 1_500, 6_000, dice.chance(8) ? 40_000 : 200]));
      }
      await quiet(scene, quietMsMax);
      // What lies on the disks is what was shown: everybody starts once more.
      if (findings.length === 0 && dice.chance(3)) {
        for (const machine of world.machines) machine.kill();
        await quiet(scene, quietMsMax);
      }
      findings.push(...judge(world, ledger));
      world.close();
    });
  } catch (error) {
    findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  findings.push(...kernel.unheard());
  if (findings.length > 0) forgetStock();
  return { seed, findings, digest: kernel.digest(), events: kernel.events(), deeds, clients, virtualMs: kernel.now() - bornAt, counts, trace: kernel.trace(), tookMs: realNow() - startedAt };
}

function castOf(isCrowd: boolean, dice: Scene['world']['kernel']['dice']): readonly string[] {
  const { drafter, mate, leader, outsider, others } = CAST;
  if (isCrowd) return [drafter, mate, leader, outsider, ...Array.from({ length: 4 + dice.below(43) }, () => dice.pick([drafter, mate, mate, leader, ...others]))];
  const cast: string[] = [drafter];
  if (!dice.chance(6)) cast.push(mate);
  if (dice.chance(2)) cast.push(leader);
  if (dice.chance(4)) cast.push(outsider);
  if (dice.chance(5)) cast.push(drafter);
  if (cast.length === 1) cast.push(mate);
  return cast;
}

const AT_AN_EDITOR = ['edit', 'burst', 'save'];

async function deed(scene: Scene, machine: Machine, named?: string): Promise<void> {
  const { kernel } = scene.world;
  const docIds = [...scene.ledger.docIds];
  const docId = docIds.length === 0 ? '0'.repeat(32) : kernel.dice.pick(docIds);
  // A machine that is off is mostly switched on, and whoever writes opens the text first.
  const drawn = drawDeed(kernel.dice.below(WEIGHT));
  const name = named ?? (!machine.isRunning() && kernel.dice.chance(2) ? 'start' : drawn);
  const [, , run] = DEEDS.find(([each]) => each === name) as (typeof DEEDS)[number];
  kernel.note(`${machine.name}: ${name} ${docId.slice(0, 6)}`);
  if (AT_AN_EDITOR.includes(name) && machine.writable(docId) === null && machine.open(docId) !== null) await kernel.sleep(40);
  const isDone = await run(scene, machine, docId);
  if (isDone) count(scene, name);
  kernel.note(isDone ? 'done' : 'not done');
}

function drawDeed(at: number): string {
  let left = at;
  for (const [name, weight] of DEEDS) {
    left -= weight;
    if (left < 0) return name;
  }
  throw new RangeError('beyond the last deed');
}

/** Everything works again, and after a while nothing is left to do. */
async function quiet(scene: Scene, mostMs: number): Promise<void> {
  const { world, ledger } = scene;
  const { kernel } = world;
  kernel.note('quiet');
  world.onDiskStep = () => undefined;
  await world.startServer();
  for (const machine of world.machines) {
    machine.wire.weather(FAIR);
    machine.wire.join();
  }
  const until = kernel.now() + mostMs;
  let why: string | null = 'nobody looked';
  while (why !== null) {
    for (const machine of world.machines) {
      await machine.start();
      const session = await machine.value('session.get', {});
      if (!ledger.isShutOut(machine.personId) && (session?.status !== 'signedIn' || session.needsSignIn)) await signInAgain(machine);
    }
    await kernel.sleep(3_000);
    why = null;
    const texts = new Map([...ledger.docIds].map((docId) => [docId, serverText(world, docId)]));
    for (const machine of world.machines) why ??= await unrest(world, machine, ledger, texts);
    if (why !== null && kernel.now() > until) {
      scene.findings.push(`no rest after ${mostMs / 1_000} s: ${why}`);
      return;
    }
  }
  for (const machine of world.machines) for (const docId of ledger.docIds) await save(scene, machine, docId);
}
