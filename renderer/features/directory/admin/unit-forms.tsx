/** Forms about a unit: what it is called, a new one, and what it is split into. */
import { Checkbox, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useText } from '#renderer/ui/text.tsx';
import { NAME_LENGTH_MAX } from '#shared/org/change/command.ts';
import { UNIT_KINDS, type UnitKind } from '#shared/org/model.ts';
import { usccOf, usccProblem } from '#shared/org/uscc.ts';
import type { UnitAdministration } from '#shared/protocol/directory-changes.ts';
import { ChangeDialog } from './ChangeDialog.tsx';

export interface UnitFormProps { readonly of: UnitAdministration; readonly onClose: (isDone: boolean) => void }

interface Names { readonly name: string; readonly shortName: string; readonly fullName: string; readonly code: string; readonly docCode: string; readonly uscc: string }
const NO_NAMES: Names = { name: '', shortName: '', fullName: '', code: '', docCode: '', uscc: '' };
const FULL_NAME_MAX = 120;
/** With the spaces that it is pasted with. */
const USCC_TYPED_MAX = 40;

/** An empty short or full name is the name itself: most sections have only one. */
const asCommand = ({ name, shortName, fullName, code, docCode, uscc }: Names) => ({
  name, shortName: shortName.trim() === '' ? name : shortName, fullName: fullName.trim() === '' ? name : fullName, code: code.trim() === '' ? null : code.trim(), docCode: docCode.trim() === '' ? null : docCode, uscc: usccOf(uscc) === '' ? null : usccOf(uscc),
});

function NameFields({ names, isOrgan, onChange }: { readonly names: Names; readonly isOrgan: boolean; readonly onChange: (names: Names) => void }) {
  const text = useText();
  const typed = usccOf(names.uscc);
  const problem = typed === '' ? null : usccProblem(typed);
  const field = (key: keyof Names, maxLength: number, isFirst = false, wrong: ReactNode = null) => (
    <label className="field"><span className="label">{text(`admin.field.${key}`)}</span>
      <Input data-testid={`field-${key}`} value={names[key]} maxLength={maxLength} autoFocus={isFirst} placeholder={key === 'shortName' || key === 'fullName' ? text('admin.field.sameAsName') : undefined} onChange={(event) => onChange({ ...names, [key]: event.target.value })} />
      {wrong}
    </label>
  );
  return (
    <>
      {field('name', NAME_LENGTH_MAX, true)}
      <div className="two-fields">{field('shortName', NAME_LENGTH_MAX)}{field('fullName', FULL_NAME_MAX)}</div>
      <div className="two-fields">{field('code', 12)}{isOrgan && field('docCode', 20)}</div>
      {field('uscc', USCC_TYPED_MAX, false, problem !== null && <span className="error" role="alert" data-testid="uscc-problem">{text(`admin.uscc.${problem}`)}</span>)}
    </>
  );
}

export function RenameForm({ of: { unit }, onClose }: UnitFormProps) {
  const text = useText();
  const [names, setNames] = useState<Names>({ name: unit.name, shortName: unit.shortName, fullName: unit.fullName, code: unit.code ?? '', docCode: unit.docCode ?? '', uscc: unit.uscc ?? '' });
  return (
    <ChangeDialog title={text('admin.title.unit.rename', { name: unit.name })} command={{ kind: 'unit.rename', unitId: unit.id, ...asCommand(names) }} onClose={onClose}>
      <NameFields names={names} isOrgan={unit.isOrgan} onChange={setNames} />
      <p className="muted small">{text('admin.rename.note')}</p>
    </ChangeDialog>
  );
}

function useNewUnit(kinds: readonly UnitKind[]) {
  const [names, setNames] = useState(NO_NAMES);
  const [kind, setKind] = useState<UnitKind>(kinds[0] ?? 'dept');
  const [isOrgan, setIsOrgan] = useState(false);
  return { names, setNames, kind, setKind, isOrgan, setIsOrgan, unit: { kind, isOrgan, ...asCommand(isOrgan ? names : { ...names, docCode: '' }) } };
}

function NewUnitFields({ wish }: { readonly wish: ReturnType<typeof useNewUnit> }) {
  const text = useText();
  return (
    <>
      <div className="two-fields">
        <label className="field"><span className="label">{text('admin.field.kind')}</span><Select data-testid="field-kind" value={wish.kind} onChange={wish.setKind} options={UNIT_KINDS.map((kind) => ({ value: kind, label: text(`admin.kind.${kind}`) }))} /></label>
        <div className="field"><span className="label">{text('admin.field.organ')}</span><Checkbox checked={wish.isOrgan} onChange={(event) => wish.setIsOrgan(event.target.checked)}>{text('admin.field.organ.hint')}</Checkbox></div>
      </div>
      <NameFields names={wish.names} isOrgan={wish.isOrgan} onChange={wish.setNames} />
    </>
  );
}

export function CreateForm({ of: { unit }, onClose }: UnitFormProps) {
  const text = useText();
  const wish = useNewUnit(unit.kind === 'division' && unit.level === 4 ? ['dept', 'village'] : ['dept']);
  return (
    <ChangeDialog title={text('admin.title.unit.create', { name: unit.name })} command={{ kind: 'unit.create', parentId: unit.id, unit: wish.unit }} onClose={onClose}>
      <NewUnitFields wish={wish} />
    </ChangeDialog>
  );
}

export function SplitForm({ of: { unit, posts, children }, onClose }: UnitFormProps) {
  const text = useText();
  const wish = useNewUnit([unit.kind]);
  const [postIds, setPostIds] = useState<readonly string[]>([]);
  const [childIds, setChildIds] = useState<readonly string[]>([]);
  return (
    <ChangeDialog title={text('admin.title.unit.split', { name: unit.name })} command={{ kind: 'unit.split', unitId: unit.id, unit: wish.unit, postIds, childIds }} onClose={onClose}>
      <NewUnitFields wish={wish} />
      <label className="field"><span className="label">{text('admin.split.people')}</span>
        <Select mode="multiple" value={[...postIds]} onChange={setPostIds} optionFilterProp="label" options={posts.map(({ membership, person }) => ({ value: membership.id, label: `${person.name} ${membership.title}` }))} />
      </label>
      {children.length > 0 && (
        <label className="field"><span className="label">{text('admin.split.children')}</span>
          <Select mode="multiple" value={[...childIds]} onChange={setChildIds} optionFilterProp="label" options={children.filter((child) => child.status === 'active').map((child) => ({ value: child.id as string, label: child.name }))} />
        </label>
      )}
    </ChangeDialog>
  );
}
