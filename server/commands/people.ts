/** People whom a command names, as the directory knows them now. Looked up before the transaction, so that it stays short. */
import type { PersonId } from '#shared/base/ids.ts';
import type { Membership, OrgView } from '#shared/org/model.ts';
import type { Command } from '#shared/workflow/command.ts';
import type { Known } from '#shared/workflow/decide.ts';

export interface PeopleDeps {
  readonly org: () => OrgView;
  readonly postsOf: (personId: PersonId) => Promise<readonly Membership[]>;
}

/** Somebody who has left can no longer be brought in, and is not in the answer. */
export async function knownPeople(command: Command, { org, postsOf }: PeopleDeps): Promise<ReadonlyMap<PersonId, Known>> {
  const known = new Map<PersonId, Known>();
  for (const personId of namedBy(command)) {
    const person = org().person(personId);
    if (person?.status !== 'active') continue;
    const posts = await postsOf(personId);
    const post = posts.find((each) => each.primary) ?? posts[0];
    known.set(personId, { name: person.name, title: post?.title ?? '', unitName: post === undefined ? '' : (org().unit(post.unitId)?.name ?? '') });
  }
  return known;
}

function namedBy(command: Command): readonly PersonId[] {
  if (command.kind === 'invite') return command.personIds;
  return 'people' in command ? command.people.map((each) => each.personId) : [];
}
