/** The bytes of the document on the screen. */
import { useEffect, useMemo } from 'react';
import { createPictures, type Pictures } from '#renderer/bridge/pictures.ts';

/** Of one document, for as long as it is on the screen. */
export function usePictures(docId: string): Pictures {
  const pictures = useMemo(() => createPictures(docId), [docId]);
  useEffect(() => () => pictures.release(), [pictures]);
  return pictures;
}
