/** A person: every post with where it is, and the phone as far as the reader may see it. */
import { useCall } from '#renderer/bridge/use-call.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { PersonManage } from './admin/PersonManage.tsx';
import { CopyPhone } from './CopyPhone.tsx';
import { mainPost } from './hit.ts';

export function PersonCard({ personId, isAdministrator, onUnit }: { readonly personId: string; readonly isAdministrator: boolean; readonly onUnit: (unitId: string) => void }) {
  const text = useText();
  const read = useCall('directory.person', { personId }, ['directory.changed']);
  if (read.value === null) return read.error === null ? <Skeleton /> : <Failure error={read.error} onRetry={read.reload} />;
  const person = read.value;
  return (
    <article className="card" data-testid="person-card">
      <header>
        <Icon name="person" />
        <div>
          <h1>{person.name}</h1>
          <p className="muted">{mainPost(person)?.title}</p>
        </div>
        {person.status === 'left' && <span className="chip">{text('ui.directory.left')}</span>}
        {isAdministrator && <PersonManage personId={personId} />}
      </header>
      <dl className="facts">
        <div><dt>{text('ui.directory.phone')}</dt><dd><CopyPhone phone={person.phone} />{person.phone.includes('*') && <span className="muted">{text('ui.directory.masked')}</span>}</dd></div>
      </dl>
      <h2>{text('ui.directory.posts')}</h2>
      <table className="people-table">
        <thead><tr><th scope="col">{text('ui.directory.unit')}</th><th scope="col">{text('ui.directory.post')}</th><th scope="col">{text('ui.directory.place')}</th></tr></thead>
        <tbody>
          {person.posts.map((post) => (
            <tr key={`${post.unitId} ${post.title}`}>
              <td><button type="button" className="plain link" onClick={() => onUnit(post.unitId)}>{post.unitName}</button>{post.primary && person.posts.length > 1 && <span className="chip accent">{text('ui.directory.primary')}</span>}</td>
              <td>{post.title}</td>
              <td>{post.pathLabel}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}
