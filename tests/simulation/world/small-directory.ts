/** The small organisation as the server's directory: people may lose and regain their posts. Answers what a replica's own scope is: all of it. */
import type { MembershipRow } from '#shared/org/schema.ts';
import type { Membership } from '#shared/org/model.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import type { Directory } from '#server/directory/directory.ts';
import { MEMBERSHIPS, PERSONS, UNITS } from '#tests/kit/small-org.ts';

export interface SmallDirectory {
  readonly directory: Directory;
  /** As on the first day? */
  isUnchanged(): boolean;
  holds(postId: string): boolean;
  dismiss(personId: string): void;
  reinstate(personId: string): void;
}

export const FIRST_SEQ = 1;

const row = (post: Membership): MembershipRow => ({ ...post, roles: [...post.roles] });

export function createSmallDirectory(): SmallDirectory {
  const posts = new Map(MEMBERSHIPS.map((post) => [post.id, post]));
  const changedAt = new Map<string, number>();
  let seq = FIRST_SEQ;
  const listeners = new Set<(touched: readonly string[]) => void>();
  const viewNow = () => ({ ...createOrgView(UNITS, PERSONS, [...posts.values()]), children: (id: string) => UNITS.filter((each) => each.parentId === id) });
  let view = viewNow();
  const change = (personId: string, apply: (post: Membership) => void): void => {
    for (const post of MEMBERSHIPS) {
      if (post.personId !== personId) continue;
      apply(post);
      seq += 1;
      changedAt.set(post.id, seq);
    }
    view = viewNow();
    for (const listener of listeners) listener(MEMBERSHIPS.filter((post) => post.personId === personId).map((post) => post.unitId));
  };
  const known: Pick<Directory, 'orgView' | 'membershipsOf' | 'scopeOf' | 'changes' | 'person' | 'onChange'> = {
    orgView: () => view as ReturnType<Directory['orgView']>,
    membershipsOf: async (personId) => [...posts.values()].filter((post) => post.personId === personId).map(row),
    scopeOf: async () => ({}) as Awaited<ReturnType<Directory['scopeOf']>>,
    person: async (personId) => PERSONS.find((person) => person.id === personId) ?? null,
    changes: async (after) => {
      const touched = [...changedAt].filter(([, at]) => at > after).map(([id]) => id);
      const isFirst = after === 0;
      return {
        seq, more: false,
        gone: isFirst ? [] : touched.filter((id) => !posts.has(id)).map((id) => ({ kind: 'membership' as const, id })),
        units: isFirst ? UNITS.map((unit) => ({ ...unit, formerNames: [...unit.formerNames] })) : [], people: isFirst ? [...PERSONS] : [],
        memberships: [...posts.values()].filter((post) => isFirst || touched.includes(post.id)).map(row),
      };
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
  return {
    directory: known as Directory,
    isUnchanged: () => changedAt.size === 0,
    holds: (postId) => posts.has(postId),
    dismiss: (personId) => { change(personId, (post) => { posts.delete(post.id); }); },
    reinstate: (personId) => { change(personId, (post) => { posts.set(post.id, post); }); },
  };
}
