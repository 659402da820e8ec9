/** 通讯录 over http: taking a list, which is recorded, and the record of who took which. */
import { contactsAnswer, contactsPage, contactsQuery, contactsRequest } from '#shared/protocol/contacts.ts';
import type { Changer } from '#server/directory/changes/changes.ts';
import type { Contacts } from '#server/directory/contacts/contacts.ts';
import type { Identified } from '#server/auth/identity.ts';
import type { Log } from '#server/log.ts';
import type { Api } from './api.ts';

const takerOf = ({ actor, account }: Identified): Changer => ({ personId: actor.personId, name: actor.name, memberships: actor.memberships, platformRole: account.adminRole });

export function addContactRoutes(api: Api, contacts: Contacts, log: Log): void {
  api.signedIn({
    method: 'POST', path: '/api/directory/contacts', summary: '导出通讯录：本机关或管理范围内，号码按权限显示，每次留痕', body: contactsRequest, response: contactsAnswer, status: 201,
    handle: async ({ body }, who) => {
      const taken = await contacts.take(takerOf(who), body);
      if (taken.ok) log.info({ personId: who.actor.personId, unitId: body.unitId, form: body.form, people: taken.value.record.people }, 'a contact list was taken');
      return taken;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/contacts', summary: '通讯录导出记录：管理范围内的单位，以及审计人员', query: contactsQuery, response: contactsPage,
    handle: ({ query }, who) => contacts.list(takerOf(who), query.about, query.before),
  });
}
