/** The elements of an open text beside its running words, followed as they change. */
import { dequal } from 'dequal';
import { useEffect, useState } from 'react';
import type * as Y from 'yjs';
import { bodyOf, filesOf, META_LENGTH_MAX, metaOf, type MetaKey } from '#shared/doc/shape.ts';
import { NO_ELEMENTS, readElements, type Elements } from './sheet-facts.ts';

export function useElements(doc: Y.Doc | null): Elements {
  const [elements, setElements] = useState(NO_ELEMENTS);
  useEffect(() => {
    if (doc === null) return undefined;
    // Compared before React hears of it: to be asked at all already draws the screen that hangs on it once more.
    let known = readElements(doc);
    const look = (): void => {
      const now = readElements(doc);
      if (dequal(now, known)) return;
      known = now;
      setElements(now);
    };
    setElements(known);
    metaOf(doc).observe(look);
    bodyOf(doc).observeDeep(look);
    filesOf(doc).observe(look);
    return () => {
      metaOf(doc).unobserve(look);
      bodyOf(doc).unobserveDeep(look);
      filesOf(doc).unobserve(look);
    };
  }, [doc]);
  return elements;
}

/** Nothing is written that says the same, so that looking at a form changes no text. */
export function writeElement(doc: Y.Doc, key: MetaKey, value: string): void {
  const meta = metaOf(doc);
  const text = value.slice(0, META_LENGTH_MAX[key]);
  if ((meta.get(key) ?? '') === text) return;
  if (text === '') meta.delete(key);
  else meta.set(key, text);
}
