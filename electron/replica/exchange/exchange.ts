/**
 * The exchange as a window asks for it: receipt boards, acts on deliveries, whom a distribution means. All of it is the server's; nothing is kept
 * here, so without the network the answer is `network.unreachable` and the screen says so. The op id comes from whoever asks, so that asking again after a
 * lost answer has no second effect.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import { board, exchangeAnswer, preview, type Board, type ExchangeAnswer, type Preview } from '#shared/exchange/board.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import type { Http } from '#electron/replica/sync/http.ts';

export interface Exchange {
  board(input: CallInput<'exchange.board'>): Promise<Result<Board, AppError>>;
  act(input: CallInput<'exchange.act'>): Promise<Result<ExchangeAnswer, AppError>>;
  preview(input: CallInput<'exchange.preview'>): Promise<Result<Preview, AppError>>;
}

export function createExchange(http: Pick<Http, 'get' | 'post'>, isOnline: () => boolean): Exchange {
  /** Said at once instead of after a timeout. */
  const online = async <T>(ask: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> => (isOnline() ? ask() : err(appError('network.unreachable')));
  return {
    board: ({ docId, filter, offset, limit }) => online(() => {
      const query = new URLSearchParams({ offset: String(offset), limit: String(limit) });
      for (const [name, value] of Object.entries(filter)) if (value !== undefined && value !== '') query.set(name, String(value));
      return http.get(`/api/exchange/${docId}/board?${query.toString()}`, board);
    }),
    act: ({ docId, act }) => online(() => http.post(`/api/exchange/${docId}`, act, exchangeAnswer)),
    preview: (input) => online(() => http.post('/api/exchange/preview', input, preview)),
  };
}
