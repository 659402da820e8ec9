/** Search as one types: people and units, by name, pinyin or initials. Answers overtaken by newer letters are dropped. */
import { useEffect, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DirectoryHit } from '#shared/ipc/contract.ts';

const DEBOUNCE_MS = 150;

export interface SearchState {
  /** Null while nothing is asked. */
  readonly hits: readonly DirectoryHit[] | null;
  readonly isPartial: boolean;
  readonly error: AppError | null;
  readonly isLoading: boolean;
}

const NOTHING: SearchState = { hits: null, isPartial: false, error: null, isLoading: false };

export function useDirectorySearch(query: string, limit = 50): SearchState {
  const wanted = query.trim();
  const [state, setState] = useState<SearchState & { readonly query: string }>({ ...NOTHING, query: '' });
  useEffect(() => {
    if (wanted === '') return undefined;
    let isStale = false;
    const timer = window.setTimeout(() => {
      void callOffice('directory.search', { query: wanted, limit }).then((answer) => {
        if (isStale) return;
        setState(answer.ok
          ? { query: wanted, hits: answer.value.hits, isPartial: answer.value.isPartial, error: null, isLoading: false }
          : { query: wanted, hits: null, isPartial: false, error: answer.error, isLoading: false });
      });
    }, DEBOUNCE_MS);
    return () => { isStale = true; window.clearTimeout(timer); };
  }, [wanted, limit]);
  if (wanted === '') return NOTHING;
  return state.query === wanted ? state : { ...state, isLoading: true };
}
