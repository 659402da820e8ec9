/**
 * Versions of a text that were handed on, as the server has them. Each is what its hash says, so one that was read is good for ever: the last of them are kept
 * while the program runs, and shown without the network too.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Content } from '#shared/doc/canonical.ts';
import { versionResponse, type VersionParams, type VersionResponse } from '#shared/protocol/versions.ts';
import { createLastAnswers } from '../last-answers.ts';
import type { Http } from '../sync/http.ts';

export interface VersionsOptions {
  readonly http: Pick<Http, 'get'>;
  readonly clock: Clock;
  readonly sm3: Sm3;
  readonly isOnline: () => boolean;
}

export type Versions = ReturnType<typeof createVersions>;

const KEPT_MAX = 40;

export function createVersions({ http, clock, sm3, isOnline }: VersionsOptions) {
  const seen = createLastAnswers<VersionResponse>(clock, KEPT_MAX);
  const ask = async ({ docId, hash }: VersionParams): Promise<Result<VersionResponse, AppError>> => {
    if (!isOnline()) return err(appError('network.unreachable'));
    const answer = await http.get(`/api/documents/${docId}/versions/${hash}`, versionResponse);
    if (answer.ok && sm3(answer.value.canonical) !== hash) return err(appError('network.not-this-server', { rule: 'CMP07' }));
    return answer;
  };
  return {
    read: async (params: VersionParams): Promise<Result<Content, AppError>> => {
      const read = await seen(`${params.docId} ${params.hash}`, () => ask(params));
      return read.ok ? ok(JSON.parse(read.value.value.canonical) as Content) : read;
    },
  };
}
