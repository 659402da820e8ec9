/**
 * Presence (carets of others) between the editors on this machine and the server's socket.
 * A socket that was cut takes its people off the others' screens; when it comes back their last state must count as newer,
 * so this relay adds the number of reconnections to every clock that passes upwards.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { AWARENESS_BYTES_MAX } from '#shared/protocol/collab.ts';

export interface PresenceEntry {
  readonly client: number;
  readonly clock: number;
  /** JSON; `null` means gone. */
  readonly state: string;
}

const ENTRIES_MAX = 1_000;

/** null when the bytes are no presence frame. */
export function readPresence(bytes: Uint8Array): readonly PresenceEntry[] | null {
  try {
    const decoder = decoding.createDecoder(bytes);
    const count = decoding.readVarUint(decoder);
    if (count > ENTRIES_MAX) return null;
    const entries: PresenceEntry[] = [];
    for (let index = 0; index < count; index += 1) {
      const entry = { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder), state: decoding.readVarString(decoder) };
      if (entry.state.length > AWARENESS_BYTES_MAX) return null;
      JSON.parse(entry.state);
      entries.push(entry);
    }
    return entries;
  } catch {
    return null;
  }
}

export function writePresence(entries: readonly PresenceEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const entry of entries) {
    encoding.writeVarUint(encoder, entry.client);
    encoding.writeVarUint(encoder, entry.clock);
    encoding.writeVarString(encoder, entry.state);
  }
  return encoding.toUint8Array(encoder);
}

export type PresenceRelay = ReturnType<typeof createPresenceRelay>;

/** The people of one editor window. */
export function createPresenceRelay() {
  const own = new Map<number, PresenceEntry>();
  let reconnections = 0;
  const shifted = (entry: PresenceEntry): PresenceEntry => ({ ...entry, clock: entry.clock + reconnections });

  return {
    /** What goes up for a frame of the editor; null for bytes that are none. */
    up: (bytes: Uint8Array): Uint8Array | null => {
      const entries = readPresence(bytes);
      if (entries === null) return null;
      for (const entry of entries) own.set(entry.client, entry);
      return writePresence(entries.map(shifted));
    },
    /** After a reconnection: everybody of this editor again, newer than before. */
    again: (): Uint8Array => {
      reconnections += 1;
      return writePresence([...own.values()].map(shifted));
    },
    /** The editor closed. */
    gone: (): Uint8Array => writePresence([...own.values()].map((entry) => ({ ...shifted(entry), clock: shifted(entry).clock + 1, state: 'null' }))),
    /** An editor is never told about itself: its own word is the newest. */
    isOwn: (client: number): boolean => own.has(client),
  };
}
