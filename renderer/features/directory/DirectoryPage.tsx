/** The directory: tree and search on the left, the unit or the person on the right. A hit always shows its path. */
import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DirectoryHit } from '#shared/ipc/contract.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Empty } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import './directory.css';
import { HitList } from './HitList.tsx';
import { PersonCard } from './PersonCard.tsx';
import { UnitCard } from './UnitCard.tsx';
import { UnitTree } from './UnitTree.tsx';
import { useDirectorySearch } from './use-directory-search.ts';

export type DirectoryTarget = { readonly kind: 'person' | 'unit'; readonly id: string };

const ADMINISTERING: readonly Role[] = ['unitAdmin', 'systemAdmin', 'securityAdmin'];

export function DirectoryPage({ person, open }: { readonly person: SessionPerson; readonly open: DirectoryTarget | null }) {
  const text = useText();
  const listId = useId();
  const post = person.memberships.find((membership) => membership.primary) ?? person.memberships[0];
  // Only whether to ask: what may be done is the server's answer.
  const isAdministrator = person.memberships.some(({ roles }) => roles.some((role) => ADMINISTERING.includes(role)));
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState<DirectoryTarget | null>(open ?? (post === undefined ? null : { kind: 'unit', id: post.organId }));
  const path = usePathTo(open?.kind === 'unit' ? open.id : (post?.organId ?? null));
  const search = useDirectorySearch(query);
  useEffect(() => { if (open !== null) setShown(open); }, [open]);

  const show = (hit: DirectoryHit | undefined): void => {
    if (hit !== undefined) setShown({ kind: hit.kind, id: hit.kind === 'person' ? hit.person.id : hit.unit.id });
  };
  const hits = search.hits ?? [];
  const isSearching = query.trim() !== '';
  return (
    <div className="directory">
      <section className="directory-side">
        <div className="directory-search">
          <Input
            data-testid="directory-search" allowClear autoFocus prefix={<Icon name="search" />} placeholder={text('ui.directory.search')} aria-label={text('ui.directory.search')} spellCheck={false} maxLength={100}
            role="combobox" aria-expanded={isSearching} aria-controls={listId} aria-activedescendant={isSearching && hits.length > 0 ? `${listId}-${at}` : undefined}
            value={query} onChange={(event) => { setQuery(event.target.value); setAt(0); }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === 'ArrowDown') setAt((old) => Math.min(old + 1, hits.length - 1));
              else if (event.key === 'ArrowUp') setAt((old) => Math.max(old - 1, 0));
              else if (event.key === 'Enter') show(hits[at]);
              else if (event.key === 'Escape' && query !== '') setQuery('');
              else return;
              event.preventDefault();
            }}
          />
        </div>
        {isSearching
          ? (
              <div className="directory-hits scroll">
                {search.error !== null && <p className="none">{errorText(text, search.error)}</p>}
                {search.hits !== null && hits.length === 0 && !search.isLoading && <p className="none">{text('ui.search.none', { query: query.trim() })}</p>}
                <HitList id={listId} label={text('ui.directory.hits')} hits={hits} at={at} onChoose={(hit) => { setAt(hits.indexOf(hit)); show(hit); }} />
                {search.isPartial && <p className="none">{text('ui.directory.partial')}</p>}
              </div>
            )
          : <UnitTree selectedId={shown?.kind === 'unit' ? shown.id : null} openPath={path} onSelect={(id) => setShown({ kind: 'unit', id })} />}
      </section>
      <section className="directory-main scroll" aria-live="polite">
        {shown === null && <Empty icon="people">{text('ui.directory.choose')}</Empty>}
        {shown?.kind === 'unit' && <UnitCard key={shown.id} unitId={shown.id} isAdministrator={isAdministrator} onPerson={(id) => setShown({ kind: 'person', id })} onUnit={(id) => setShown({ kind: 'unit', id })} />}
        {shown?.kind === 'person' && <PersonCard key={shown.id} personId={shown.id} isAdministrator={isAdministrator} onUnit={(id) => setShown({ kind: 'unit', id })} />}
      </section>
    </div>
  );
}

/** Ids from the root down to a unit, so that the tree opens on the reader's own place. */
function usePathTo(unitId: string | null): readonly string[] {
  const [path, setPath] = useState<readonly string[]>([]);
  useEffect(() => {
    let isStale = false;
    void (async () => {
      const ids: string[] = [];
      for (let next = unitId; next !== null && ids.length < 16;) {
        ids.unshift(next);
        const answer = await callOffice('directory.unit', { unitId: next });
        next = answer.ok ? answer.value.unit.parentId : null;
      }
      if (!isStale) setPath(ids);
    })();
    return () => { isStale = true; };
  }, [unitId]);
  return path;
}
