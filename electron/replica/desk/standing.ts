/**
 * Whose desks this person keeps (委托), as the server said last: kept for offline, with the end of each, so that it is over here too when nobody can
 * be asked. Owns what is lost with it: documents that could be read in another's place and no longer can.
 */
import { z } from 'zod';
import type { DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can, type Actor, type Standing } from '#shared/policy/can.ts';
import { standing as standingSchema, type StandingUntil } from '#shared/protocol/delegations.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import type { Timers } from '#electron/replica/ports.ts';

const KEY = 'standing';
/** Timers count no further than some weeks; a long one is set again. */
const LOOK_EVERY_MS_MAX = 3_600_000;

export interface StandingOptions {
  readonly self: Actor;
  readonly store: { value(key: string): string | null; setValue(key: string, value: string): void };
  readonly clock: Clock;
  readonly timers: Timers;
  readonly attempt: (write: () => void) => boolean;
  readonly org: () => OrgView;
  readonly views: () => readonly DocumentView[];
  readonly onLost: (docIds: readonly DocId[]) => void;
  readonly onChanged: () => void;
}

export interface KeptStanding {
  current(): readonly Standing[];
  learn(heard: readonly StandingUntil[]): 'same' | 'changed' | 'unstored';
  stop(): void;
}

export function createStanding({ self, store, clock, timers, attempt, org, views, onLost, onChanged }: StandingOptions): KeptStanding {
  let known = read(store.value(KEY));
  let cancel = (): void => undefined;

  const current = (): readonly StandingUntil[] => (known.length === 0 ? known : known.filter((each) => each.until > clock.now()));
  const readable = (standsFor: readonly Standing[]): ReadonlySet<DocId> =>
    new Set(views().filter(({ state }) => can({ ...self, standsFor }, 'document.read', { kind: 'document', state }, org()).ok).map(({ state }) => state.docId));
  const turn = (had: readonly StandingUntil[]): void => {
    const kept = readable(current());
    onLost([...readable(had)].filter((docId) => !kept.has(docId)));
    onChanged();
    watch();
  };
  const watch = (): void => {
    cancel();
    if (known.length === 0) return;
    const next = Math.min(...known.map((each) => each.until)) - clock.now();
    cancel = timers.after(Math.max(0, Math.min(next, LOOK_EVERY_MS_MAX)), () => {
      const had = known;
      known = current();
      if (known.length < had.length) turn(had);
      else watch();
    });
  };
  watch();

  return {
    current,
    learn: (heard) => {
      const had = known;
      const text = JSON.stringify(heard);
      if (text === JSON.stringify(had)) return 'same';
      if (!attempt(() => { store.setValue(KEY, text); })) return 'unstored';
      known = heard;
      turn(had);
      return 'changed';
    },
    stop: () => { cancel(); },
  };
}

function read(text: string | null): readonly StandingUntil[] {
  if (text === null) return [];
  try {
    return z.array(standingSchema).safeParse(JSON.parse(text)).data ?? [];
  } catch {
    // The next page of the feed says it again.
    return [];
  }
}
