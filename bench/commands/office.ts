/**
 * Where the commands of this bench happen: a generated prefecture (遵义), one township for each user, all of its people signed in. Made once with the
 * product's own modules and copied for every run. Rights, audit chain and fsync stay on; only limits that protect against one address asking too often
 * are raised, because here everybody has the same address.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Role } from '#shared/policy/roles.ts';
import { openStorage } from '#server/app.ts';
import { addAccounts } from '#server/auth/accounts.ts';
import { createSessions } from '#server/auth/sessions.ts';
import { settingsSchema } from '#server/config.ts';
import { openDirectory, type Directory } from '#server/directory/directory.ts';
import { createLog } from '#server/log.ts';
import { createRandom } from '#server/random.ts';

export interface Person {
  readonly personId: PersonId;
  readonly token: string;
}

/** One user: a township's people, and those of its county who receive and answer. */
export interface Desk {
  readonly organId: UnitId;
  readonly organName: string;
  readonly recipientId: UnitId;
  readonly recipientName: string;
  readonly drafter: Person;
  readonly leader: Person;
  readonly registrar: Person;
  readonly countyRegistrar: Person;
  readonly countyLeader: Person;
}

export interface Office {
  readonly dataDir: string;
  readonly desks: readonly Desk[];
  /** Distinct people who listen. */
  readonly listeners: readonly Person[];
}

export const random = createRandom();
const clock = { now: () => Date.now() };
const TOWNSHIP = 4;
const SESSION_MS = 12 * 3_600_000;

export async function prepareOffice(dir: string, users: number, listeners: number): Promise<Office> {
  const dataDir = join(dir, 'office');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'server.json'), JSON.stringify({ anonymousPerMinute: 1_000_000, handshakesPerAddress: 100_000 }));
  const settings = settingsSchema.parse({ data: dataDir });
  const directory = await openDirectory({ dataDir, log: createLog('silent', process.stderr) });
  await directory.load({ scale: 'prefecture' });
  const storage = await openStorage({ settings, random });
  const sessions = createSessions(storage, clock, random, SESSION_MS);
  const seated = new Map<PersonId, Promise<Person>>();
  const signIn = (personId: PersonId): Promise<Person> => {
    const known = seated.get(personId);
    if (known !== undefined) return known;
    const signed = (async () => {
      await storage.tx((tx) => addAccounts(tx, [{ personId, login: personId, name: personId, password: '-', adminRole: null, isDisabled: false }], clock.now()));
      return { personId, token: (await sessions.open(personId)).token };
    })();
    seated.set(personId, signed);
    return signed;
  };
  try {
    const org = directory.orgView();
    const townships = await townshipsOf(directory);
    const desks: Desk[] = [];
    for (const organId of townships) {
      if (desks.length === users) break;
      const desk = await deskOf(org, organId, signIn);
      if (desk !== null) desks.push(desk);
    }
    if (desks.length < users) throw new Error(`only ${desks.length} townships have everybody who is needed`);
    const people: Person[] = [];
    for (const organId of townships) {
      for (const unit of await directory.children(organId)) {
        const members = people.length < listeners ? await directory.membersOf(unit.id, null) : [];
        const ids = members.filter(({ person, membership }) => membership.primary && person.status === 'active').map(({ person }) => person.id);
        people.push(...(await Promise.all(ids.slice(0, listeners - people.length).map(signIn))));
      }
    }
    if (people.length < listeners) throw new Error(`only ${people.length} people to listen`);
    return { dataDir, desks, listeners: people };
  } finally {
    await storage.close();
    await directory.close();
  }
}

async function townshipsOf(directory: Directory): Promise<readonly UnitId[]> {
  const found: UnitId[] = [];
  const walk = async (units: Awaited<ReturnType<Directory['roots']>>): Promise<void> => {
    for (const unit of units) {
      if (unit.kind !== 'division') continue;
      if (unit.level === TOWNSHIP) found.push(unit.id);
      else await walk(await directory.children(unit.id));
    }
  };
  await walk(await directory.roots());
  return found;
}

async function deskOf(org: OrgView, organId: UnitId, signIn: (personId: PersonId) => Promise<Person>): Promise<Desk | null> {
  const organ = org.unit(organId);
  const county = org.parentOrgan(organId);
  if (organ === undefined || county === undefined) return null;
  const holder = async (unit: UnitId, role: Role): Promise<Person | null> => {
    const personId = org.holders(unit, role)[0]?.personId;
    return personId === undefined ? null : signIn(personId);
  };
  const people = await Promise.all([
    holder(organId, 'drafter'), holder(organId, 'principalLeader'), holder(organId, 'registrar'), holder(county.id, 'registrar'), holder(county.id, 'principalLeader'),
  ]);
  const [drafter, leader, registrar, countyRegistrar, countyLeader] = people;
  if (!drafter || !leader || !registrar || !countyRegistrar || !countyLeader) return null;
  return { organId, organName: organ.fullName, recipientId: county.id, recipientName: county.fullName, drafter, leader, registrar, countyRegistrar, countyLeader };
}
