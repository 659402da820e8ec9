/** From a token to the person behind it: session, account, posts. What http and sockets both ask. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Membership } from '#shared/org/model.ts';
import type { Actor, Standing } from '#shared/policy/can.ts';
import { standingOf } from '#shared/policy/delegation.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import type { Delegations } from '#server/delegations/delegations.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Account } from './accounts.ts';
import type { Session, Sessions } from './sessions.ts';

export interface Identified {
  readonly account: Account;
  readonly actor: Actor;
  readonly session: Session;
}

export type Identify = (token: string | null) => Promise<Result<Identified, AppError>>;

export function createIdentify(sessions: Sessions, people: People): Identify {
  const postsOf = createPosts(people.directory);
  return async (token) => {
    if (token === null) return err(appError('auth.required', { rule: 'AUTH01' }));
    const found = await sessions.find(token);
    if (found === 'unknown') return err(appError('auth.required', { rule: 'AUTH01' }));
    if (found === 'expired') return err(appError('auth.expired', { rule: 'AUTH01' }));
    const { session, account } = found;
    if (account.isDisabled) return err(appError('auth.disabled', { rule: 'AUTH04' }));
    return ok({ account, session, actor: await actorWith(account, people, postsOf) });
  };
}

const POSTS_MAX = 20_000;

/** The posts of those who have asked lately, until anything in the directory moves. */
function createPosts(directory: Directory): (personId: string) => Promise<readonly Membership[]> {
  const known = new Map<string, Promise<readonly Membership[]>>();
  directory.onChange(() => known.clear());
  return (personId) => {
    const posts = known.get(personId) ?? directory.membershipsOf(personId);
    if (known.size >= POSTS_MAX) known.clear();
    known.set(personId, posts);
    posts.catch(() => known.delete(personId));
    return posts;
  };
}

/** Who has which post, and who stands in for whom. */
export interface People {
  readonly directory: Directory;
  readonly delegations: Pick<Delegations, 'heldBy'>;
}

export const actorOf = (account: Account, people: People): Promise<Actor> => actorWith(account, people, people.directory.membershipsOf);

async function actorWith(account: Account, { directory, delegations }: People, postsOf: (personId: string) => Promise<readonly Membership[]>): Promise<Actor> {
  const memberships = await postsOf(account.personId);
  const actor = { personId: account.personId, name: directory.orgView().person(account.personId)?.name ?? account.name, memberships };
  const standsFor: Standing[] = [];
  for (const delegation of delegations.heldBy(account.personId)) {
    const { principalId } = delegation;
    const principal = { personId: principalId, name: directory.orgView().person(principalId)?.name ?? '', memberships: await postsOf(principalId) };
    const standing = standingOf(delegation, principal, actor);
    if (standing !== null && !standsFor.some((each) => each.personId === principalId && each.organId === standing.organId)) standsFor.push(standing);
  }
  return standsFor.length === 0 ? actor : { ...actor, standsFor };
}

export function sessionPersonOf(account: Account, actor: Actor, directory: Directory): SessionPerson {
  const org = directory.orgView();
  return {
    personId: actor.personId, name: actor.name, login: account.login,
    memberships: actor.memberships.map((post) => ({
      id: post.id, unitId: post.unitId, unitName: org.unit(post.unitId)?.name ?? '', organId: post.organId, organName: org.unit(post.organId)?.fullName ?? '',
      title: post.title, roles: [...post.roles], primary: post.primary, order: post.order,
    })),
  };
}

/** `Bearer …` of an Authorization header. */
export function bearerOf(header: string | undefined): string | null {
  const [, token] = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(header ?? '') ?? [];
  return token ?? null;
}
