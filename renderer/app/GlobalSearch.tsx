/**
 * Ctrl+K: documents of this person, by what is known of them and by their text, and people and units of the directory, in one list; every hit says where it is.
 * Texts are looked into a part at a time: the list is shown at once and fills while the rest is read.
 */
import { useEffect, useId, useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DeskItem, DirectoryHit } from '#shared/ipc/contract.ts';
import type { Excerpt } from '#shared/ipc/search.ts';
import { hitFormer, hitKey, hitName, hitWhere } from '#renderer/features/directory/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { useNavigation } from './route.tsx';

const DEBOUNCE_MS = 150;
const HITS_MAX = 8;
const QUERY_LENGTH_MAX = 100;

type Found = { readonly kind: 'document'; readonly item: DeskItem; readonly excerpt: Excerpt | null } | { readonly kind: 'directory'; readonly hit: DirectoryHit };

export function GlobalSearch({ turn }: { /** Counts requests to focus the field. */ readonly turn: number }) {
  const text = useText();
  const { go } = useNavigation();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Answer | null>(null);
  const [at, setAt] = useState(0);
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => { if (turn > 0) { input.current?.focus(); input.current?.select(); } }, [turn]);
  useEffect(() => {
    const wanted = query.trim();
    if (wanted === '') return undefined;
    let isStale = false;
    const timer = window.setTimeout(() => {
      const look = async (isFirst: boolean): Promise<void> => {
        const answer = await findAll(wanted);
        if (isStale) return;
        setFound(answer);
        // What came first stays chosen while more comes behind it.
        if (isFirst) setAt(0);
        if (answer.unread > 0) await look(false);
      };
      void look(true);
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
        <div className="search-hits scroll">
          {hits.length > 0 && <div id={listId} role="listbox" aria-label={text('ui.search.label')}>
          {groups.filter((group) => group.hits.length > 0).map((group) => (
            <div key={group.key} role="group" aria-label={group.label}>
              <h3 role="presentation">{group.label}</h3>
              {group.hits.map((one) => {
                const index = hits.indexOf(one);
                return (
                  <div
                    key={one.kind === 'document' ? one.item.docId : hitKey(one.hit)} id={`${listId}-${index}`} role="option" aria-selected={index === at} tabIndex={-1} className="search-hit"
                    onMouseEnter={() => setAt(index)} onMouseDown={(event) => { event.preventDefault(); open(one); }}
                  >
                    <Icon name={one.kind === 'document' ? 'doc' : one.hit.kind === 'person' ? 'person' : 'unit'} />
                    <span className="what">{one.kind === 'document' ? one.item.title : hitName(one.hit)}{one.kind !== 'document' && hitFormer(one.hit) !== null && <span className="muted">{text('ui.directory.formerly', { name: hitFormer(one.hit) ?? '' })}</span>}</span>
                    {one.kind === 'document' && one.excerpt !== null && <span className="excerpt">{one.excerpt.before}<mark>{one.excerpt.match}</mark>{one.excerpt.after}</span>}
                    <span className="where">{one.kind === 'document' ? [one.item.number, one.item.fromName].filter((part) => part !== null && part !== '').join(' · ') : hitWhere(one.hit)}</span>
                  </div>
                );
              })}
            </div>
          ))}
          </div>}
          {hits.length === 0 && found.unread === 0 && <div className="none" role="status">{text('ui.search.none', { query: found.query })}</div>}
          {found.unread > 0 && <div className="more" role="status">{text('ui.search.reading', { count: found.unread })}</div>}
          {found.unread === 0 && found.notHere > 0 && <div className="more">{text('ui.search.notHere', { count: found.notHere })}</div>}
        </div>
      )}
    </div>
  );
}

interface Answer {
  readonly query: string;
  readonly hits: readonly Found[];
  /** Texts that are still to be looked into, and documents whose text is not on this machine. */
  readonly unread: number;
  readonly notHere: number;
}

async function findAll(query: string): Promise<Answer> {
  const asked = query.slice(0, QUERY_LENGTH_MAX);
  const [directory, documents] = await Promise.all([
    callOffice('directory.search', { query: asked, limit: HITS_MAX }),
    callOffice('document.search', { query: asked, limit: HITS_MAX }),
  ]);
  const { hits, unread, notHere } = documents.ok ? documents.value : { hits: [], unread: 0, notHere: 0 };
  return {
    query, unread, notHere,
    hits: [...hits.map((hit): Found => ({ kind: 'document', ...hit })), ...(directory.ok ? directory.value.hits : []).map((hit): Found => ({ kind: 'directory', hit }))],
  };
}
