/** A unit: what it is called in documents, where it is, who works there in political order, and what is below it. */
import { Button } from 'antd';
import { useState } from 'react';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { Level } from '#shared/org/model.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { UnitManage } from './admin/UnitManage.tsx';
import { ContactsDialog } from './contacts/ContactsDialog.tsx';
import { PastDialog } from './PastDialog.tsx';
import { CopyPhone } from './CopyPhone.tsx';

export function UnitCard({ unitId, isAdministrator, onPerson, onUnit }: { readonly unitId: string; readonly isAdministrator: boolean; readonly onPerson: (personId: string) => void; readonly onUnit: (unitId: string) => void }) {
  const text = useText();
  const [isContactsOpen, setIsContactsOpen] = useState(false);
  const isOnline = useIsOnline();
  const [isPastOpen, setIsPastOpen] = useState(false);
  const read = useCall('directory.unit', { unitId }, ['directory.changed']);
  const below = useCall('directory.children', { unitId }, ['directory.changed']);
  if (read.value === null) return read.error === null ? <Skeleton /> : <Failure error={read.error} onRetry={read.reload} />;
  const { unit, people } = read.value;
  // Whose list it is says the server; where nobody is, there is nothing to take.
  const mayTake = isOnline && unit.status === 'active';
  return (
    <article className="card">
      <header>
        <Icon name="unit" />
        <div>
          <h1>{unit.name}</h1>
          <p className="muted">{unit.pathLabel}</p>
        </div>
        <span className="chip">{text(`domain.level.${unit.level as Level}`)}</span>
        {unit.isOrgan && <span className="chip accent">{text('ui.directory.organ')}</span>}
        {unit.status !== 'active' && <span className="chip warn">{text('admin.status.dissolved')}</span>}
        <Button type="link" size="small" data-testid="unit-past-open" onClick={() => setIsPastOpen(true)}>{text('ui.directory.past')}</Button>
        {mayTake && <Button type="link" size="small" data-testid="contacts-open" onClick={() => setIsContactsOpen(true)}>{text('ui.contacts.export')}</Button>}
        {isAdministrator && <UnitManage unitId={unitId} />}
      </header>
      <dl className="facts">
        <div><dt>{text('ui.directory.fullName')}</dt><dd>{unit.fullName}</dd></div>
        <div><dt>{text('ui.directory.shortName')}</dt><dd>{unit.shortName}</dd></div>
        {unit.formerNames.length > 0 && <div><dt>{text('ui.directory.former')}</dt><dd>{unit.formerNames.join('、')}</dd></div>}
        {unit.uscc !== null && <div><dt>{text('ui.directory.uscc')}</dt><dd className="num" data-testid="unit-uscc">{unit.uscc}</dd></div>}
      </dl>
      <h2>{text('ui.directory.people', { count: people.length })}</h2>
      {people.length === 0 && <p className="muted">{text('ui.directory.noPeople')}</p>}
      {people.length > 0 && (
        <table className="people-table">
          <thead><tr><th scope="col">{text('ui.directory.name')}</th><th scope="col">{text('ui.directory.post')}</th><th scope="col" className="end">{text('ui.directory.phone')}</th></tr></thead>
          <tbody>
            {people.map((person) => (
              <tr key={`${person.id} ${person.title}`} className={person.status === 'left' ? 'left' : undefined}>
                <td><button type="button" className="plain link" onClick={() => onPerson(person.id)}>{person.name}</button>{person.status === 'left' && <span className="chip">{text('ui.directory.left')}</span>}</td>
                <td>{person.title}</td>
                <td className="end"><CopyPhone phone={person.phone} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(below.value ?? []).length > 0 && (
        <>
          <h2>{text('ui.directory.below', { count: below.value?.length ?? 0 })}</h2>
          <ul className="below">
            {(below.value ?? []).map((child) => <li key={child.id}><button type="button" className="plain link" title={child.fullName} onClick={() => onUnit(child.id)}>{child.name}</button></li>)}
          </ul>
        </>
      )}
      {isContactsOpen && <ContactsDialog unitId={unitId} name={unit.name} onClose={() => setIsContactsOpen(false)} />}
      {isPastOpen && <PastDialog unitId={unitId} name={unit.name} onClose={() => setIsPastOpen(false)} />}
    </article>
  );
}
