/**
 * 督办 as this machine sees it: facts from the server, lights and days from this machine's calendar and clock, counted anew at each look.
 * While the server cannot be asked, what was seen last is shown as of its time.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { PartsReading, SupervisionReading, WatchedItem, WatchedPart } from '#shared/ipc/contract.ts';
import type { Actor } from '#shared/policy/can.ts';
import { canWatch } from '#shared/policy/supervision.ts';
import { supervisionBoard, supervisionParts, type PartsParams, type SupervisionBoard, type SupervisionItem, type SupervisionPart, type SupervisionParts, type SupervisionQuery } from '#shared/protocol/supervision.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { daysLeft, lightOfItem, rollUp } from '#shared/workflow/parts.ts';
import { createLastAnswers } from './last-answers.ts';
import type { Http } from './sync/http.ts';

export interface SupervisionOptions {
  readonly http: Pick<Http, 'get'>;
  readonly clock: Clock;
  readonly actor: Actor;
  readonly calendar: () => Calendar;
  readonly isOnline: () => boolean;
}

export type Supervision = ReturnType<typeof createSupervision>;

const BOARDS_MAX = 6;
const WHOLES_MAX = 50;

export function createSupervision({ http, clock, actor, calendar, isOnline }: SupervisionOptions) {
  const boards = createLastAnswers<SupervisionBoard>(clock, BOARDS_MAX);
  const wholes = createLastAnswers<SupervisionParts>(clock, WHOLES_MAX);
  const offline = (): Result<never, AppError> => err(appError('network.unreachable'));
  const watchedPart = (part: SupervisionPart): WatchedPart => ({ ...part, light: lightOfItem(part, clock.now(), calendar()), daysLeft: daysLeft(part, clock.now(), calendar()) });
  const watched = (item: SupervisionItem): WatchedItem => ({ ...watchedPart(item), light: rollUp(item, item.parts, clock.now(), calendar()), parts: item.parts.map(watchedPart) });

  return {
    board: async (query: SupervisionQuery): Promise<Result<SupervisionReading, AppError>> => {
      const may = canWatch(actor.memberships, query.organId);
      if (!may.ok) return err(appError(may.code, { rule: may.rule }));
      const seen = await boards(JSON.stringify(query), async () => (isOnline() ? http.get(`/api/supervision?organId=${query.organId}&scope=${query.scope}`, supervisionBoard) : offline()));
      return seen.ok ? ok({ rows: seen.value.value.rows.map(watched), more: seen.value.value.more, asOf: seen.value.asOf, isLive: seen.value.isLive }) : seen;
    },
    parts: async ({ docId }: PartsParams): Promise<Result<PartsReading, AppError>> => {
      const seen = await wholes(docId, async () => (isOnline() ? http.get(`/api/supervision/${docId}/parts`, supervisionParts) : offline()));
      return seen.ok ? ok({ parts: seen.value.value.parts.map(watchedPart), asOf: seen.value.asOf, isLive: seen.value.isLive }) : seen;
    },
  };
}
