/** The chain of a 请示 as this machine sees it: facts from the server, days counted up to today at each look. While the server cannot be asked, what was seen last is shown as of its time. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { daysAt, daysInAll, levelInHand, levelState } from '#shared/exchange/chain.ts';
import type { ChainReading } from '#shared/ipc/contract.ts';
import { chain, type Chain, type ChainParams } from '#shared/protocol/chain.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { createLastAnswers } from './last-answers.ts';
import type { Http } from './sync/http.ts';

export interface ChainsOptions {
  readonly http: Pick<Http, 'get'>;
  readonly clock: Clock;
  readonly calendar: () => Calendar;
  readonly isOnline: () => boolean;
}

export type Chains = ReturnType<typeof createChains>;

const CHAINS_MAX = 200;

export function createChains({ http, clock, calendar, isOnline }: ChainsOptions) {
  const seen = createLastAnswers<Chain>(clock, CHAINS_MAX);
  return {
    of: async ({ docId }: ChainParams): Promise<Result<ChainReading, AppError>> => {
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
