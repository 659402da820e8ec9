/** Bytes of one document's 插图 and 附件, as a page can show them: addresses that live as long as the document is open. */
import type { AppError } from '#shared/base/errors.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { callOffice, onNotice } from './office.ts';

export interface Pictures {
  readonly docId: string;
  /** Fetched where it is not on this machine; the same one each time. */
  address(digest: string): Promise<Result<string, AppError>>;
  /** Puts it on this machine, and up. */
  put(name: string, bytes: Uint8Array): Promise<Result<{ readonly digest: string; readonly bytes: number }, AppError>>;
  /** One that this machine has in another document, for this one too. */
  adopt(digest: string): Promise<Result<null, AppError>>;
  /** Something came, went up or was refused. */
  onChanged(listener: () => void): () => void;
  /** Nothing of it is shown any more. */
  release(): void;
}

export function createPictures(docId: string): Pictures {
  const addresses = new Map<string, Promise<Result<string, AppError>>>();
  const made = new Set<string>();
  const load = async (digest: string): Promise<Result<string, AppError>> => {
    const bytes = await callOffice('blob.read', { docId, digest });
    if (!bytes.ok) {
      addresses.delete(digest);
      return bytes;
    }
    const address = URL.createObjectURL(new Blob([bytes.value as Uint8Array<ArrayBuffer>]));
    made.add(address);
    return ok(address);
  };
  return {
    docId,
    address: (digest) => {
      const known = addresses.get(digest) ?? load(digest);
      addresses.set(digest, known);
      return known;
    },
    put: (name, bytes) => callOffice('blob.put', { docId, name, bytes }),
    adopt: (digest) => callOffice('blob.adopt', { docId, digest }),
    onChanged: (listener) => onNotice('blob.changed', (change) => { if (change.docId === docId) listener(); }),
    release: () => {
      for (const address of made) URL.revokeObjectURL(address);
      made.clear();
      addresses.clear();
    },
  };
}
