/** 移交 as a window asks for it: the server's alone, because it moves what others hold too. Done again after a lost answer, it was done once. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { createOpId } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import { handoverList, handoverPreview, handoverRecord, type HandoverList, type HandoverPreview, type HandoverRecord } from '#shared/protocol/handovers.ts';
import type { Http } from '#electron/replica/sync/http.ts';

export interface HandoversOptions {
  readonly http: Pick<Http, 'get' | 'post'>;
  readonly random: Random;
  readonly isOnline: () => boolean;
}

export interface Handovers {
  preview(sides: CallInput<'handover.preview'>): Promise<Result<HandoverPreview, AppError>>;
  handOver(wish: CallInput<'handover.do'>): Promise<Result<HandoverRecord, AppError>>;
  list(organId: string): Promise<Result<HandoverList, AppError>>;
}

export function createHandovers({ http, random, isOnline }: HandoversOptions): Handovers {
  const unanswered = new Map<string, string>();
  const online = async <T>(ask: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> => (isOnline() ? ask() : err(appError('network.unreachable')));
  return {
    preview: (sides) => online(() => http.get(`/api/handovers/preview?${new URLSearchParams(sides).toString()}`, handoverPreview)),
    handOver: (wish) => online(async () => {
      const key = JSON.stringify(wish);
      const opId = unanswered.get(key) ?? createOpId(random);
      unanswered.set(key, opId);
      const answer = await http.post('/api/handovers', { ...wish, opId }, handoverRecord);
      if (answer.ok || answer.error.code !== 'network.unreachable') unanswered.delete(key);
      return answer;
    }),
    list: (organId) => online(() => http.get(`/api/handovers?organId=${encodeURIComponent(organId)}`, handoverList)),
  };
}
