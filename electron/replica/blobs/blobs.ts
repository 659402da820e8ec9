/**
 * 附件 and 插图 of the documents on this machine. What is put here is on the disk before anybody sees it, and goes up by itself, a part at a time, on from
 * where it broke off; what is looked at comes down the same way and stays. The text goes first: nothing here keeps a socket waiting.
 */
import { appError, type AppError, type ErrorCode } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { BlobStanding } from '#shared/ipc/blobs.ts';
import { FILE_BYTES_MAX, isFileName, isOfItsName } from '#shared/doc/file-types.ts';
import { isMarked } from '#shared/gbt9704/check/classified.ts';
import { beginBlobRequest, blobFacts, blobState, PART_BYTES, partsOf } from '#shared/protocol/blobs.ts';
import { backoffMs, SEND_AGAIN } from '#shared/sync/backoff.ts';
import { z } from 'zod';
import type { Seams } from '../ports.ts';
import { sm3 } from '../sm3.ts';
import type { BlobStore, KeptBlob } from '../store/blob-store.ts';
import type { Http } from '../sync/http.ts';

export interface BlobsOptions {
  readonly seams: Pick<Seams, 'timers' | 'random'>;
  readonly http: Pick<Http, 'get' | 'post' | 'putBytes' | 'getBytes'>;
  readonly store: BlobStore;
  /** False: the disk refused, or this is over. */
  readonly attempt: (write: () => void) => boolean;
  readonly isOnline: () => boolean;
  /** The server knows the document, and nothing of it is held back here. */
  readonly maySend: (docId: string) => boolean;
  readonly onChanged: (docId: string) => void;
}

export type Blobs = ReturnType<typeof createBlobs>;

/** Written at once: the process answers others in between. */
const PARTS_AT_ONCE = 32;
/** Under way at once: a long line is filled without keeping the text from it. */
const IN_FLIGHT = 3;
const putAnswer = z.object({ isWhole: z.boolean() });
/** The server will never take it: it stays here, and what names it says so. */
const isFinal = (code: ErrorCode): boolean => code.startsWith('blob.') || code === 'policy.denied' || code === 'not-found' || code === 'document.read-only' || code === 'request.too-large' || code === 'request.invalid';

