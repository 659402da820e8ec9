/** How a hit reads: a name alone identifies nobody, so it always carries where it is. Pure. */
import type { DirectoryHit, DirectoryPerson, DirectoryPost } from '#shared/ipc/contract.ts';

export const hitKey = (hit: DirectoryHit): string => (hit.kind === 'person' ? `person ${hit.person.id}` : `unit ${hit.unit.id}`);
export const hitName = (hit: DirectoryHit): string => (hit.kind === 'person' ? hit.person.name : hit.unit.name);

export const mainPost = (person: DirectoryPerson): DirectoryPost | undefined => person.posts.find((post) => post.primary) ?? person.posts[0];

/** The earlier name that somebody looked for. */
export const hitFormer = (hit: DirectoryHit): string | null => (hit.kind === 'unit' ? (hit.unit.formerNames[0] ?? null) : null);

export function hitWhere(hit: DirectoryHit): string {
  if (hit.kind === 'unit') return hit.unit.pathLabel;
  const post = mainPost(hit.person);
  return post === undefined ? '' : [post.title, placeOf(post)].filter((part) => part !== '').join(' · ');
}

/** The path of a post down to its unit, whether or not the path already ends with it. */
export const placeOf = (post: DirectoryPost): string =>
  post.pathLabel === '' || post.pathLabel === post.unitName || post.pathLabel.endsWith(`·${post.unitName}`) ? (post.pathLabel === '' ? post.unitName : post.pathLabel) : `${post.pathLabel}·${post.unitName}`;
