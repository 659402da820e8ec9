/** A value once it has rested: what is typed is not asked about letter by letter. */
import { useEffect, useState } from 'react';

const REST_MS = 300;

/** Compared by its JSON, so callers may write it inline. */
export function useSettled<T>(value: T): T | undefined {
  const key = JSON.stringify(value);
  const [settled, setSettled] = useState<string | undefined>(undefined);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(key), REST_MS);
    return () => window.clearTimeout(timer);
  }, [key]);
  return settled === key ? value : undefined;
}
