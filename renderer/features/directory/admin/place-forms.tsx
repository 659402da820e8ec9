/** Forms about where a unit stands: below another, merged into another, dissolved, and in which order. */
import { useState } from 'react';
import { useText } from '#renderer/ui/text.tsx';
import { ChangeDialog } from './ChangeDialog.tsx';
import { OrderList, type Ordered } from './OrderList.tsx';
import type { UnitFormProps } from './unit-forms.tsx';
import { UnitPicker } from './UnitPicker.tsx';

type Kind = 'move' | 'merge' | 'dissolve';
const FIELDS = { move: 'parent', merge: 'into', dissolve: 'successor' } as const satisfies { readonly [kind in Kind]: string };

/** Another unit is named, and something becomes of this one. */
const placeForm = (kind: Kind) => function PlaceForm({ of: { unit }, onClose }: UnitFormProps) {
  const text = useText();
  const [otherId, setOtherId] = useState<string | null>(null);
  const field = FIELDS[kind];
  const command = { move: { kind: 'unit.move', unitId: unit.id, parentId: otherId }, merge: { kind: 'unit.merge', unitId: unit.id, intoId: otherId }, dissolve: { kind: 'unit.dissolve', unitId: unit.id, successorId: otherId } }[kind];
  return (
    <ChangeDialog title={text(`admin.title.unit.${kind}`, { name: unit.name })} command={command} isDanger={kind !== 'move'} onClose={onClose}>
      <div className="field"><span className="label">{text(`admin.field.${field}`)}</span><UnitPicker testId={`field-${field}`} label={text(`admin.field.${field}`)} value={otherId} exclude={[unit.id]} onChange={setOtherId} /></div>
      <p className="muted small">{text(`admin.${kind}.note`)}</p>
    </ChangeDialog>
  );
};
export const MoveForm = placeForm('move');
export const MergeForm = placeForm('merge');
export const DissolveForm = placeForm('dissolve');

/** What is below a unit, or who sits in it, in its political order. */
const orderForm = (kind: 'unit.reorder' | 'post.reorder', rowsOf: (of: UnitFormProps['of']) => readonly Ordered[]) => function OrderForm({ of, onClose }: UnitFormProps) {
  const text = useText();
  const [rows, setRows] = useState(() => rowsOf(of));
  return (
    <ChangeDialog title={text(`admin.title.${kind}`, { name: of.unit.name })} command={{ kind, unitId: of.unit.id, order: rows.map(({ id }) => id) }} onClose={onClose}>
      <OrderList rows={rows} onChange={setRows} />
      <p className="muted small">{text('admin.order.note')}</p>
    </ChangeDialog>
  );
};
export const ReorderUnitsForm = orderForm('unit.reorder', ({ children }) => children.filter((child) => child.status === 'active').map(({ id, name }) => ({ id, name, hint: '' })));
export const ReorderPostsForm = orderForm('post.reorder', ({ posts }) => posts.map(({ membership, person }) => ({ id: membership.id, name: person.name, hint: membership.title })));
