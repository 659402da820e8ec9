/** Forms about where a unit stands: below another, merged into another, dissolved, and in which order. */
import { useState } from 'react';
import { useText } from '#renderer/ui/text.tsx';
import { ChangeDialog } from './ChangeDialog.tsx';
import { OrderList, type Ordered } from './OrderList.tsx';
import type { UnitFormProps } from './unit-forms.tsx';
import { UnitPicker } from './UnitPicker.tsx';

export function MoveForm({ of: { unit }, onClose }: UnitFormProps) {
  const text = useText();
  const [parentId, setParentId] = useState<string | null>(null);
  return (
    <ChangeDialog title={text('admin.title.unit.move', { name: unit.name })} command={{ kind: 'unit.move', unitId: unit.id, parentId }} onClose={onClose}>
      <div className="field"><span className="label">{text('admin.field.parent')}</span><UnitPicker testId="field-parent" label={text('admin.field.parent')} value={parentId} exclude={[unit.id]} onChange={setParentId} /></div>
      <p className="muted small">{text('admin.move.note')}</p>
    </ChangeDialog>
  );
}

export function MergeForm({ of: { unit }, onClose }: UnitFormProps) {
  const text = useText();
  const [intoId, setIntoId] = useState<string | null>(null);
  return (
    <ChangeDialog title={text('admin.title.unit.merge', { name: unit.name })} command={{ kind: 'unit.merge', unitId: unit.id, intoId }} isDanger onClose={onClose}>
      <div className="field"><span className="label">{text('admin.field.into')}</span><UnitPicker testId="field-into" label={text('admin.field.into')} value={intoId} exclude={[unit.id]} onChange={setIntoId} /></div>
      <p className="muted small">{text('admin.merge.note')}</p>
    </ChangeDialog>
  );
}

export function DissolveForm({ of: { unit }, onClose }: UnitFormProps) {
  const text = useText();
  const [successorId, setSuccessorId] = useState<string | null>(null);
  return (
    <ChangeDialog title={text('admin.title.unit.dissolve', { name: unit.name })} command={{ kind: 'unit.dissolve', unitId: unit.id, successorId }} isDanger onClose={onClose}>
      <div className="field"><span className="label">{text('admin.field.successor')}</span><UnitPicker testId="field-successor" label={text('admin.field.successor')} value={successorId} exclude={[unit.id]} onChange={setSuccessorId} /></div>
      <p className="muted small">{text('admin.dissolve.note')}</p>
    </ChangeDialog>
  );
}

export function ReorderUnitsForm({ of: { unit, children }, onClose }: UnitFormProps) {
  const text = useText();
  const [rows, setRows] = useState<readonly Ordered[]>(() => children.filter((child) => child.status === 'active').map(({ id, name }) => ({ id, name, hint: '' })));
  return (
    <ChangeDialog title={text('admin.title.unit.reorder', { name: unit.name })} command={{ kind: 'unit.reorder', unitId: unit.id, order: rows.map(({ id }) => id) }} onClose={onClose}>
      <OrderList rows={rows} onChange={setRows} />
      <p className="muted small">{text('admin.order.note')}</p>
    </ChangeDialog>
  );
}

export function ReorderPostsForm({ of: { unit, posts }, onClose }: UnitFormProps) {
  const text = useText();
  const [rows, setRows] = useState<readonly Ordered[]>(() => posts.map(({ membership, person }) => ({ id: membership.id, name: person.name, hint: membership.title })));
  return (
    <ChangeDialog title={text('admin.title.post.reorder', { name: unit.name })} command={{ kind: 'post.reorder', unitId: unit.id, order: rows.map(({ id }) => id) }} onClose={onClose}>
      <OrderList rows={rows} onChange={setRows} />
      <p className="muted small">{text('admin.order.note')}</p>
    </ChangeDialog>
  );
}
