import { expect, it } from 'vitest';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { SupervisionBoard, SupervisionPart } from '#shared/protocol/supervision.ts';
import { atOf } from '#shared/time/china-day.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { id } from '#tests/kit/story.ts';
import { createSupervision } from './supervision.ts';

const ORGAN = 'organ01' as UnitId;
const QUERY = { organId: ORGAN, scope: 'open' } as const;
const item = (n: number, day: string): SupervisionPart => ({ docId: id(n), number: null, title: '', stage: 'handling', dueAt: atOf(day, 18 * 60), units: [], holders: [], reports: [], mayOpen: true });
const BOARD: SupervisionBoard = { rows: [{ ...item(1, '2026-12-31'), parts: [item(2, '2026-11-27')] }], more: false };

function machine(role: Role) {
  const line = { now: atOf('2026-11-26', 9 * 60), isOnline: true };
  const http = { get: async (): Promise<Result<unknown, AppError>> => (line.isOnline ? ok(BOARD) : err(appError('network.unreachable'))) } as unknown as Parameters<typeof createSupervision>[0]['http'];
  const post = { id: 'm1', personId: 'p00001' as PersonId, unitId: ORGAN, organId: ORGAN, title: '', roles: [role], order: 1, primary: true };
  const supervision = createSupervision({ http, clock: { now: () => line.now }, actor: { personId: 'p00001' as PersonId, name: '', memberships: [post] }, calendar: () => NATIONAL_CALENDAR, isOnline: () => line.isOnline });
  return { line, supervision };
}

it('[SUP03] offline what was seen last is shown as of its time, with the lights of today', async () => {
  const { line, supervision } = machine('principalLeader');
  const seen = line.now;
  expect(await supervision.board(QUERY)).toMatchObject({ ok: true, value: { isLive: true, rows: [{ light: 'yellow', daysLeft: 25, parts: [{ light: 'yellow', daysLeft: 1 }] }] } });
  line.isOnline = false;
  line.now = atOf('2026-11-30', 9 * 60);
  expect(await supervision.board(QUERY)).toMatchObject({ ok: true, value: { isLive: false, asOf: seen, rows: [{ light: 'red', daysLeft: 23, parts: [{ light: 'red', daysLeft: -1 }] }] } });
  expect(await supervision.board({ ...QUERY, scope: 'over' })).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
  expect(await machine('drafter').supervision.board(QUERY)).toMatchObject({ ok: false, error: { rule: 'SUP01' } });
});
