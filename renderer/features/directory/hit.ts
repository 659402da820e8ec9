/** How a hit reads: a name alone identifies nobody, so it always carries where it is. Pure. */
import type { DirectoryHit, DirectoryPerson, DirectoryPost } from '#shared/ipc/contract.ts';

export const hitKey = (hit: DirectoryHit): string => (hit.kind === 'person' ? `person ${hit.person.id}` : `unit ${hit.unit.id}`);
export const hitName = (hit: DirectoryHit): string => (hit.kind === 'person' ? hit.person.name : hit.unit.name);

export const mainPost = (person: DirectoryPerson): DirectoryPost | undefined => person.posts.find((post) => post.primary) ?? person.posts[0];

export function hitWhere(hit: DirectoryHit): string {
  if (hit.kind === 'unit') return hit.unit.pathLabel;
  const post = mainPost(hit.person);
  return post === undefined ? '' : [post.title, post.pathLabel].filter((part) => part !== '').join(' · ');
}
