/**
 * Requests to the server: timeouts, coded errors, parsed answers. Failures of the network become `network.*` values here
 * and are never thrown further; a token travels in the header alone.
 */
import type { z } from 'zod';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { errorBody, healthResponse } from '#shared/protocol/http.ts';
import { PRODUCT, PROTOCOL_HEADER, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '#shared/protocol/version.ts';
import type { Net, Timers } from '#electron/replica/ports.ts';
import { heardCode } from './heard-code.ts';

export const REQUEST_TIMEOUT_MS = 8_000;

/** A part of a file over 64 kbit/s. */
const BYTES_TIMEOUT_MS = 60_000;

interface Body {
  readonly type: string;
  readonly content: string | Uint8Array;
}

export interface HttpOptions {
  readonly net: Net;
  readonly timers: Timers;
  readonly serverUrl: string;
  readonly token: () => string | null;
  /** The server no longer accepts the session. */
  readonly onUnauthorized: (error: AppError) => void;
}

export type Http = ReturnType<typeof createHttp>;

export function createHttp(options: HttpOptions) {
  const ask = async <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body: Body | null, timeoutMs: number, read: (answer: Response) => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> => {
    const abort = new AbortController();
    const cancel = options.timers.after(timeoutMs, () => { abort.abort(); });
    const token = options.token();
    try {
      const answer = await options.net.fetch(options.serverUrl + path, {
        method,
        redirect: 'error',
        signal: abort.signal,
        headers: {
          accept: 'application/json',
          [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === null ? {} : { 'content-type': body.type }),
        },
        ...(body === null ? {} : { body: body.content as NonNullable<RequestInit['body']> }),
      });
      return answer.ok ? await read(answer) : err(refusalOf(answer.status, await answer.text(), options.onUnauthorized));
    } catch {
      return err(appError('network.unreachable'));
    } finally {
      cancel();
    }
  };
  const parsed = <T>(schema: z.ZodType<T> | null) => async (answer: Response): Promise<Result<T, AppError>> => {
    const text = await answer.text();
    if (schema === null) return ok(null as T);
    const read = schema.safeParse(jsonOf(text));
    // Our server never answers out of shape: something else sits at this address (a portal, a proxy's error page).
    return read.success ? ok(read.data) : err(appError('network.not-this-server', { field: read.error.issues[0]?.path.join('.') ?? '' }));
  };
  const request = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, schema: z.ZodType<T> | null, body?: unknown, patienceMs = REQUEST_TIMEOUT_MS): Promise<Result<T, AppError>> =>
    ask(method, path, body === undefined ? null : { type: 'application/json', content: JSON.stringify(body) }, patienceMs, parsed(schema));
  return {
    serverUrl: options.serverUrl,
    putBytes: <T>(path: string, bytes: Uint8Array, schema: z.ZodType<T>): Promise<Result<T, AppError>> => ask('PUT', path, { type: 'application/octet-stream', content: bytes }, BYTES_TIMEOUT_MS, parsed(schema)),
    /** No more of them than `max`, whatever is sent. */
    getBytes: (path: string, max: number): Promise<Result<Uint8Array, AppError>> => ask('GET', path, null, BYTES_TIMEOUT_MS, async (answer) => {
      const declared = Number(answer.headers.get('content-length') ?? Number.NaN);
      if (!(declared <= max) || answer.headers.get('content-type') !== 'application/octet-stream') return err(appError('network.not-this-server', { field: 'bytes' }));
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return bytes.byteLength <= max ? ok(bytes) : err(appError('network.not-this-server', { field: 'bytes' }));
    }),
    get: <T>(path: string, schema: z.ZodType<T>): Promise<Result<T, AppError>> => request('GET', path, schema),
    post: <T>(path: string, body: unknown, schema: z.ZodType<T>, patienceMs?: number): Promise<Result<T, AppError>> => request('POST', path, schema, body, patienceMs),
    put: <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<Result<T, AppError>> => request('PUT', path, schema, body),
    /** Taken away, and answered with what it was. */
    deleteFor: <T>(path: string, schema: z.ZodType<T>): Promise<Result<T, AppError>> => request('DELETE', path, schema),
    /** An answer without content. */
    delete: (path: string): Promise<Result<null, AppError>> => request<null>('DELETE', path, null),
  };
}

function refusalOf(status: number, text: string, onUnauthorized: (error: AppError) => void): AppError {
  const read = errorBody.safeParse(jsonOf(text));
  if (!read.success) return appError(status >= 500 ? 'network.unreachable' : 'network.not-this-server');
  const { message: _message, ...rest } = read.data.error;
  const error: AppError = { ...(rest as AppError), code: heardCode((rest as AppError).code) };
  if (error.code === 'auth.required' || error.code === 'auth.expired') onUnauthorized(error);
  return error;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a person types as an address, as an origin (and path, behind a gateway) without a trailing slash. */
export function normaliseServerUrl(typed: string): Result<string, AppError> {
  const text = typed.trim();
  const invalid = err(appError('request.invalid', { field: 'serverUrl' }));
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme)) return invalid;
  const url = new URL(withScheme);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.search !== '' || url.hash !== '') return invalid;
  return ok((url.origin + url.pathname).replace(/\/+$/u, ''));
}

/** Is it ours, and do we speak the same version? */
export async function probeServer(net: Net, timers: Timers, serverUrl: string): Promise<Result<{ readonly version: string }, AppError>> {
  const http = createHttp({ net, timers, serverUrl, token: () => null, onUnauthorized: () => undefined });
  const health = await http.get('/healthz', healthResponse);
  if (!health.ok) return health.error.code === 'network.unreachable' ? health : err(appError('network.not-this-server'));
  const { product, protocol, protocolMin, version } = health.value;
  if (product !== PRODUCT) return err(appError('network.not-this-server'));
  if (protocolMin > PROTOCOL_VERSION || protocol < PROTOCOL_VERSION_MIN) return err(appError('protocol.too-old'));
  return ok({ version });
}
