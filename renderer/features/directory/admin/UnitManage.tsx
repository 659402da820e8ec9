/** 管理 of a unit, for whoever administers it. */
import { useState } from 'react';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { UnitAdministration } from '#shared/protocol/directory-changes.ts';
import { ImportDialog } from '#renderer/features/directory/import/ImportDialog.tsx';
import { ExportsDialog } from './ExportsDialog.tsx';
import { HistoryDialog } from './HistoryDialog.tsx';
import { ManageMenu, type ManageItem } from './ManageMenu.tsx';
import { AddPostForm, JoinForm } from './person-forms.tsx';
import { DissolveForm, MergeForm, MoveForm, ReorderPostsForm, ReorderUnitsForm } from './place-forms.tsx';
import { CreateForm, RenameForm, SplitForm, type UnitFormProps } from './unit-forms.tsx';

const FORMS: { readonly [key: string]: (props: UnitFormProps) => React.ReactNode } = {
  'person.join': JoinForm, 'post.add': AddPostForm, 'post.reorder': ReorderPostsForm, 'unit.create': CreateForm, 'unit.reorder': ReorderUnitsForm,
  'unit.rename': RenameForm, 'unit.move': MoveForm, 'unit.merge': MergeForm, 'unit.split': SplitForm, 'unit.dissolve': DissolveForm,
};

/** The first reason counts. */
export function unitItems({ reach, unit, children, posts }: Pick<UnitAdministration, 'reach' | 'unit' | 'children' | 'posts'>): readonly (readonly ManageItem[])[] {
  const gone: MessageKey | null = unit.status === 'active' ? null : 'admin.why.dissolved';
  const inside: MessageKey | null = gone ?? (reach === 'rights' ? 'admin.why.rightsOnly' : null);
  const above: MessageKey | null = inside ?? (reach === 'inside' ? 'admin.why.superior' : null);
  const few = (count: number): MessageKey | null => inside ?? (count < 2 ? 'admin.why.few' : null);
  const root: MessageKey | null = above ?? (unit.parentId === null ? 'admin.why.root' : null);
  return [
    [{ key: 'person.join', label: 'admin.kind.person.join', why: inside }, { key: 'post.add', label: 'admin.kind.post.add', why: inside }, { key: 'post.reorder', label: 'admin.kind.post.reorder', why: few(posts.length) }],
    [{ key: 'unit.create', label: 'admin.kind.unit.create', why: inside }, { key: 'import', label: 'admin.kind.import', why: inside }, { key: 'unit.reorder', label: 'admin.kind.unit.reorder', why: few(children.filter((child) => child.status === 'active').length) }],
    [
      { key: 'unit.rename', label: 'admin.kind.unit.rename', why: above }, { key: 'unit.move', label: 'admin.kind.unit.move', why: root }, { key: 'unit.split', label: 'admin.kind.unit.split', why: root },
      { key: 'unit.merge', label: 'admin.kind.unit.merge', why: root, isDanger: true }, { key: 'unit.dissolve', label: 'admin.kind.unit.dissolve', why: root, isDanger: true },
    ],
    [{ key: 'history', label: 'admin.history', why: null }, { key: 'exports', label: 'admin.exports', why: null }],
  ];
}

export function UnitManage({ unitId }: { readonly unitId: string }) {
  const isOnline = useIsOnline();
  const read = useCall('admin.unit', isOnline ? { unitId } : null, ['directory.changed']);
  const [open, setOpen] = useState<{ readonly key: string; readonly of: UnitAdministration } | null>(null);
  const of = read.value;
  const Form = open === null ? undefined : FORMS[open.key];
  if (isOnline && of === null) return null;
  return (
    <>
      <ManageMenu groups={of === null ? [] : unitItems(of)} why={isOnline ? null : 'admin.why.offline'} onChoose={(key) => { if (of !== null) setOpen({ key, of }); }} />
      {open !== null && Form !== undefined && <Form of={open.of} onClose={() => setOpen(null)} />}
      {open?.key === 'import' && <ImportDialog unit={open.of.unit} onClose={() => setOpen(null)} />}
      {open?.key === 'exports' && <ExportsDialog about={unitId} name={open.of.unit.name} onClose={() => setOpen(null)} />}
      {open?.key === 'history' && <HistoryDialog about={unitId} name={open.of.unit.name} onClose={() => setOpen(null)} />}
    </>
  );
}
