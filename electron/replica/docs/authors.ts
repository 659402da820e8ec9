/** Who wrote under which Yjs client id, as the server said it last: shown without the network too, while the program runs. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { authorsResponse, type AuthorsResponse } from '#shared/protocol/authors.ts';
import { createLastAnswers } from '../last-answers.ts';
import type { Http } from '../sync/http.ts';

export interface AuthorsOptions {
  readonly http: Pick<Http, 'get'>;
  readonly clock: Clock;
  readonly isOnline: () => boolean;
}

export type Authors = ReturnType<typeof createAuthors>;

const KEPT_MAX = 100;

export function createAuthors({ http, clock, isOnline }: AuthorsOptions) {
  const seen = createLastAnswers<AuthorsResponse>(clock, KEPT_MAX);
  return {
    read: async (docId: string): Promise<Result<AuthorsResponse['authors'], AppError>> => {
      const read = await seen(docId, async () => (isOnline() ? http.get(`/api/documents/${docId}/authors`, authorsResponse) : err(appError('network.unreachable'))));
      return read.ok ? ok(read.value.value.authors) : read;
    },
  };
}
