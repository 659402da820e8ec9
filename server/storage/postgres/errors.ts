/** What PostgreSQL and its connections say, as codes of ours. A mistake of ours (a broken constraint, wrong SQL) keeps its own error. */
import { StorageError, type StorageCode } from '../storage.ts';

/** https://www.postgresql.org/docs/15/errcodes-appendix.html */
const CODES: Readonly<Record<string, StorageCode>> = {
  '53100': 'storage.full',
  '25006': 'storage.read-only',
  'XX001': 'storage.corrupt',
  'XX002': 'storage.corrupt',
  // The session was ended because its transaction stood idle: this process was asleep.
  '25P03': 'storage.failed',
};
/** Connection, authorisation of the connection, resources, operator intervention, system errors. */
const FAILED_CLASSES: readonly string[] = ['08', '28', '53', '57', '58'];
const NETWORK: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'];
/** What the driver says without a code. */
const LOST = /connection terminated|connection ended|not queryable|timeout exceeded when trying to connect|query read timeout|client was closed/i;
const AGAIN: readonly string[] = ['40001', '40P01'];

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown } | null)?.code ?? '');

function storageCodeOf(error: unknown): StorageCode | null {
  const code = codeOf(error);
  const known = CODES[code];
  if (known !== undefined) return known;
  if (NETWORK.includes(code) || (code.length === 5 && FAILED_CLASSES.includes(code.slice(0, 2)))) return 'storage.failed';
  return code === '' && error instanceof Error && LOST.test(error.message) ? 'storage.failed' : null;
}

export function storageErrorOf(error: unknown): unknown {
  if (error instanceof StorageError) return error;
  const code = storageCodeOf(error);
  return code === null ? error : new StorageError(code, error instanceof Error ? error.message : String(error));
}

/** The database chose this transaction to give way to another; nothing of it happened. */
export const mayTryAgain = (error: unknown): boolean => AGAIN.includes(codeOf(error));
