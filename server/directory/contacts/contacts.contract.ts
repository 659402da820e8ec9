import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContactsAnswer, ContactsPage } from '#shared/protocol/contacts.ts';
import { verify } from '#server/ops/verify.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { randomId, type Answer, type ServerClient } from '#tests/kit/server-client.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;
type Refused = { readonly error?: { readonly code: string; readonly rule?: string; readonly field?: string } };

describe.each(ADAPTERS)('contact lists, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let clerk: ServerClient;
  let town: string;

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer({ ...needInstallation(installation).settings, data: needInstallation(installation).dataDir });
    clerk = await office.as(TOWN, 'drafter');
    town = clerk.session.person.memberships[0]?.organId ?? '';
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });
  const take = (who: ServerClient, unitId: string, more: object = {}): Promise<Answer<ContactsAnswer & Refused>> => who.post('/api/directory/contacts', { opId: randomId(), unitId, form: 'csv', ...more });
  const record = (who: ServerClient, about = town): Promise<Answer<ContactsPage & Refused>> => who.get(`/api/directory/contacts?about=${about}`);

  it('[DIR26] is given of the own organ, in political order, with phones that its reader may see, and refused of others', async () => {
    needInstallation(installation);
    const { status, body } = await take(clerk, town);
    expect(status).toBe(201);
    expect(body.record).toMatchObject({ unitId: town, form: 'csv', people: body.rows.length, by: { personId: clerk.session.person.personId } });
    expect(body.rows.length).toBeGreaterThan(20);
    const [whole, masked] = [body.rows.filter(({ phone }) => /^\d{11}$/.test(phone)), body.rows.filter(({ phone }) => /^\d{3}\*{4}\d{4}$/.test(phone))];
    expect([whole.length, whole.length + masked.length]).toEqual([body.record.phones, body.rows.length]);
    // Villages are organs of their own: their phones are not the township's to see, save for who administers it.
    expect(masked.length).toBeGreaterThan(0);
    expect((await take(await office.as(TOWN, 'unitAdmin'), town)).body.record.phones).toBe(body.rows.length);
    const county = clerk.session.person.memberships[0] === undefined ? '' : (office.server.directory.orgView().unit(town)?.parentId ?? '');
    expect(await take(clerk, county)).toMatchObject({ status: 403, body: { error: { code: 'policy.denied', rule: 'DIR26' } } });
    expect(await take(await office.as('海校街道', 'drafter'), town)).toMatchObject({ status: 403 });
    expect(await take(clerk, 'nowhere1')).toMatchObject({ status: 404 });
    expect(await take(clerk, town, { form: 'doc' })).toMatchObject({ status: 400, body: { error: { field: 'form' } } });
    // A county has more people than one list holds.
    expect(await take(await office.as('桐梓县人民政府', 'unitAdmin'), county)).toMatchObject({ status: 413, body: { error: { rule: 'DIR27' } } });
  });

  it('[DIR27] stands in the record before it is answered, once under its op id; who administers and who audits reads it; it is a chain', async () => {
    const at = needInstallation(installation);
    const before = (await record(await office.as(TOWN, 'unitAdmin'))).body.records.length;
    const opId = randomId();
    const first = await take(clerk, town, { opId, form: 'paper' });
    expect((await take(clerk, town, { opId, form: 'paper' })).body).toEqual(first.body);
    expect(await take(clerk, town, { opId, form: 'xlsx' })).toMatchObject({ status: 400, body: { error: { field: 'opId' } } });
    expect(await take(await office.as(TOWN, 'sealKeeper'), town, { opId, form: 'paper' })).toMatchObject({ status: 400 });
    const records = (await record(await office.as(TOWN, 'unitAdmin'))).body.records;
    expect([records.length, records[0]]).toEqual([before + 1, first.body.record]);
    expect((await record(await office.as('', 'auditAdmin'))).status).toBe(200);
    expect(await record(clerk)).toMatchObject({ status: 403, body: { error: { rule: 'DIR05' } } });
    expect(await record(await office.as('海校街道', 'unitAdmin'))).toMatchObject({ status: 404 });
    const stored = JSON.stringify(await at.query('select body from contact_export'));
    for (const { phone } of first.body.rows) expect(stored).not.toContain(phone);
    await expect(at.query("update contact_export set body = '{}'")).rejects.toThrow();
    await office.close();
    expect((await verify(at.place, () => {})).list().filter(({ check }) => check === 'contacts')).toEqual([]);
    await at.disarm();
    await at.query("update contact_export set body = '{}' where seq = ?", [first.body.record.seq]);
    expect((await verify(at.place, () => {})).list()).toContainEqual(expect.objectContaining({ check: 'contacts', row: `contact_export ${first.body.record.seq}` }));
    office = await startInProcessServer({ ...at.settings, data: at.dataDir });
  }, START_MS);
});
