/** Administration of the directory over http: what a command would come to, making it so, and 目录变更记录. */
import { changeAnswer, changePreview, changePreviewRequest, changeRequest, changesPage, changesQuery } from '#shared/protocol/directory-changes.ts';
import type { Changer, Changes } from '#server/directory/changes/changes.ts';
import type { Identified } from '#server/auth/identity.ts';
import type { Log } from '#server/log.ts';
import type { Api } from './api.ts';

/** Nobody stands in for administration (DEL04): only what is one's own. */
const changerOf = ({ actor, account }: Identified): Changer => ({ personId: actor.personId, name: actor.name, memberships: actor.memberships, platformRole: account.adminRole });

export function addDirectoryChangeRoutes(api: Api, changes: Changes, log: Log): void {
  api.signedIn({
    method: 'POST', path: '/api/directory/changes/preview', summary: '目录变更预览：会改哪些、影响多少人、有无在办文件', body: changePreviewRequest, response: changePreview,
    handle: ({ body }, who) => changes.preview(changerOf(who), body.command),
  });
  api.signedIn({
    method: 'POST', path: '/api/directory/changes', summary: '目录变更：按确认过的内容办一次，有变则不办；首次密码只在此回答一次', body: changeRequest, response: changeAnswer, status: 201,
    handle: async ({ body }, who) => {
      const made = await changes.make(changerOf(who), body);
      if (made.ok) log.info({ personId: who.actor.personId, kind: body.command.kind, change: made.value.record.seq, ...made.value.record.counts }, 'the directory was changed');
      return made;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/history', summary: '目录变更记录：管理范围内的单位或人员，以及审计人员', query: changesQuery, response: changesPage,
    handle: ({ query }, who) => changes.list(changerOf(who), query.about, query.before),
  });
}
