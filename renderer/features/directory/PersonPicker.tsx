/** Choosing people by search: chosen ones stand above as chips, Enter takes the marked hit, Backspace in the empty field takes the last one back. */
import { useId, useState } from 'react';
import type { DirectoryPerson } from '#shared/ipc/contract.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import './directory.css';
import { HitList } from './HitList.tsx';
import { mainPost } from './hit.ts';
import { useDirectorySearch } from './use-directory-search.ts';

interface PersonPickerProps { readonly chosen: readonly DirectoryPerson[]; readonly exclude: readonly string[]; /** Only one: another takes their place. */ readonly isSingle?: boolean; /** Also somebody who has left. */ readonly isGoneAllowed?: boolean; readonly onChange: (people: readonly DirectoryPerson[]) => void }

export function PersonPicker({ chosen, exclude, isSingle = false, isGoneAllowed = false, onChange }: PersonPickerProps) {
  const text = useText();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const search = useDirectorySearch(query, 20);
  const hits = (search.hits ?? []).filter((hit) => hit.kind === 'person' && (isGoneAllowed || hit.person.status === 'active') && !exclude.includes(hit.person.id) && !chosen.some((person) => person.id === hit.person.id));
  const take = (index: number): void => {
    const hit = hits[index];
    if (hit?.kind !== 'person') return;
    onChange(isSingle ? [hit.person] : [...chosen, hit.person]);
    setQuery('');
    setAt(0);
  };
  return (
    <div className="picker">
      <div className="picker-field">
        {chosen.map((person) => (
          <span key={person.id} className="chip accent" title={mainPost(person)?.pathLabel}>
            {person.name}
            <button type="button" className="plain" aria-label={text('ui.picker.remove', { name: person.name })} onClick={() => onChange(chosen.filter((other) => other.id !== person.id))}><Icon name="close" /></button>
          </span>
        ))}
        <input
          type="text" role="combobox" data-enter="own" autoFocus spellCheck={false} autoComplete="off" aria-label={text('ui.picker.label')} placeholder={chosen.length === 0 ? text('ui.directory.searchPeople') : ''}
          aria-expanded={hits.length > 0} aria-controls={listId} aria-activedescendant={hits.length > 0 ? `${listId}-${at}` : undefined}
          value={query} onChange={(event) => { setQuery(event.target.value); setAt(0); }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.ctrlKey) return;
            if (event.key === 'ArrowDown') setAt((old) => Math.min(old + 1, hits.length - 1));
            else if (event.key === 'ArrowUp') setAt((old) => Math.max(old - 1, 0));
            else if (event.key === 'Enter') take(at);
            else if (event.key === 'Backspace' && query === '') { onChange(chosen.slice(0, -1)); return; }
            else return;
            event.preventDefault();
          }}
        />
      </div>
      {/* Whoever is chosen is chosen: the list comes back when another is looked for. */}
      {!(isSingle && chosen.length > 0 && query === '') && (
        <div className="picker-hits scroll">
          {search.error !== null && <p className="none">{errorText(text, search.error)}</p>}
          {search.hits === null && search.error === null && <p className="none">{text('ui.picker.hint')}</p>}
          {search.hits !== null && hits.length === 0 && !search.isLoading && <p className="none">{text('ui.search.none', { query: query.trim() })}</p>}
          <HitList id={listId} label={text('ui.picker.label')} hits={hits} at={at} onHover={setAt} onChoose={(hit) => take(hits.indexOf(hit))} />
          {search.isPartial && hits.length > 0 && <p className="none">{text('ui.directory.partial')}</p>}
        </div>
      )}
    </div>
  );
}
