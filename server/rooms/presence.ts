/**
 * Who is in a document and where their caret stands. Identity is stamped here from the session: a client's own claim of a name is
 * replaced, one socket shows one person, and nobody can speak under another socket's client id (SYN07).
 * Stock clients echo the states of others back; those are ignored, not punished. Changes of one tick leave as one frame: at once when it
 * was quiet, and the more people there are the longer the tick, because everybody's every move goes to everybody.
 */
import { AWARENESS_BYTES_MAX } from '#shared/protocol/collab.ts';
import { awarenessFrame, readAwareness, type PresenceEntry } from './frames.ts';

export interface PresenceOwner {
  readonly sessionKey: string;
  readonly user: { readonly personId: string; readonly name: string; readonly unitName: string };
  sendPresence(frame: Uint8Array): void;
}

export interface Presence {
  join(owner: PresenceOwner): void;
  leave(owner: PresenceOwner): void;
  /** False when the bytes are no presence at all. */
  receive(owner: PresenceOwner, states: Uint8Array): boolean;
  sendAll(owner: PresenceOwner): void;
  /** Whose socket announced this client id, also when it has just left. */
  personOf(clientId: number): string | undefined;
}

interface Shown extends PresenceEntry {
  readonly owner: PresenceOwner;
}

/** Dark enough for white text at 4.5:1, told apart also by people who see red and green alike. */
export const COLORS = ['#1F4E8C', '#8A3B12', '#00695C', '#6A1B9A', '#7A5900', '#AD1457', '#37474F', '#2E5E1E'] as const;

const CLIENT_ID_MAX = 0xffff_ffff;
const CLOCK_MAX = 2 ** 30;
const DEPARTED_MAX = 1_000;
/** 50 people: 2.5 ms; 224 and more: 50 ms. */
const TICK_MS_MAX = 50;
const tickMs = (people: number): number => Math.min(TICK_MS_MAX, (people * people) / 1_000);

/**
 * `fail`: frames leave in a turn of their own, where nobody else would catch what goes wrong.
 * `ownerOf`: who has written under a client id before; nobody else may show themselves under it.
 */
export function createPresence(fail: (error: unknown) => void, ownerOf: (clientId: number) => string | undefined = () => undefined): Presence {
  const shown = new Map<number, Shown>();
  const colors = new Map<PresenceOwner, string>();
  /** Whose id it was: an echo of somebody who just left must not come back to life under another name. */
  const departed = new Map<number, { readonly personId: string; readonly clock: number }>();
  const dirty = new Set<number>();
  let flushedAt = 0;

  const flush = (): void => {
    try {
      showChanged();
    } catch (error) {
      fail(error);
    }
  };
  const showChanged = (): void => {
    flushedAt = performance.now();
    const changed = [...dirty].map((clientId) => shown.get(clientId) ?? goneEntry(clientId));
    dirty.clear();
    const frame = awarenessFrame(changed);
    for (const owner of colors.keys()) {
      // Nobody is told about themselves: a client that hears a newer clock for its own id would answer, for ever.
      const others = changed.filter((entry) => shown.get(entry.clientId)?.owner !== owner);
      if (others.length === changed.length) owner.sendPresence(frame);
      else if (others.length > 0) owner.sendPresence(awarenessFrame(others));
    }
  };
  const goneEntry = (clientId: number): PresenceEntry => ({ clientId, clock: departed.get(clientId)?.clock ?? 1, state: 'null' });
  const touch = (clientId: number): void => {
    if (dirty.size === 0) {
      const waitMs = flushedAt + tickMs(colors.size) - performance.now();
      if (waitMs > 0) setTimeout(flush, waitMs);
      else setImmediate(flush);
    }
    dirty.add(clientId);
  };
  const remove = (clientId: number, entry: Shown): void => {
    shown.delete(clientId);
    departed.set(clientId, { personId: entry.owner.user.personId, clock: entry.clock + 1 });
    if (departed.size > DEPARTED_MAX) for (const oldest of departed.keys()) { departed.delete(oldest); break; }
    touch(clientId);
  };
  const ownId = (owner: PresenceOwner): number | undefined => {
    for (const [clientId, entry] of shown) if (entry.owner === owner) return clientId;
    return undefined;
  };
  const mayShow = (owner: PresenceOwner, clientId: number): boolean => {
    const own = ownId(owner);
    if (own !== undefined) return own === clientId;
    if ((ownerOf(clientId) ?? owner.user.personId) !== owner.user.personId) return false;
    const held = shown.get(clientId);
    // After a cut cable the old socket may still look alive: the same session takes its own id back.
    if (held !== undefined) return held.owner.sessionKey === owner.sessionKey;
    const before = departed.get(clientId);
    return before === undefined || before.personId === owner.user.personId;
  };
  const receiveOne = (owner: PresenceOwner, { clientId, clock, state }: PresenceEntry): void => {
    if (clientId > CLIENT_ID_MAX || !mayShow(owner, clientId)) return;
    const held = shown.get(clientId);
    const fields = readState(state);
    if (fields === null) {
      if (held !== undefined) remove(clientId, held);
      return;
    }
    const stamped = JSON.stringify({ ...fields, user: { ...owner.user, color: colors.get(owner) } });
    const before = held?.clock ?? departed.get(clientId)?.clock ?? 0;
    shown.set(clientId, { clientId, clock: Math.max(before + 1, Math.min(clock, CLOCK_MAX)), state: stamped, owner });
    departed.delete(clientId);
    touch(clientId);
  };

  return {
    join: (owner) => {
      const taken = new Set(colors.values());
      colors.set(owner, COLORS.find((color) => !taken.has(color)) ?? COLORS[colors.size % COLORS.length] ?? COLORS[0]);
    },
    leave: (owner) => {
      const clientId = ownId(owner);
      colors.delete(owner);
      const entry = clientId === undefined ? undefined : shown.get(clientId);
      if (clientId !== undefined && entry !== undefined) remove(clientId, entry);
    },
    receive: (owner, states) => {
      const entries = readAwareness(states);
      if (entries === null) return false;
      for (const entry of entries) if (Buffer.byteLength(entry.state) <= AWARENESS_BYTES_MAX) receiveOne(owner, entry);
      return true;
    },
    sendAll: (owner) => {
      const others = [...shown.values()].filter((entry) => entry.owner !== owner);
      if (others.length > 0) owner.sendPresence(awarenessFrame(others));
    },
    personOf: (clientId) => shown.get(clientId)?.owner.user.personId ?? departed.get(clientId)?.personId,
  };
}

function readState(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
