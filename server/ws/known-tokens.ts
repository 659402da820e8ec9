/**
 * Remembers for a moment whom a token belongs to, so that a morning's storm of sockets does not ask the database for each of them.
 * Only good answers are kept, no longer than people may wait for a change of their posts to show, and not past a sign-out.
 */
import type { AppError } from '#shared/base/errors.ts';
import type { Clock, EpochMs } from '#shared/base/ports.ts';
import type { Result } from '#shared/base/result.ts';
import type { Identified, Identify } from '#server/auth/identity.ts';
import type { Sessions } from '#server/auth/sessions.ts';

export interface KnownTokens {
  readonly identify: Identify;
  /** Their rights have changed: whoever comes next is asked for anew. */
  forget(personId: string): void;
  stop(): void;
}

type Answer = Result<Identified, AppError>;

const REMEMBERED_MS = 3_000;
const TOKENS_MAX = 10_000;

export function createKnownTokens(identify: Identify, sessions: Sessions, clock: Clock): KnownTokens {
  const known = new Map<string, { readonly asked: Promise<Answer>; readonly at: EpochMs; answer: Answer | null }>();
  const stopListening = sessions.onEnd((key) => {
    // Whoever is still being asked for may have been found before the end: asked again.
    for (const [token, { answer }] of known) if (answer === null || (answer.ok && answer.value.session.key === key)) known.delete(token);
  });

  return {
    identify: (token) => {
      const now = clock.now();
      const before = token === null ? undefined : known.get(token);
      const isFresh = before !== undefined && now - before.at < REMEMBERED_MS && now >= before.at
        && (before.answer === null || (before.answer.ok && before.answer.value.session.expiresAt > now));
      if (isFresh) return before.asked;
      const asked = identify(token);
      if (token === null) return asked;
      if (known.size >= TOKENS_MAX) known.clear();
      const entry = { asked, at: now, answer: null as Answer | null };
      known.set(token, entry);
      const forget = (): void => {
        if (known.get(token) === entry) known.delete(token);
      };
      asked.then((answer) => {
        entry.answer = answer;
        if (!answer.ok) forget();
      }, forget);
      return asked;
    },
    forget: (personId) => {
      for (const [token, { answer }] of known) if (answer === null || (answer.ok && answer.value.account.personId === personId)) known.delete(token);
    },
    stop: () => {
      stopListening();
      known.clear();
    },
  };
}
