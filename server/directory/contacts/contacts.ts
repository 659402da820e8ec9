/** 通讯录 of a unit and what is below it, in political order, each phone as its reader may see it. It stands in the record before it is answered: what cannot be recorded is not given. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { UnitId } from '#shared/base/ids.ts';
import type { Clock, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { mayReadChanges, powersOf } from '#shared/policy/administer.ts';
import { mayTakeContacts } from '#shared/policy/contact-list.ts';
import { CONTACTS_MAX, type ContactRow, type ContactsAnswer, type ContactsPage, type ContactsRecord } from '#shared/protocol/contacts.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Changer } from '../changes/changes.ts';
import type { Directory } from '../directory.ts';
import { appendContacts, listContacts } from './contact-log.ts';

export interface Contacts {
  take(by: Changer, request: { readonly opId: string; readonly unitId: string; readonly form: ContactsRecord['form'] }): Promise<Result<ContactsAnswer, AppError>>;
  list(by: Changer, unitId: string, before: number | undefined): Promise<Result<ContactsPage, AppError>>;
}

const isWhole = (phone: string): boolean => /^\d+$/.test(phone);

export function createContacts({ storage, directory, clock, sm3 }: { readonly storage: Storage; readonly directory: Directory; readonly clock: Clock; readonly sm3: Sm3 }): Contacts {
  const collect = async (by: Changer, unitId: string): Promise<readonly ContactRow[] | null> => {
    const rows: ContactRow[] = [];
    const org = directory.orgView();
    const visit = async (id: string, path: string): Promise<boolean> => {
      for (const { membership, person } of await directory.membersOf(id, by)) if (person.status === 'active') rows.push({ unit: path, name: person.name, title: membership.title, phone: person.phone });
      if (rows.length > CONTACTS_MAX) return false;
      for (const child of org.children(id)) if (child.status === 'active' && !(await visit(child.id, path === '' ? child.name : `${path}/${child.name}`))) return false;
      return true;
    };
    return (await visit(unitId, '')) ? rows : null;
  };
  return {
    take: async (by, { opId, unitId, form }) => {
      const org = directory.orgView();
      const unit = org.unit(unitId);
      if (unit === undefined || unit.status !== 'active') return err(appError('not-found', { rule: 'DIR26' }));
      const right = mayTakeContacts(by, unitId as UnitId, org);
      if (!right.ok) return err(appError(right.code, { rule: right.rule }));
      const rows = await collect(by, unitId);
      if (rows === null) return err(appError('request.too-large', { rule: 'DIR27', data: { people: CONTACTS_MAX } }));
      const record = await storage.tx((tx) => appendContacts(tx, sm3, opId, {
        at: clock.now(), by: { personId: by.personId, name: by.name }, unitId, unitName: unit.fullName, form, people: rows.length, phones: rows.filter(({ phone }) => isWhole(phone)).length,
      }));
      return record === null ? err(appError('request.invalid', { rule: 'DIR27', field: 'opId' })) : ok({ record, rows: [...rows] });
    },
    list: async (by, unitId, before) => {
      const org = directory.orgView();
      const right = mayReadChanges(powersOf(by, org), [unitId as UnitId], org);
      return right.ok ? ok(await storage.read((tx) => listContacts(tx, unitId, before))) : err(appError(right.code, { rule: right.rule }));
    },
  };
}
