/** One register as it is scrolled: the first page through the bridge, further ones behind it as they are needed. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { RegisterReading } from '#shared/ipc/contract.ts';
import type { RegisterList, RegisterRow } from '#shared/protocol/registers.ts';

interface RegisterView {
  readonly reading: RegisterReading | null;
  readonly rows: readonly RegisterRow[];
  readonly error: AppError | null;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface Further {
  /** The first page that it continues: with another one it is forgotten. */
  readonly behind: RegisterReading | null;
  readonly rows: readonly RegisterRow[];
  readonly cursor: string | null;
}

const NONE: Further = { behind: null, rows: [], cursor: null };

export function useRegister(list: RegisterList | null): RegisterView {
  const [further, setFurther] = useState<Further>(NONE);
  const isAsking = useRef(false);
  // Whoever has scrolled down reads on in peace; at the top new numbers appear by themselves.
  const first = useCall('register.list', list, further.behind === null ? ['desk.changed'] : []);
  const { value: reading, reload: readFirst } = first;
  const present = useMemo<Further>(
    () => (further.behind !== null && further.behind === reading ? further : { behind: reading, rows: [], cursor: reading?.page.cursor ?? null }),
    [further, reading],
  );
  const { cursor } = present;

  const loadMore = useCallback(() => {
    if (list === null || cursor === null || isAsking.current) return;
    isAsking.current = true;
    void callOffice('register.list', { ...list, after: cursor }).then((answer) => {
      isAsking.current = false;
      if (answer.ok) setFurther({ behind: present.behind, rows: [...present.rows, ...answer.value.page.rows], cursor: answer.value.page.cursor });
    });
  }, [cursor, list, present]);
  const reload = useCallback(() => {
    setFurther(NONE);
    readFirst();
  }, [readFirst]);
  const isOnline = useIsOnline();
  useEffect(() => { if (isOnline) readFirst(); }, [isOnline, readFirst]);
  const listKey = JSON.stringify(list);
  useEffect(() => setFurther(NONE), [listKey]);

  return {
    reading, rows: [...(reading?.page.rows ?? []), ...present.rows], error: first.error, isLoading: first.isLoading,
    hasMore: cursor !== null, loadMore, reload,
  };
}

/** Every row there is, page after page, for a file. */
export async function wholeRegister(list: RegisterList): Promise<Result<readonly RegisterRow[], AppError>> {
  const rows: RegisterRow[] = [];
  for (let after: string | null = null; ;) {
    const answer: Result<RegisterReading, AppError> = await callOffice('register.list', after === null ? list : { ...list, after });
    if (!answer.ok) return answer;
    // Half of it from memory would be taken for the whole.
    if (!answer.value.isLive) return err(appError('network.unreachable'));
    rows.push(...answer.value.page.rows);
    after = answer.value.page.cursor;
    if (after === null) return ok(rows);
  }
}
