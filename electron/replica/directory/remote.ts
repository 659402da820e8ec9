/** The directory beyond the own scope: asked from the server, in the shapes that a window expects. */
import { z } from 'zod';
import type { AppError } from '#shared/base/errors.ts';
import { ok, type Result } from '#shared/base/result.ts';
import type { DirectoryHit, DirectoryPerson, DirectoryUnit } from '#shared/ipc/contract.ts';
import { MemberRow, PersonRow, PostRow, SearchHit, UnitRow } from '#shared/org/schema.ts';
import { unitPast, type UnitPast } from '#shared/protocol/directory-changes.ts';
import type { Http } from '#electron/replica/sync/http.ts';

const searchResponse = z.object({ hits: z.array(SearchHit) });
const unitsResponse = z.object({ units: z.array(UnitRow) });
const unitResponse = z.object({ unit: UnitRow, pathLabel: z.string(), members: z.array(MemberRow) });
const personResponse = z.object({ person: PersonRow, posts: z.array(PostRow) });

export interface RemoteUnit {
  readonly unit: DirectoryUnit;
  readonly people: readonly { readonly id: string; readonly name: string; readonly title: string; readonly phone: string; readonly status: string }[];
}

export function createRemoteDirectory(http: Http) {
  return {
    search: async (query: string, limit: number): Promise<Result<readonly DirectoryHit[], AppError>> => {
      const answer = await http.get(`/api/directory/search?q=${encodeURIComponent(query)}&limit=${limit}`, searchResponse);
      return answer.ok ? ok(answer.value.hits.map(hitOf)) : answer;
    },
    children: async (unitId: string | null): Promise<Result<readonly DirectoryUnit[], AppError>> => {
      const answer = await http.get(unitId === null ? '/api/directory/units' : `/api/directory/units/${unitId}/children`, unitsResponse);
      return answer.ok ? ok(answer.value.units.filter((unit) => unit.status === 'active').map((unit) => unitOf(unit, ''))) : answer;
    },
    unit: async (unitId: string): Promise<Result<RemoteUnit, AppError>> => {
      const answer = await http.get(`/api/directory/units/${unitId}`, unitResponse);
      if (!answer.ok) return answer;
      const { unit, pathLabel, members } = answer.value;
      return ok({
        unit: unitOf(unit, pathLabel),
        people: members.map(({ membership, person }) => ({ id: person.id, name: person.name, title: membership.title, phone: person.phone, status: person.status })),
      });
    },
    past: (unitId: string): Promise<Result<UnitPast, AppError>> => http.get(`/api/directory/units/${unitId}/past`, unitPast),
    person: async (personId: string): Promise<Result<DirectoryPerson, AppError>> => {
      const answer = await http.get(`/api/directory/people/${personId}`, personResponse);
      if (!answer.ok) return answer;
      const { person, posts } = answer.value;
      return ok({
        id: person.id, name: person.name, phone: person.phone, status: person.status,
        posts: posts.map(({ membership, unitName, pathLabel }) => ({ unitId: membership.unitId, unitName, pathLabel, title: membership.title, primary: membership.primary })),
      });
    },
  };
}

function hitOf(hit: SearchHit): DirectoryHit {
  if (hit.kind === 'person') {
    const post = { unitId: hit.unitId, unitName: hit.unitName, pathLabel: hit.pathLabel, title: hit.title, primary: true };
    return { kind: 'person', person: { id: hit.id, name: hit.name, phone: '', status: hit.status, posts: [post] } };
  }
  const { id, name, unitKind, level, isOrgan, pathLabel, formerName } = hit;
  return { kind: 'unit', unit: { id, parentId: null, kind: unitKind, level, name, shortName: name, fullName: name, uscc: null, formerNames: formerName === null ? [] : [formerName], isOrgan, status: 'active', hasChildren: false, pathLabel } };
}

/** Without a count from the server every unit above the village is offered as one that can be opened. */
const unitOf = (unit: UnitRow, pathLabel: string): DirectoryUnit => ({
  id: unit.id, parentId: unit.parentId, kind: unit.kind, level: unit.level, name: unit.name, shortName: unit.shortName, fullName: unit.fullName, uscc: unit.uscc, formerNames: unit.formerNames,
  isOrgan: unit.isOrgan, status: unit.status, hasChildren: unit.kind !== 'dept', pathLabel,
});
