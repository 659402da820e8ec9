/** 管理 of a person, for whoever administers a unit that they sit in. */
import { useState } from 'react';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { PersonAdministration } from '#shared/protocol/directory-changes.ts';
import { HistoryDialog } from './HistoryDialog.tsx';
import { ManageMenu, type ManageItem } from './ManageMenu.tsx';
import { AccountForm, EditPostForm, EndPostForm, EntryForm, LeaveForm, MovePostForm, ReturnForm, type PersonFormProps } from './person-forms.tsx';

const FORMS: { readonly [key: string]: (props: PersonFormProps) => React.ReactNode } = {
  'person.edit': EntryForm, 'post.edit': EditPostForm, 'post.move': MovePostForm, 'post.end': EndPostForm, 'person.leave': LeaveForm, 'person.return': ReturnForm, 'account.issue': AccountForm,
};

const REFUSALS: { readonly [rule: string]: MessageKey } = { DIR01: 'admin.why.elsewhere', DIR02: 'admin.why.own', DIR03: 'admin.why.peer' };

export function personItems({ person, posts, refusal }: PersonAdministration): readonly (readonly ManageItem[])[] {
  const own: MessageKey | null = refusal === 'DIR02' ? 'admin.why.own' : null;
  const isRightsOnly = posts.every(({ reach }) => reach === null || reach === 'rights');
  const entry: MessageKey | null = isRightsOnly ? 'admin.why.rightsOnly' : refusal === null ? null : (REFUSALS[refusal] ?? 'admin.why.elsewhere');
  const place: MessageKey | null = own ?? (isRightsOnly ? 'admin.why.rightsOnly' : null);
  if (person.status === 'left') return [[{ key: 'person.return', label: 'admin.kind.person.return', why: entry }], [{ key: 'history', label: 'admin.history', why: null }]];
  return [
    [
      { key: 'post.edit', label: 'admin.kind.post.edit', why: own }, { key: 'post.move', label: 'admin.kind.post.move', why: place },
      { key: 'post.end', label: 'admin.kind.post.end', why: place ?? (posts.length < 2 ? 'admin.why.lastPost' : null) },
    ],
    [{ key: 'person.edit', label: 'admin.kind.person.edit', why: entry }, { key: 'account.issue', label: 'admin.kind.account.issue', why: entry }, { key: 'person.leave', label: 'admin.kind.person.leave', why: entry, isDanger: true }],
    [{ key: 'history', label: 'admin.history', why: null }],
  ];
}

export function PersonManage({ personId }: { readonly personId: string }) {
  const isOnline = useIsOnline();
  const read = useCall('admin.person', isOnline ? { personId } : null, ['directory.changed']);
  const [open, setOpen] = useState<{ readonly key: string; readonly of: PersonAdministration } | null>(null);
  const of = read.value;
  const Form = open === null ? undefined : FORMS[open.key];
  if (isOnline && of === null) return null;
  return (
    <>
      <ManageMenu groups={of === null ? [] : personItems(of)} why={isOnline ? null : 'admin.why.offline'} onChoose={(key) => { if (of !== null) setOpen({ key, of }); }} />
      {open !== null && Form !== undefined && <Form of={open.of} onClose={() => setOpen(null)} />}
      {open?.key === 'history' && <HistoryDialog about={personId} name={open.of.person.name} onClose={() => setOpen(null)} />}
    </>
  );
}
