/** Ctrl+K: people and units of the directory and the documents on this desk, in one list; every hit says where it is. */
import { useEffect, useId, useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DeskItem, DirectoryHit } from '#shared/ipc/contract.ts';
import { NO_FILTER, WORDS_LENGTH_MAX } from '#shared/policy/desk-filter.ts';
import { hitFormer, hitKey, hitName, hitWhere } from '#renderer/features/directory/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { useNavigation } from './route.tsx';

const DEBOUNCE_MS = 150;
const HITS_MAX = 8;

type Found = { readonly kind: 'document'; readonly item: DeskItem } | { readonly kind: 'directory'; readonly hit: DirectoryHit };

export function GlobalSearch({ turn }: { /** Counts requests to focus the field. */ readonly turn: number }) {
  const text = useText();
  const { go } = useNavigation();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ readonly query: string; readonly hits: readonly Found[] } | null>(null);
  const [at, setAt] = useState(0);
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => { if (turn > 0) { input.current?.focus(); input.current?.select(); } }, [turn]);
  useEffect(() => {
    const wanted = query.trim();
    if (wanted === '') return undefined;
    let isStale = false;
    const timer = window.setTimeout(() => {
      void findAll(wanted).then((hits) => {
        if (isStale) return;
        setFound({ query: wanted, hits });
        setAt(0);
      });
    }, DEBOUNCE_MS);
    return () => { isStale = true; window.clearTimeout(timer); };
  }, [query]);

  const open = (one: Found | undefined): void => {
    if (one === undefined) return;
    if (one.kind === 'document') go({ kind: 'document', docId: one.item.docId });
    else go({ kind: 'directory', open: { kind: one.hit.kind, id: one.hit.kind === 'person' ? one.hit.person.id : one.hit.unit.id } });
    setIsOpen(false);
    setQuery('');
    input.current?.blur();
  };
  const hits = query.trim() !== '' && found !== null ? found.hits : [];
  const isListShown = isOpen && query.trim() !== '' && found !== null;
  const groups = [
    { key: 'document', label: text('ui.search.documents'), hits: hits.filter((one) => one.kind === 'document') },
    { key: 'directory', label: text('ui.search.directory'), hits: hits.filter((one) => one.kind === 'directory') },
  ];

  return (
    <div className="search-box" role="search" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setIsOpen(false); }}>
      <label className="field-row">
        <Icon name="search" />
        <input
          ref={input} type="text" role="combobox" data-testid="global-search" placeholder={text('ui.search.placeholder')} aria-label={text('ui.search.label')}
          aria-expanded={isListShown} aria-controls={listId} aria-activedescendant={isListShown && hits.length > 0 ? `${listId}-${at}` : undefined} autoComplete="off" spellCheck={false}
          value={query} onChange={(event) => { setQuery(event.target.value); setIsOpen(true); }} onFocus={() => setIsOpen(true)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') { setAt((old) => Math.min(old + 1, hits.length - 1)); event.preventDefault(); }
            else if (event.key === 'ArrowUp') { setAt((old) => Math.max(old - 1, 0)); event.preventDefault(); }
            else if (event.key === 'Enter') open(hits[at]);
            else if (event.key === 'Escape') { setQuery(''); setIsOpen(false); event.currentTarget.blur(); event.preventDefault(); }
          }}
        />
        <kbd className="key">Ctrl K</kbd>
      </label>
      {isListShown && (
        <div className="search-hits scroll" id={listId} role="listbox" aria-label={text('ui.search.label')}>
          {hits.length === 0 && <div className="none">{text('ui.search.none', { query: found.query })}</div>}
          {groups.filter((group) => group.hits.length > 0).map((group) => (
            <div key={group.key} role="group" aria-label={group.label}>
              <h3>{group.label}</h3>
              {group.hits.map((one) => {
                const index = hits.indexOf(one);
                return (
                  <div
                    key={one.kind === 'document' ? one.item.docId : hitKey(one.hit)} id={`${listId}-${index}`} role="option" aria-selected={index === at} tabIndex={-1} className="search-hit"
                    onMouseEnter={() => setAt(index)} onMouseDown={(event) => { event.preventDefault(); open(one); }}
                  >
                    <Icon name={one.kind === 'document' ? 'doc' : one.hit.kind === 'person' ? 'person' : 'unit'} />
                    <span className="what">{one.kind === 'document' ? one.item.title : hitName(one.hit)}{one.kind !== 'document' && hitFormer(one.hit) !== null && <span className="muted">{text('ui.directory.formerly', { name: hitFormer(one.hit) ?? '' })}</span>}</span>
                    <span className="where">{one.kind === 'document' ? [one.item.number, one.item.fromName].filter((part) => part !== null && part !== '').join(' · ') : hitWhere(one.hit)}</span>
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

async function findAll(query: string): Promise<readonly Found[]> {
  const [directory, desk] = await Promise.all([
    callOffice('directory.search', { query, limit: HITS_MAX }),
    callOffice('desk.list', { view: 'all', filter: { ...NO_FILTER, words: query.slice(0, WORDS_LENGTH_MAX) }, offset: 0, limit: HITS_MAX }),
  ]);
  const documents = desk.ok ? desk.value.items : [];
  const hits = directory.ok ? directory.value.hits : [];
  return [...documents.map((item): Found => ({ kind: 'document', item })), ...hits.map((hit): Found => ({ kind: 'directory', hit }))];
}
