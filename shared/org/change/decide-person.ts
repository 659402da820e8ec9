/** People and posts: 入职 信息变更 离任 返岗, 兼任 借调 挂职 驻村, 岗位调整 调动 免去 排序, 账号. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import type { Membership, Person } from '#shared/org/model.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { CommandOf } from './command.ts';
import { isActive, reordered, type Ground, type Step } from './decide-unit.ts';

const refuse = (code: AppError['code'], rule: string, data?: AppError['data']): Step => err(appError(code, data === undefined ? { rule } : { rule, data }));
const gone = (): Step => err(appError('not-found', { rule: 'DIR01' }));
const done: Step = ok(null);
const here = (person: Person | undefined): person is Person => person?.status === 'active';

interface Wish { readonly unitId: string; readonly personId: string; readonly title: string; readonly roles: readonly Role[]; readonly primary: boolean }

/** Behind who sits there; rights are exercised for the organ that the unit belongs to. */
function putPost({ draft }: Ground, { unitId, ...wish }: Wish, id: string): Step {
  const organ = draft.tree().organOf(unitId);
  if (!isActive(draft.unit(unitId)) || organ === undefined) return gone();
  const order = Math.max(-1, ...draft.membersOf(unitId).map((post) => post.order)) + 1;
  draft.putPost({ id, unitId, organId: organ.id, order, ...wish });
  return done;
}

export function join(ground: Ground, { unitId, name, phone, title, roles }: CommandOf<'person.join'>): Step {
  const personId = ground.draft.newId();
  ground.draft.putPerson({ id: personId, name, phone, status: 'active' });
  return putPost(ground, { unitId, personId, title, roles, primary: true }, ground.draft.newId());
}

export function editPerson({ draft }: Ground, { personId, name, phone }: CommandOf<'person.edit'>): Step {
  const person = draft.person(personId);
  if (!here(person)) return gone();
  draft.putPerson({ ...person, name, phone });
  return done;
}

/** The main post stays as where they last were, without any right; the others end. */
export function leave(ground: Ground, { personId }: CommandOf<'person.leave'>): Step {
  const { draft } = ground;
  const person = draft.person(personId);
  if (!here(person)) return gone();
  for (const organId of new Set(draft.membershipsOf(personId).map((post) => post.organId))) ground.freePeople.push({ personId, organId });
  draft.putPerson({ ...person, status: 'left' });
  for (const post of draft.membershipsOf(personId)) {
    if (post.primary) draft.putPost({ ...post, roles: [] });
    else draft.drop('membership', post.id);
  }
  return done;
}

export function comeBack(ground: Ground, { personId, unitId, title, roles }: CommandOf<'person.return'>): Step {
  const { draft } = ground;
  const person = draft.person(personId);
  if (person?.status !== 'left') return gone();
  draft.putPerson({ ...person, status: 'active' });
  const [old, ...others] = draft.membershipsOf(personId);
  for (const post of others) draft.drop('membership', post.id);
  return putPost(ground, { unitId, personId, title, roles, primary: true }, old?.id ?? draft.newId());
}

const FORM_WORDS = { concurrent: '兼', seconded: '借调', attached: '挂职', village: '驻村' } as const satisfies Record<CommandOf<'post.add'>['form'], string>;

export function addPost(ground: Ground, { personId, unitId, title, roles, form }: CommandOf<'post.add'>): Step {
  const { draft } = ground;
  if (!here(draft.person(personId))) return gone();
  if (draft.membershipsOf(personId).some((post) => post.unitId === unitId)) return refuse('directory.post-taken', 'DIR11');
  return putPost(ground, { unitId, personId, title: `${title}（${FORM_WORDS[form]}）`, roles, primary: false }, draft.newId());
}

function theirs({ draft }: Ground, postId: string): Membership | null {
  const post = draft.post(postId);
  return post !== undefined && here(draft.person(post.personId)) ? post : null;
}

export function editPost(ground: Ground, { postId, title, roles, primary }: CommandOf<'post.edit'>): Step {
  const { draft } = ground;
  const post = theirs(ground, postId);
  if (post === null) return gone();
  // One of them is the main one, always: another becomes it, none stops being it.
  if (post.primary && !primary) return refuse('directory.last-post', 'DIR11');
  if (primary && !post.primary) for (const other of draft.membershipsOf(post.personId)) if (other.primary) draft.putPost({ ...other, primary: false });
  draft.putPost({ ...post, title, roles: inOrder(post.roles, roles), primary });
  return done;
}

/** The same roles in another order are the same. */
const inOrder = (old: readonly Role[], wanted: readonly Role[]): readonly Role[] => (old.length === wanted.length && old.every((role) => wanted.includes(role)) ? old : wanted);

export function movePost(ground: Ground, { postId, unitId, title, roles }: CommandOf<'post.move'>): Step {
  const { draft } = ground;
  const post = theirs(ground, postId);
  if (post === null) return gone();
  if (post.unitId === unitId || draft.membershipsOf(post.personId).some((other) => other.id !== postId && other.unitId === unitId)) return refuse('directory.post-taken', 'DIR11');
  const put = putPost(ground, { unitId, personId: post.personId, title, roles, primary: post.primary }, post.id);
  if (!put.ok) return put;
  if (draft.tree().organOf(unitId)?.id !== post.organId && !isStillThere(ground, post)) ground.freePeople.push({ personId: post.personId, organId: post.organId });
  return done;
}

export function endPost(ground: Ground, { postId }: CommandOf<'post.end'>): Step {
  const { draft } = ground;
  const post = theirs(ground, postId);
  if (post === null) return gone();
  const [next] = draft.membershipsOf(post.personId).filter((other) => other.id !== postId);
  if (next === undefined) return refuse('directory.last-post', 'DIR11');
  if (post.primary) draft.putPost({ ...next, primary: true });
  draft.drop('membership', postId);
  if (!isStillThere(ground, post)) ground.freePeople.push({ personId: post.personId, organId: post.organId });
  return done;
}

/** With another post at the same organ their work stays theirs. */
const isStillThere = ({ draft }: Ground, { id, personId, organId }: Membership): boolean => draft.membershipsOf(personId).some((other) => other.id !== id && other.organId === organId);

export function reorderPosts({ draft }: Ground, { unitId, order }: CommandOf<'post.reorder'>): Step {
  if (!isActive(draft.unit(unitId))) return gone();
  const rows = reordered(draft.membersOf(unitId), order);
  if (rows === null) return refuse('directory.stale', 'DIR06');
  for (const row of rows) draft.putPost(row);
  return done;
}

export function issue({ draft }: Ground, { personId }: CommandOf<'account.issue'>): Step {
  return here(draft.person(personId)) ? done : gone();
}