export function createBlobs({ seams, http, store, attempt, isOnline, maySend, onChanged }: BlobsOptions) {
  const refused = new Map<string, ErrorCode>();
  const sentParts = new Map<string, number>();
  const fetching = new Map<string, Promise<Result<null, AppError>>>();
  let wanted: { readonly docId: string; readonly digest: string }[] = [];
  let isSending = false;
  let isClosed = false;
  let failures = 0;
  let cancel = (): void => undefined;
  const keyOf = (docId: string, digest: string): string => `${docId} ${digest}`;
  const breathe = (): Promise<void> => new Promise((resolve) => { seams.timers.after(0, resolve); });
  const path = ({ docId, digest }: Pick<KeptBlob, 'docId' | 'digest'>): string => `/api/documents/${docId}/blobs/${digest}`;

  /** Each number once, a few at a time, until one fails. */
  const each = async (numbers: readonly number[], run: (part: number) => Promise<AppError | null>): Promise<AppError | null> => {
    const left = [...numbers];
    let failed: AppError | null = null;
    const one = async (): Promise<void> => {
      for (let part = left.shift(); part !== undefined && failed === null && !isClosed; part = left.shift()) failed ??= await run(part);
    };
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, numbers.length) }, one));
    return failed;
  };

  const sendOne = async (blob: KeptBlob): Promise<AppError | null> => {
    const begun = await http.post(path(blob), beginBlobRequest.parse({ name: blob.name, bytes: blob.bytes }), blobState);
    if (!begun.ok) return begun.error;
    const note = (done: number): void => {
      sentParts.set(keyOf(blob.docId, blob.digest), done);
      onChanged(blob.docId);
    };
    let done = blob.parts - begun.value.missing.length;
    let isWhole = begun.value.isWhole;
    const failed = isWhole ? null : await each(begun.value.missing, async (part) => {
      const bytes = store.part(blob.digest, part);
      if (bytes === null) return appError('blob.wrong-bytes');
      const answer = await http.putBytes(`${path(blob)}/parts/${part}`, bytes, putAnswer);
      if (!answer.ok) return answer.error;
      isWhole ||= answer.value.isWhole;
      done += 1;
      note(done);
      return null;
    });
    if (failed !== null || !isWhole) return failed ?? appError('network.unreachable');
    return attempt(() => { store.sent(blob.docId, blob.digest); }) ? null : appError('storage.failed');
  };

  const next = (): KeptBlob | undefined => store.waiting().find((blob) => maySend(blob.docId) && !refused.has(keyOf(blob.docId, blob.digest)));

  const send = async (): Promise<void> => {
    if (isSending || isClosed || !isOnline()) return;
    const blob = next();
    if (blob === undefined) return;
    isSending = true;
    cancel();
    const failed = await sendOne(blob);
    isSending = false;
    if (isClosed) return;
    if (failed !== null && isFinal(failed.code)) refused.set(keyOf(blob.docId, blob.digest), failed.code);
    sentParts.delete(keyOf(blob.docId, blob.digest));
    onChanged(blob.docId);
    if (failed === null || isFinal(failed.code)) {
      failures = 0;
      void send();
      return;
    }
    failures += 1;
    cancel = seams.timers.after(backoffMs(SEND_AGAIN, failures, seams.random), () => { void send(); });
  };

  const fetchOne = async (docId: string, digest: string): Promise<Result<null, AppError>> => {
    if (!isOnline()) return err(appError('blob.not-here', { rule: 'ATT09' }));
    const facts = await http.get(path({ docId, digest }), blobFacts);
    if (!facts.ok) return facts;
    if (!attempt(() => { store.begin(docId, digest, '', facts.value.bytes, false); })) return err(appError('storage.failed'));
    const there = store.partsThere(digest);
    const missing = Array.from({ length: partsOf(facts.value.bytes) }, (_, part) => part).filter((part) => !there.has(part));
    const failed = await each(missing, async (part) => {
      const bytes = await http.getBytes(`${path({ docId, digest })}/parts/${part}`, PART_BYTES);
      if (!bytes.ok) return bytes.error;
      if (!attempt(() => { store.putParts(digest, part, [bytes.value]); })) return appError('storage.failed');
      onChanged(docId);
      return null;
    });
    if (failed !== null || isClosed) return err(failed ?? appError('auth.required'));
    if (sm3(joined(digest)) === digest) return ok(null);
    attempt(() => { store.dropParts(digest); });
    return err(appError('blob.wrong-bytes', { rule: 'ATT02' }));
  };
  /** Asked for by two, it comes once. */
  const fetch = (docId: string, digest: string): Promise<Result<null, AppError>> => {
    const known = fetching.get(digest);
    if (known !== undefined) return known;
    const coming = fetchOne(docId, digest).finally(() => {
      fetching.delete(digest);
      if (!isClosed) onChanged(docId);
    });
    fetching.set(digest, coming);
    return coming;
  };
  const joined = (digest: string): Uint8Array => Buffer.concat([...store.partsThere(digest)].toSorted((a, b) => a - b).flatMap((part) => store.part(digest, part) ?? []));

  const fetchWanted = async (): Promise<void> => {
    for (let one = wanted.shift(); one !== undefined && isOnline() && !isClosed; one = wanted.shift()) {
      if (!store.isWhole(one.digest)) await fetch(one.docId, one.digest);
      else share(one.docId, one.digest, false);
    }
  };
  /** Here already, for another document: for this one too. */
  const share = (docId: string, digest: string, isWaiting: boolean): Result<null, AppError> => {
    if (store.one(docId, digest) !== null) return ok(null);
    const known = store.anyOf(digest);
    if (known === null || known.there < known.parts) return err(appError('blob.not-here', { rule: 'ATT09' }));
    return attempt(() => { store.begin(docId, digest, known.name, known.bytes, isWaiting); }) ? ok(null) : err(appError('storage.failed'));
  };

  return {
    /** Answered when it is on the disk. */
    put: async (docId: string, name: string, bytes: Uint8Array): Promise<Result<{ readonly digest: string; readonly bytes: number }, AppError>> => {
      if (!isFileName(name)) return err(appError('blob.wrong-kind', { rule: 'ATT01' }));
      if (isMarked(name)) return err(appError('document.classified', { rule: 'SEC04' }));
      if (bytes.byteLength === 0 || bytes.byteLength > FILE_BYTES_MAX) return err(appError('request.too-large', { rule: 'ATT05' }));
      if (!isOfItsName(name, bytes.subarray(0, PART_BYTES))) return err(appError('blob.wrong-kind', { rule: 'ATT03' }));
      const digest = sm3(bytes);
      const isWhole = store.isWhole(digest);
      // Its document holds it while it is being written; it goes up when it is whole.
      if (!attempt(() => { store.begin(docId, digest, name, bytes.byteLength, false); })) return err(appError('storage.failed'));
      for (let first = 0; !isWhole && first < partsOf(bytes.byteLength); first += PARTS_AT_ONCE) {
        const parts = Array.from({ length: Math.min(PARTS_AT_ONCE, partsOf(bytes.byteLength) - first) }, (_, index) => bytes.slice((first + index) * PART_BYTES, (first + index + 1) * PART_BYTES));
        if (!attempt(() => { store.putParts(digest, first, parts); })) return err(appError('storage.failed'));
        await breathe();
        if (isClosed) return err(appError('auth.required'));
      }
      refused.delete(keyOf(docId, digest));
      if (!attempt(() => { store.begin(docId, digest, name, bytes.byteLength, true); })) return err(appError('storage.failed'));
      void send();
      return ok({ digest, bytes: bytes.byteLength });
    },
    read: async (docId: string, digest: string): Promise<Result<Uint8Array, AppError>> => {
      if (store.one(docId, digest) === null || !store.isWhole(digest)) {
        const fetched = await fetch(docId, digest);
        if (isClosed) return err(appError('auth.required'));
        if (!fetched.ok) return fetched;
      }
      return ok(joined(digest));
    },
    /** Copied from another document that lies here: it goes up for this one as if it had been put here. */
    adopt: (docId: string, digest: string): Result<null, AppError> => {
      const shared = share(docId, digest, true);
      if (shared.ok) void send();
      return shared;
    },
    list: (docId: string): readonly BlobStanding[] => store.of(docId).map((blob) => ({
      digest: blob.digest, bytes: blob.bytes, isHere: blob.there === blob.parts, isWaiting: blob.isWaiting,
      done: blob.isWaiting ? (sentParts.get(keyOf(docId, blob.digest)) ?? 0) / blob.parts : blob.there / blob.parts,
      refused: refused.get(keyOf(docId, blob.digest)) ?? null,
    })),
    /** Documents of which something is still to go up. */
    waitingDocs: (): ReadonlySet<string> => store.waitingDocs(),
    /** Whether any of these is still to go up. */
    isWaiting: (docId: string, digests: readonly string[]): boolean => store.of(docId).some((blob) => blob.isWaiting && digests.includes(blob.digest)),
    /** What a text shows comes with it, behind what was asked for before. */
    want: (docId: string, digests: readonly string[]): void => {
      const isIdle = wanted.length === 0;
      wanted = [...wanted, ...digests.map((digest) => ({ docId, digest }))];
      if (isIdle) void fetchWanted();
    },
    wake: (): void => { void send(); },
    close: (): void => {
      isClosed = true;
      cancel();
    },
  };
}
