/**
 * One working day of one machine, told again and again from the same seed: with the process killed at its n-th call of the disk, with that call failing, or with
 * a disk that is full from there on for a while. Between any two statements and file calls lies one such point.
 */
import { storageStateOf } from '#electron/replica/store/storage-failure.ts';
import { createKernel } from '#tests/simulation/world/kernel.ts';
import { fileError, sqliteError } from '#tests/simulation/world/disk.ts';
import type { Machine } from '#tests/simulation/world/machine.ts';
import { forgetStock, openWorld, type Spoils } from '#tests/simulation/world/world.ts';
import { CAST } from './cast.ts';
import { quiet } from './history.ts';
import { createLedger } from './ledger.ts';
import { judge } from './oracle.ts';
import { act, createDocument, edit, save, type Scene } from './people.ts';

export type Fault = 'kill' | 'io' | 'full';

export interface Day {
  readonly findings: readonly string[];
  /** Calls of the disk in all. */
  readonly steps: number;
  /** What it was that met the fault. */
  readonly call: string;
  /** How it was said to people, where it was. */
  readonly said: ReadonlySet<string>;
  readonly trace: readonly string[];
}

export interface DayOptions {
  readonly fault: Fault | null;
  readonly at: number;
  readonly spoils?: Spoils;
  readonly isTracing?: boolean;
}

const SEED = 29;
const QUIET_MS_MAX = 180_000;
const FULL_CALLS = 30;
const SQLITE = { io: 10, full: 13 } as const;

/** A full disk can still be read. */
const isWrite = (what: string): boolean => /^write |^makeDir |INSERT|UPDATE|DELETE|COMMIT|CREATE/u.test(what);
const isFile = (what: string): boolean => /^(?:write|read|makeDir|exists|move|remove) /u.test(what);

export async function tellDay({ fault, at, spoils = {}, isTracing = false }: DayOptions): Promise<Day> {
  const kernel = createKernel(SEED, isTracing, 30_000);
  const findings: string[] = [];
  const said = new Set<string>();
  let steps = 0;
  let call = '';
  try {
    await kernel.run(async () => {
      const world = await openWorld(kernel, spoils);
      const scene: Scene = { world, ledger: createLedger(world, new Set()), outsiders: new Set(), counts: new Map(), findings, backups: new Map() };
      const mine = await world.machine(CAST.drafter);
      const mate = await world.machine(CAST.mate);
      let left = FULL_CALLS;
      // A call that fails where nobody expects it ends the process; its host starts it again (electron/ipc/replica-link.ts).
      kernel.onFallen = (life, error) => {
        if (life !== mine.life() || storageStateOf(error) === null) return false;
        said.add('the process ends');
        mine.dieHere(world.people);
        return true;
      };
      world.onDiskStep = (machine, step, what) => {
        if (machine !== mine) return;
        steps = step;
        if (fault === null || step < at) return;
        if (step === at) call = what;
        if (fault === 'kill' && step === at) machine.dieHere(world.people);
        if (fault === 'io' && step === at) throw isFile(what) ? fileError('EIO') : sqliteError(SQLITE.io);
        if (fault !== 'full' || left === 0 || !isWrite(what)) return;
        left -= 1;
        throw isFile(what) ? fileError('ENOSPC') : sqliteError(SQLITE.full);
      };
      await day(scene, mine, mate, said);
      await quiet(scene, QUIET_MS_MAX);
      findings.push(...judge(world, scene.ledger));
      world.close();
    });
  } catch (error) {
    findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  findings.push(...kernel.unheard());
  if (findings.length > 0) forgetStock();
  return { findings, steps, call, said, trace: kernel.trace() };
}

async function day(scene: Scene, mine: Machine, mate: Machine, said: Set<string>): Promise<void> {
  const { kernel } = scene.world;
  const here = async (): Promise<string | null> => {
    await mine.start();
    for (const failure of mine.failures.splice(0)) said.add(`start: ${String((failure as { readonly code?: unknown }).code)}`);
    if (scene.ledger.docIds.size === 0) await createDocument(scene, mine);
    const docId = [...scene.ledger.docIds][0] ?? null;
    if (docId !== null && mine.writable(docId) === null && mine.open(docId) !== null) await kernel.sleep(50);
    return docId;
  };
  const asIs = async (what: (docId: string) => unknown): Promise<void> => {
    const docId = await here();
    if (docId !== null) await what(docId);
    const summary = await mine.value('sync.get', {});
    if (summary !== null && summary.storage !== 'ok') said.add(summary.storage);
    if (summary?.error?.code.startsWith('storage.') === true) said.add(summary.error.code);
    await kernel.sleep(150);
  };
  const write = (docId: string): boolean => edit(scene, mine, docId);
  await mate.start();
  await asIs(write);
  await asIs((docId) => save(scene, mine, docId));
  await asIs((docId) => act(scene, mine, docId, () => ({ kind: 'invite', personIds: [CAST.mate] })));
  for (let times = 0; times < 3; times += 1) await asIs(write);
  await kernel.sleep(500);
  mine.wire.cut();
  for (let times = 0; times < 3; times += 1) await asIs(write);
  await asIs((docId) => save(scene, mine, docId));
  const submit = (docId: string): Promise<boolean> => act(scene, mine, docId, (contentHash) => ({ kind: 'submit', contentHash, opinion: '', people: [], dueAt: null, reasons: {} }));
  await asIs(submit);
  mine.wire.join();
  await asIs(() => mine.ask('sync.now', {}));
  await kernel.sleep(1_000);
  await asIs((docId) => act(scene, mine, docId, () => ({ kind: 'withdraw' })));
  await asIs(write);
  // And now somebody else hands nothing on, but writes: what is written here late becomes a branch.
  mine.wire.cut();
  await asIs(write);
  await asIs((docId) => save(scene, mine, docId));
  await asIs((docId) => { mate.open(docId); });
  await asIs((docId) => { edit(scene, mate, docId); });
  await asIs(submit);
  mine.wire.join();
  await asIs(() => mine.ask('sync.now', {}));
  await asIs((docId) => { mine.close(docId); });
  await kernel.sleep(4_000);
  for (const [key, times] of scene.counts) if (times > 0) for (const code of key.match(/storage\.[a-z-]+/gu) ?? []) said.add(code);
}
