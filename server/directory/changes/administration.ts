/** What an administrator may do here, before they do anything: the same policy that judges the change, asked for a unit or a person. Out of reach is not found. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { OrgView } from '#shared/org/model.ts';
import { placeLabel } from '#shared/org/path-label.ts';
import { isAdministrator, mayChangePerson, mayGrant, powersOf, reachOf, type Powers } from '#shared/policy/administer.ts';
import { ROLES, type Role } from '#shared/policy/roles.ts';
import type { PersonAdministration, UnitAdministration } from '#shared/protocol/directory-changes.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Directory } from '../directory.ts';
import type { Changer } from './changes.ts';

export interface Administration {
  unit(by: Changer, unitId: string): Promise<Result<UnitAdministration, AppError>>;
  person(by: Changer, personId: string): Promise<Result<PersonAdministration, AppError>>;
}

type Tree = Pick<OrgView, 'unit' | 'isWithin' | 'organOf'>;

const standing = (powers: Powers, unitId: string, org: Tree): UnitAdministration['reach'] | null => reachOf(powers, unitId, org) ?? (powers.isSecurity ? 'rights' : null);
const grantable = (powers: Powers, organId: string, org: Tree): Role[] => ROLES.filter((role) => mayGrant(powers, role, organId, org));

export function createAdministration(storage: Storage, directory: Directory): Administration {
  const refused = (powers: Powers): Result<never, AppError> => err(appError(isAdministrator(powers) ? 'not-found' : 'policy.denied', { rule: 'DIR01' }));
  return {
    unit: async (by, unitId) => {
      const org = directory.orgView();
      const powers = powersOf(by, org);
      const reach = org.unit(unitId) === undefined ? null : standing(powers, unitId, org);
      const unit = reach === null ? null : await directory.unit(unitId);
      if (reach === null || unit === null) return refused(powers);
      const [children, posts] = await Promise.all([directory.children(unitId), directory.membersOf(unitId, by)]);
      return ok({ reach, unit, children: [...children], posts: [...posts], grantable: grantable(powers, org.organOf(unitId)?.id ?? '', org) });
    },
    person: async (by, personId) => {
      const org = directory.orgView();
      const powers = powersOf(by, org);
      const [person, memberships] = await Promise.all([directory.person(personId, by), directory.membershipsOf(personId)]);
      const posts = memberships.map((membership) => ({
        membership, unitName: org.unit(membership.unitId)?.name ?? '', pathLabel: placeLabel((id) => org.unit(id), membership.unitId),
        reach: standing(powers, membership.unitId, org), grantable: grantable(powers, membership.organId, org),
      }));
      if (person === null || posts.every(({ reach }) => reach === null)) return refused(powers);
      const right = mayChangePerson(powers, personId, memberships, org);
      const account = await storage.read((tx) => tx.selectFrom('account').select(['login', 'is_disabled']).where('person_id', '=', personId).executeTakeFirst());
      return ok({ person, posts, refusal: right.ok ? null : right.rule, account: account === undefined || !right.ok ? null : { login: account.login, isDisabled: account.is_disabled === 1 } });
    },
  };
}
