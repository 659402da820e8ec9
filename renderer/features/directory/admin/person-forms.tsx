/** Forms about people and their posts. */
import { Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import type { DirectoryPerson } from '#shared/ipc/contract.ts';
import { useText } from '#renderer/ui/text.tsx';
import { LEAVE_REASONS, NAME_LENGTH_MAX, POST_FORMS, POST_TITLE_LENGTH_MAX } from '#shared/org/change/command.ts';
import type { PersonAdministration } from '#shared/protocol/directory-changes.ts';
import { PersonPicker } from '#renderer/features/directory/PersonPicker.tsx';
import { roleText } from './change-words.ts';
import { ChangeDialog } from './ChangeDialog.tsx';
import type { UnitFormProps } from './unit-forms.tsx';
import { UnitPicker } from './UnitPicker.tsx';

export interface PersonFormProps { readonly of: PersonAdministration; readonly onClose: (isDone: boolean) => void }
type Post = PersonAdministration['posts'][number];

interface TitleProps { readonly title: string; readonly roles: readonly string[]; readonly grantable: readonly string[]; readonly onTitle: (title: string) => void; readonly onRoles: (roles: readonly string[]) => void }
/** A right that the asker may not give shows, greyed, where it is held. */
function TitleFields({ title, roles, grantable, onTitle, onRoles }: TitleProps) {
  const text = useText();
  const offered = [...new Set([...grantable, ...roles])];
  return (
    <>
      <label className="field"><span className="label">{text('admin.field.title')}</span><Input data-testid="field-title" value={title} maxLength={POST_TITLE_LENGTH_MAX} onChange={(event) => onTitle(event.target.value)} /></label>
      <label className="field"><span className="label">{text('admin.field.roles')}</span>
        <Select data-testid="field-roles" mode="multiple" value={[...roles]} onChange={onRoles} optionFilterProp="label" placeholder={text('admin.roles.none')} options={offered.map((role) => ({ value: role, label: roleText(text, role), disabled: !grantable.includes(role) }))} />
      </label>
    </>
  );
}

function EntryFields({ name, phone, onName, onPhone }: { readonly name: string; readonly phone: string; readonly onName: (name: string) => void; readonly onPhone: (phone: string) => void }) {
  const text = useText();
  return (
    <div className="two-fields">
      <label className="field"><span className="label">{text('admin.field.personName')}</span><Input data-testid="field-name" autoFocus value={name} maxLength={NAME_LENGTH_MAX} onChange={(event) => onName(event.target.value)} /></label>
      <label className="field"><span className="label">{text('admin.field.phone')}</span><Input data-testid="field-phone" inputMode="numeric" value={phone} maxLength={11} onChange={(event) => onPhone(event.target.value.replace(/\D/gu, ''))} /></label>
    </div>
  );
}

export function JoinForm({ of: { unit, grantable }, onClose }: UnitFormProps) {
  const text = useText();
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [title, setTitle] = useState('');
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [login, setLogin] = useState('');
  return (
    <ChangeDialog title={text('admin.title.person.join', { name: unit.name })} command={{ kind: 'person.join', unitId: unit.id, name, phone, title, roles, login: login.trim() === '' ? null : login.trim() }} onClose={onClose}>
      <EntryFields name={name} phone={phone} onName={setName} onPhone={setPhone} />
      <TitleFields title={title} roles={roles} grantable={grantable} onTitle={setTitle} onRoles={setRoles} />
      <label className="field"><span className="label">{text('admin.field.login')}</span><Input data-testid="field-login" value={login} maxLength={40} spellCheck={false} placeholder={text('admin.field.login.hint')} onChange={(event) => setLogin(event.target.value.toLowerCase())} /></label>
    </ChangeDialog>
  );
}

/** Somebody from anywhere takes a further post in this unit. */
export function AddPostForm({ of: { unit, grantable, posts }, onClose }: UnitFormProps) {
  const text = useText();
  const [people, setPeople] = useState<readonly DirectoryPerson[]>([]);
  const [form, setForm] = useState<(typeof POST_FORMS)[number]>('concurrent');
  const [title, setTitle] = useState('');
  const [roles, setRoles] = useState<readonly string[]>([]);
  return (
    <ChangeDialog title={text('admin.title.post.add', { name: unit.name })} command={{ kind: 'post.add', personId: people[0]?.id, unitId: unit.id, title, roles, form }} onClose={onClose}>
      <div className="field" data-testid="field-person"><span className="label">{text('admin.field.person')}</span><PersonPicker chosen={people} exclude={posts.map(({ person }) => person.id)} isSingle onChange={setPeople} /></div>
      <label className="field"><span className="label">{text('admin.field.form')}</span><Select value={form} onChange={setForm} options={POST_FORMS.map((each) => ({ value: each, label: text(`admin.form.${each}`) }))} /></label>
      <TitleFields title={title} roles={roles} grantable={grantable} onTitle={setTitle} onRoles={setRoles} />
    </ChangeDialog>
  );
}

export function EntryForm({ of: { person }, onClose }: PersonFormProps) {
  const text = useText();
  const [name, setName] = useState(person.name);
  const [phone, setPhone] = useState(person.phone);
  return (
    <ChangeDialog title={text('admin.title.person.edit', { name: person.name })} command={{ kind: 'person.edit', personId: person.id, name, phone }} onClose={onClose}>
      <EntryFields name={name} phone={phone} onName={setName} onPhone={setPhone} />
    </ChangeDialog>
  );
}

function usePost(posts: readonly Post[]) {
  const reachable = posts.filter(({ reach }) => reach !== null);
  const [id, setId] = useState(reachable[0]?.membership.id ?? '');
  return { reachable, id, setId, post: reachable.find(({ membership }) => membership.id === id) ?? null };
}

function PostChoice({ choice }: { readonly choice: ReturnType<typeof usePost> }) {
  const text = useText();
  if (choice.reachable.length < 2) return null;
  return <label className="field"><span className="label">{text('admin.field.post')}</span><Select value={choice.id} onChange={choice.setId} options={choice.reachable.map(({ membership, unitName }) => ({ value: membership.id, label: `${unitName} ${membership.title}` }))} /></label>;
}

export function EditPostForm({ of: { person, posts }, onClose }: PersonFormProps) {
  const choice = usePost(posts);
  const text = useText();
  if (choice.post === null) return null;
  return <EditOnePost key={choice.id} heading={text('admin.title.post.edit', { name: person.name })} choice={choice} post={choice.post} onClose={onClose} />;
}

function EditOnePost({ heading, choice, post, onClose }: { readonly heading: string; readonly choice: ReturnType<typeof usePost>; readonly post: Post; readonly onClose: (isDone: boolean) => void }) {
  const text = useText();
  const { membership } = post;
  const [title, setTitle] = useState(membership.title);
  const [roles, setRoles] = useState<readonly string[]>(membership.roles);
  const [primary, setPrimary] = useState(membership.primary);
  return (
    <ChangeDialog title={heading} command={{ kind: 'post.edit', postId: membership.id, title, roles, primary }} onClose={onClose}>
      <PostChoice choice={choice} />
      <TitleFields title={title} roles={roles} grantable={post.grantable} onTitle={setTitle} onRoles={setRoles} />
      {choice.reachable.length > 1 && <Checkbox checked={primary} disabled={membership.primary} onChange={(event) => setPrimary(event.target.checked)}>{text('ui.directory.primary')}</Checkbox>}
    </ChangeDialog>
  );
}

export function MovePostForm({ of: { person, posts }, onClose }: PersonFormProps) {
  const text = useText();
  const choice = usePost(posts);
  const [unitId, setUnitId] = useState<string | null>(null);
  const [title, setTitle] = useState(choice.post?.membership.title ?? '');
  const [roles, setRoles] = useState<readonly string[]>(choice.post?.membership.roles ?? []);
  return (
    <ChangeDialog title={text('admin.title.post.move', { name: person.name })} command={{ kind: 'post.move', postId: choice.id, unitId, title, roles }} onClose={onClose}>
      <PostChoice choice={choice} />
      <div className="field"><span className="label">{text('admin.field.unit')}</span><UnitPicker testId="field-unit" label={text('admin.field.unit')} value={unitId} exclude={posts.map(({ membership }) => membership.unitId)} onChange={setUnitId} /></div>
      <TitleFields title={title} roles={roles} grantable={choice.post?.grantable ?? []} onTitle={setTitle} onRoles={setRoles} />
    </ChangeDialog>
  );
}

export function EndPostForm({ of: { person, posts }, onClose }: PersonFormProps) {
  const text = useText();
  const choice = usePost(posts);
  return (
    <ChangeDialog title={text('admin.title.post.end', { name: person.name })} command={{ kind: 'post.end', postId: choice.id }} isDanger onClose={onClose}>
      <PostChoice choice={choice} />
    </ChangeDialog>
  );
}

export function LeaveForm({ of: { person }, onClose }: PersonFormProps) {
  const text = useText();
  const [why, setWhy] = useState<(typeof LEAVE_REASONS)[number]>('retired');
  return (
    <ChangeDialog title={text('admin.title.person.leave', { name: person.name })} command={{ kind: 'person.leave', personId: person.id, why }} isDanger onClose={onClose}>
      <label className="field"><span className="label">{text('admin.field.why')}</span><Select data-testid="field-why" value={why} onChange={setWhy} options={LEAVE_REASONS.map((each) => ({ value: each, label: text(`admin.leave.${each}`) }))} /></label>
      <p className="muted small">{text('admin.leave.note')}</p>
    </ChangeDialog>
  );
}

export function ReturnForm({ of: { person, posts }, onClose }: PersonFormProps) {
  const text = useText();
  const [last] = posts;
  const [unitId, setUnitId] = useState<string | null>(null);
  const [title, setTitle] = useState(last?.membership.title ?? '');
  const [roles, setRoles] = useState<readonly string[]>([]);
  return (
    <ChangeDialog title={text('admin.title.person.return', { name: person.name })} command={{ kind: 'person.return', personId: person.id, unitId, title, roles }} onClose={onClose}>
      <div className="field"><span className="label">{text('admin.field.unit')}</span><UnitPicker testId="field-unit" label={text('admin.field.unit')} value={unitId} exclude={[]} onChange={setUnitId} /></div>
      <TitleFields title={title} roles={roles} grantable={last?.grantable ?? []} onTitle={setTitle} onRoles={setRoles} />
    </ChangeDialog>
  );
}

export function AccountForm({ of: { person, account }, onClose }: PersonFormProps) {
  const text = useText();
  const [login, setLogin] = useState('');
  return (
    <ChangeDialog title={text(account === null ? 'admin.title.account.open' : 'admin.title.account.issue', { name: person.name })} command={{ kind: 'account.issue', personId: person.id, login: account === null ? login : null }} isDanger={account !== null} onClose={onClose}>
      {account === null
        ? <label className="field"><span className="label">{text('admin.field.login')}</span><Input data-testid="field-login" autoFocus value={login} maxLength={40} spellCheck={false} onChange={(event) => setLogin(event.target.value.toLowerCase())} /></label>
        : <p>{text('admin.account.note', { login: account.login })}</p>}
    </ChangeDialog>
  );
}
