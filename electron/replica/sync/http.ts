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
  const request = async <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, schema: z.ZodType<T> | null, body?: unknown, patienceMs = REQUEST_TIMEOUT_MS): Promise<Result<T, AppError>> => {
    const abort = new AbortController();
    const cancel = options.timers.after(patienceMs, () => { abort.abort(); });
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
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) return err(refusalOf(answer.status, text, options.onUnauthorized));
      if (schema === null) return ok(null as T);
      const read = schema.safeParse(jsonOf(text));
      // Our server never answers out of shape: something else sits at this address (a portal, a proxy's error page).
      return read.success ? ok(read.data) : err(appError('network.not-this-server', { field: read.error.issues[0]?.path.join('.') ?? '' }));
    } catch {
      return err(appError('network.unreachable'));
    } finally {
      cancel();
    }
  };
  return {
    serverUrl: options.serverUrl,
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
