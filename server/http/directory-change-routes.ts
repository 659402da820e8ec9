/** Administration of the directory over http: what a command would come to, making it so, and 目录变更记录. */
import { administrationQuery, changeAnswer, changePreview, changePreviewRequest, changeRequest, changesPage, changesQuery, importPart, importReceived, personAdministration, personAdministrationQuery, unitAdministration } from '#shared/protocol/directory-changes.ts';
import type { Administration } from '#server/directory/changes/administration.ts';
import type { Changer, Changes } from '#server/directory/changes/changes.ts';
import type { Identified } from '#server/auth/identity.ts';
import type { Log } from '#server/log.ts';
import type { Api } from './api.ts';

/** Nobody stands in for administration (DEL04): only what is one's own. */
const changerOf = ({ actor, account }: Identified): Changer => ({ personId: actor.personId, name: actor.name, memberships: actor.memberships, platformRole: account.adminRole });

export function addDirectoryChangeRoutes(api: Api, { changes, administration, log }: { readonly changes: Changes; readonly administration: Administration; readonly log: Log }): void {
  api.signedIn({
    method: 'GET', path: '/api/directory/administration/unit', summary: '可管理的单位：本人对它能办什么、可授予哪些权限', query: administrationQuery, response: unitAdministration,
    handle: ({ query }, who) => administration.unit(changerOf(who), query.unitId),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/administration/person', summary: '可管理的人员：岗位、账号和不能办的原因', query: personAdministrationQuery, response: personAdministration,
    handle: ({ query }, who) => administration.person(changerOf(who), query.personId),
  });
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
    method: 'POST', path: '/api/directory/imports', summary: '批量导入：分批提交各行，随后用 import 命令预览、办理', body: importPart, response: importReceived,
    handle: ({ body }, who) => changes.takeRows(changerOf(who), body),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/history', summary: '目录变更记录：管理范围内的单位或人员，以及审计人员', query: changesQuery, response: changesPage,
    handle: ({ query }, who) => changes.list(changerOf(who), query.about, query.before),
  });
}
