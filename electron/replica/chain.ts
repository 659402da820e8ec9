/** The chain of a 请示 as this machine sees it: facts from the server, days counted up to today at each look. While the server cannot be asked, what was seen last is shown as of its time, after a restart too. */
import { z } from 'zod';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { daysAt, daysInAll, levelInHand, levelState } from '#shared/exchange/chain.ts';
import type { ChainReading } from '#shared/ipc/contract.ts';
import { chain, type Chain, type ChainParams } from '#shared/protocol/chain.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { createLastAnswers } from './last-answers.ts';
import { chainKey } from './store/store.ts';
import type { Http } from './sync/http.ts';

export interface ChainsOptions {
  readonly http: Pick<Http, 'get'>;
  readonly clock: Clock;
  readonly calendar: () => Calendar;
  readonly isOnline: () => boolean;
  readonly store: { value(key: string): string | null; setValue(key: string, value: string): void };
  readonly attempt: (write: () => void) => boolean;
  /** Whether the document is on this machine: of what one may no longer read nothing is told. */
  readonly isHere: (docId: string) => boolean;
}

export type Chains = ReturnType<typeof createChains>;

const CHAINS_MAX = 200;

const keptSchema = z.object({ value: chain, asOf: z.number() });

export function createChains({ http, clock, calendar, isOnline, store, attempt, isHere }: ChainsOptions) {
  const seen = createLastAnswers<Chain>(clock, CHAINS_MAX, {
    // What is broken there, or of another version, was never heard.
    read: (docId) => keptSchema.safeParse(parsed(store.value(chainKey(docId)))).data ?? null,
    write: (docId, heard) => { attempt(() => { store.setValue(chainKey(docId), JSON.stringify(heard)); }); },
  });
  return {
    of: async ({ docId }: ChainParams): Promise<Result<ChainReading, AppError>> => {
      if (!isHere(docId)) return err(appError('not-found', { rule: 'POL04' }));
      const heard = await seen(docId, async () => (isOnline() ? http.get(`/api/documents/${docId}/chain`, chain) : err(appError('network.unreachable'))));
      if (!heard.ok) return heard;
      const { value: { docType, levels, derived }, asOf, isLive } = heard.value;
      const [now, known] = [clock.now(), calendar()];
      return ok({
        docType, derived, asOf, isLive, inHand: levelInHand(levels), total: daysInAll(levels, now, known),
        levels: levels.map((level, index) => ({ ...level, state: levelState(levels, index), days: daysAt(levels, index, now, known) })),
      });
    },
  };
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
