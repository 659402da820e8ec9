/** 修改记录 of a text, as the server has it; what was read of it is shown without the network too, while the program runs. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Content } from '#shared/doc/canonical.ts';
import { historyResponse, pastTextResponse, type HistoryPeriod, type HistoryResponse } from '#shared/protocol/history.ts';
import { createLastAnswers } from '../last-answers.ts';
import type { Http } from '../sync/http.ts';

export interface HistoryOptions {
  readonly http: Pick<Http, 'get'>;
  readonly clock: Clock;
  readonly isOnline: () => boolean;
}

export type History = ReturnType<typeof createHistory>;

const LISTS_KEPT = 40;
const TEXTS_KEPT = 40;

export function createHistory({ http, clock, isOnline }: HistoryOptions) {
  const lists = createLastAnswers<HistoryResponse>(clock, LISTS_KEPT);
  const texts = createLastAnswers<{ readonly canonical: string }>(clock, TEXTS_KEPT);
  const offline = err(appError('network.unreachable'));
  return {
    list: async (docId: string): Promise<Result<readonly HistoryPeriod[], AppError>> => {
      const read = await lists(docId, async () => (isOnline() ? http.get(`/api/documents/${docId}/history`, historyResponse) : offline));
      return read.ok ? ok(read.value.value.periods) : read;
    },
    read: async (docId: string, upTo: number): Promise<Result<Content, AppError>> => {
      const read = await texts(`${docId} ${upTo}`, async () => (isOnline() ? http.get(`/api/documents/${docId}/history/${upTo}`, pastTextResponse) : offline));
      return read.ok ? ok(JSON.parse(read.value.value.canonical) as Content) : read;
    },
  };
}
