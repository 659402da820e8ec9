import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarResponse } from '#shared/protocol/calendar.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { request, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { checkCalendarChain } from './calendars.ts';

let office: InProcessServer;
let clerk: ServerClient;
let admin: ServerClient;

beforeAll(async () => {
  office = await startInProcessServer();
  clerk = await office.as('楚米镇人民政府', 'drafter');
  admin = await office.as('', 'systemAdmin');
});
afterAll(() => office.close());

const put = (client: ServerClient, body: unknown): Promise<Answer<CalendarResponse & { readonly error?: { readonly code: string; readonly rule?: string } }>> =>
  request(office.url, '/api/calendar', { method: 'PUT', headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` }, body: JSON.stringify(body) });
const published: Calendar = { years: NATIONAL_CALENDAR.years.map((year) => (year.year === 2027 ? { ...year, isProvisional: false, source: '某通知' } : year)) };
const chain = () => office.server.storage.read((tx) => checkCalendarChain(tx, sm3));

describe('the calendar at the server', () => {
  it('[CAL01] is the national one until it is replaced; whoever names its tag is not sent it again', async () => {
    const { body } = await clerk.get<CalendarResponse>('/api/calendar');
    expect(body).toEqual({ version: 0, tag: expect.stringMatching(/^[0-9a-f]{64}$/u), calendar: NATIONAL_CALENDAR });
    expect((await clerk.get<CalendarResponse>(`/api/calendar?known=${body.tag}`)).body).toEqual({ ...body, calendar: null });
    expect((await request(office.url, '/api/calendar')).status).toBe(401);
    expect((await clerk.get('/api/calendar?known=yes')).status).toBe(400);
  });

  it('[CAL02] is not replaced by anybody else, nor by one that makes no sense', async () => {
    for (const role of ['principalLeader', 'unitAdmin'] as const) {
      expect(await put(await office.as('桐梓县人民政府', role), { basedOn: 0, calendar: published })).toMatchObject({ status: 403, body: { error: { code: 'policy.denied', rule: 'CAL02' } } });
    }
    expect(await put(await office.as('', 'auditAdmin'), { basedOn: 0, calendar: published })).toMatchObject({ status: 403 });
    expect(await put(admin, { basedOn: 0, calendar: { years: [] } })).toMatchObject({ status: 400, body: { error: { code: 'request.invalid' } } });
    expect(await put(admin, { basedOn: 0, calendar: { ...published, colour: 'red' } })).toMatchObject({ status: 400, body: { error: { code: 'request.unknown-field' } } });
    expect(await chain()).toEqual({ changes: 0, brokenAt: null });
  });

  it('[CAL03] is replaced by whoever has seen the present one, and every change is kept with its author in a chain that refuses change', async () => {
    expect(await put(admin, { basedOn: 0, calendar: published })).toMatchObject({ status: 200, body: { version: 1, calendar: published } });
    expect(await put(admin, { basedOn: 0, calendar: NATIONAL_CALENDAR })).toMatchObject({ status: 409, body: { error: { code: 'calendar.stale', rule: 'CAL03' } } });
    expect(await put(admin, { basedOn: 1, calendar: NATIONAL_CALENDAR })).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await clerk.get<CalendarResponse>('/api/calendar')).body).toMatchObject({ version: 2, calendar: NATIONAL_CALENDAR });
    const { storage } = office.server;
    const rows = await storage.read((tx) => tx.selectFrom('calendar_change').select(['version', 'person_id']).orderBy('version').execute());
    expect(rows.map(({ version, person_id: personId }) => [version, personId])).toEqual([[1, admin.session.person.personId], [2, admin.session.person.personId]]);
    expect(await chain()).toEqual({ changes: 2, brokenAt: null });
    await expect(storage.tx((tx) => tx.updateTable('calendar_change').set({ name: 'x' }).where('version', '=', 1).execute())).rejects.toThrow('append-only');
    await expect(storage.tx((tx) => tx.deleteFrom('calendar_change').execute())).rejects.toThrow('append-only');
    await storage.tx(async (tx) => {
      await sql`drop trigger calendar_change_no_update`.execute(tx);
      await tx.updateTable('calendar_change').set({ name: 'x' }).where('version', '=', 2).execute();
    });
    expect(await chain()).toEqual({ changes: 2, brokenAt: 2 });
  });
});
