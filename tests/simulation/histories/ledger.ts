/**
 * What the people of a history did and were promised: every character once written (each is written once, so it can be found again), every act that was taken,
 * and who might see what. Knows nothing of how it is kept.
 */
import type { Machine } from '#tests/simulation/world/machine.ts';
import { WATCH_MS } from '#tests/simulation/world/server.ts';
import type { World } from '#tests/simulation/world/world.ts';

export interface Written {
  readonly docId: string;
  readonly machine: Machine;
  /** When this machine said that it is on its disk; null: it never did. */
  promisedAt: number | null;
  /** Somebody took it out, somewhere. */
  isDeleted: boolean;
}

export interface Taken {
  readonly opId: string;
  readonly docId: string;
  readonly kind: string;
  readonly machine: Machine;
  /** Of the text that its author saw; null where the act binds none. */
  readonly hash: string | null;
  readonly at: number;
  /** Its machine was set back to before it. */
  isVoid: boolean;
}

export interface Ledger {
  readonly written: ReadonlyMap<string, Written>;
  readonly taken: readonly Taken[];
  /** Asked for, and the process died before it said whether it took it: it may have. */
  readonly unanswered: readonly Pick<Taken, 'docId' | 'kind' | 'machine'>[];
  readonly docIds: ReadonlySet<string>;
  readonly leaks: string[];
  /** A character that nobody has written yet. */
  fresh(): string;
  wrote(char: string, docId: string, machine: Machine): void;
  deleted(chars: Iterable<string>): void;
  promise(chars: Iterable<string>, machine: Machine): void;
  took(act: Omit<Taken, 'at' | 'isVoid'>): void;
  diedOver(act: Pick<Taken, 'docId' | 'kind' | 'machine'>): void;
  document(docId: string): void;
  /** A block was taken out: what somebody else writes into it at the same time goes with it. */
  blockGone(docId: string): void;
  hasLostBlocks(docId: string): boolean;
  /** The machine knows nothing more of what it was told after this. */
  setBack(machine: Machine, to: number): void;
  shutOut(personId: string): void;
  letIn(personId: string): void;
  isShutOut(personId: string): boolean;
}

/** CJK extension A: no template has a character of it. */
const FIRST = 0x3400;
const COUNT = 6_500;
const CHARS = /[\u3400-\u4dbf]/gu;
/** An open line of somebody who was shut out ends within this (server/auth/watch.ts). */
const GRACE_MS = WATCH_MS + 1_000;

const utf8 = new TextDecoder();

/** Those in a text, or in bytes that hold texts. */
export function charsIn(said: string | Uint8Array): ReadonlySet<string> {
  const text = typeof said === 'string' ? said : holdsAny(said) ? utf8.decode(said) : '';
  return new Set(text.match(CHARS) ?? []);
}

/** In UTF-8 each begins with E3 or E4. */
function holdsAny(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0xe3 || bytes[at] === 0xe4) return true;
  return false;
}

export function createLedger(world: World, outsiders: ReadonlySet<string>): Ledger {
  const written = new Map<string, Written>();
  const taken: Taken[] = [];
  const unanswered: Pick<Taken, 'docId' | 'kind' | 'machine'>[] = [];
  const docIds = new Set<string>();
  const leaks: string[] = [];
  const shutSince = new Map<string, number>();
  const lostBlocks = new Set<string>();
  let next = 0;
  const mayRead = (personId: string, docId: string): boolean => {
    const since = shutSince.get(personId);
    return since === undefined ? world.mayRead(personId, docId) : world.kernel.now() - since < GRACE_MS;
  };
  world.onSaid = (machine, what, said) => {
    for (const char of charsIn(said)) {
      const docId = written.get(char)?.docId;
      if (docId !== undefined && !mayRead(machine.personId, docId)) leaks.push(`${machine.name} was told ${char} of ${docId.slice(0, 6)} by ${what}`);
    }
    if (!outsiders.has(machine.personId) || typeof said !== 'string') return;
    for (const docId of docIds) if (said.includes(docId)) leaks.push(`${machine.name} was told of ${docId.slice(0, 6)} by ${what}`);
  };
  return {
    written, taken, unanswered, docIds, leaks,
    fresh: () => {
      next += 1;
      if (next > COUNT) throw new Error('no characters left');
      return String.fromCharCode(FIRST + next);
    },
    wrote: (char, docId, machine) => { written.set(char, { docId, machine, promisedAt: null, isDeleted: false }); },
    deleted: (chars) => {
      for (const char of chars) {
        const one = written.get(char);
        if (one !== undefined) one.isDeleted = true;
      }
    },
    promise: (chars, machine) => {
      for (const char of chars) {
        const one = written.get(char);
        if (one?.machine === machine) one.promisedAt ??= world.kernel.now();
      }
    },
    took: (act) => { taken.push({ ...act, at: world.kernel.now(), isVoid: false }); },
    diedOver: (act) => { unanswered.push(act); },
    blockGone: (docId) => { lostBlocks.add(docId); },
    hasLostBlocks: (docId) => lostBlocks.has(docId),
    document: (docId) => { docIds.add(docId); },
    setBack: (machine, to) => {
      for (const one of written.values()) if (one.machine === machine && one.promisedAt !== null && one.promisedAt >= to) one.promisedAt = null;
      for (const act of taken) if (act.machine === machine && act.at >= to) act.isVoid = true;
    },
    shutOut: (personId) => { shutSince.set(personId, world.kernel.now()); },
    letIn: (personId) => { shutSince.delete(personId); },
    isShutOut: (personId) => shutSince.has(personId),
  };
}
