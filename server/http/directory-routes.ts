/** The directory over http: search, tree, people, and the change feed of what a client may hold. Phones are masked for their reader. */
import { z } from 'zod';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { placeLabel } from '#shared/org/path-label.ts';
import { DIRECTORY_PAGE_ROWS, DirectoryChanges, DirectoryCounts, MemberRow, PersonRow, PostRow, SearchHit, UnitRow } from '#shared/org/schema.ts';
import { unitPast, unitPastQuery } from '#shared/protocol/directory-changes.ts';
import type { Past } from '#server/directory/changes/past.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Api } from './api.ts';

const entityId = z.string().regex(/^[a-z0-9]{6,40}$/);
const byId = z.strictObject({ id: entityId });
const units = z.object({ units: z.array(UnitRow) });

export function addDirectoryRoutes(api: Api, directory: Directory, past: Past): void {
  api.signedIn({
    method: 'GET', path: '/api/directory/search', summary: '按名称、拼音或首字母查单位和人员',
    query: z.strictObject({ q: z.string().max(100), limit: z.coerce.number().int().min(1).max(100).default(20), near: entityId.optional() }),
    response: z.object({ hits: z.array(SearchHit) }),
    handle: async ({ query }, { actor }) => {
      const near = query.near ?? actor.memberships.find((post) => post.primary)?.unitId;
      return ok({ hits: [...await directory.search(query.q, { limit: query.limit, ...(near === undefined ? {} : { near }) })] });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/units', summary: '最上级单位', response: units,
    handle: async () => ok({ units: [...await directory.roots()] }),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/units/:id', summary: '单位及其人员', params: byId,
    response: z.object({ unit: UnitRow, pathLabel: z.string(), members: z.array(MemberRow) }),
    handle: async ({ params }, { actor }) => {
      const unit = await directory.unit(params.id);
      if (unit === null) return err(appError('not-found'));
      const members = await directory.membersOf(unit.id, actor);
      return ok({ unit, pathLabel: placeLabel((id) => directory.orgView().unit(id), unit.id), members: [...members] });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/units/:id/children', summary: '下级单位', params: byId, response: units,
    handle: async ({ params }) => ok({ units: [...await directory.children(params.id)] }),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/units/:id/past', summary: '沿革：历次名称、隶属和起止时间；asOf 只答某一时刻', params: byId, query: unitPastQuery, response: unitPast,
    handle: ({ params, query }) => past.of(params.id, query.asOf),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/units/:id/path', summary: '从最上级到该单位', params: byId, response: units,
    handle: async ({ params }) => ok({ units: [...await directory.path(params.id)] }),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/people/:id', summary: '人员及其岗位', params: byId,
    response: z.object({ person: PersonRow, posts: z.array(PostRow) }),
    handle: async ({ params }, { actor }) => {
      const person = await directory.person(params.id, actor);
      if (person === null) return err(appError('not-found'));
      const org = directory.orgView();
      const posts = (await directory.membershipsOf(person.id)).map((membership) => ({
        membership, unitName: org.unit(membership.unitId)?.name ?? '', pathLabel: placeLabel((id) => org.unit(id), membership.unitId),
      }));
      return ok({ person, posts });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/changes', summary: '本机应有的通讯录自某序号以来的变化',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      limit: z.coerce.number().int().min(1).max(DIRECTORY_PAGE_ROWS).default(DIRECTORY_PAGE_ROWS),
    }),
    response: DirectoryChanges,
    handle: async ({ query }, { actor }) => ok(await directory.changes(query.after, await directory.scopeOf(actor.personId), query.limit, actor)),
  });
  api.signedIn({
    method: 'GET', path: '/api/directory/counts', summary: '各级数量', response: DirectoryCounts,
    handle: async () => ok(await directory.counts()),
  });
}
