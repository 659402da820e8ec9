/**
 * The http server itself: limits, headers, JSON, authentication and the one place where errors become answers.
 * Knows no documents and no people beyond the session.
 */
import { randomBytes } from 'node:crypto';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { appError, ERRORS, type AppError, type ErrorCode } from '#shared/base/errors.ts';
import { isDeeperThan } from '#shared/base/parse.ts';
import { PART_BYTES } from '#shared/protocol/blobs.ts';
import { BODY_BYTES_MAX, BODY_DEPTH_MAX } from '#shared/protocol/http.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '#shared/protocol/version.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import { StorageError } from '#server/storage/storage.ts';
import { isOfTheText } from '#server/text/lane.ts';
import { sendError } from './api.ts';

export interface HttpDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly isDraining: () => boolean;
}

/** Something on the way in was refused with a code; thrown only where fastify gives no other way out. */
export class RequestError extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.code);
    this.error = error;
  }
}

const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 5_000;
const ALWAYS_OPEN = ['/healthz', '/readyz', '/metrics'];

export function createHttp({ log, metrics, isDraining }: HttpDeps): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX, requestTimeout: REQUEST_TIMEOUT_MS, connectionTimeout: 0, forceCloseConnections: 'idle', logger: false,
    // Whoever opens a connection and says nothing, or says it letter by letter, is gone after these (looked at every second).
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 100 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const read = readJson(String(body));
    if (read instanceof RequestError) done(read);
    else done(null, read);
  });
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: PART_BYTES }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', (_request, _payload, done) => done(new RequestError(appError('request.not-json'))));

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      [PROTOCOL_HEADER]: String(PROTOCOL_VERSION), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    if (isDraining() && !ALWAYS_OPEN.includes(request.url)) return sendError(reply, appError('server.draining'));
    const refusal = checkProtocol(request);
    return refusal === null ? undefined : sendError(reply, refusal);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.inc({ route, status: String(reply.statusCode) });
    log.debug({ method: request.method, route, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) }, 'request');
  });
  app.setNotFoundHandler((_request, reply) => sendError(reply, appError('not-found')));
  app.setErrorHandler((thrown, _request, reply) => sendError(reply, errorOf(thrown, log)));
  return app;
}

/** What it is, or a `RequestError` that says why it is nothing. */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new RequestError(appError('request.not-json'));
  }
  return isDeeperThan(value, BODY_DEPTH_MAX) ? new RequestError(appError('request.invalid', { rule: 'SRV04', field: 'depth' })) : value;
}

function checkProtocol(request: FastifyRequest): AppError | null {
  const header = request.headers[PROTOCOL_HEADER];
  if (header === undefined) return null;
  const version = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : null;
  if (version === null) return appError('request.invalid', { field: PROTOCOL_HEADER });
  return version < PROTOCOL_VERSION_MIN ? appError('protocol.too-old', { rule: 'SRV07' }) : null;
}

/** Codes of fastify's own refusals. */
const FROM_FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large', FST_ERR_CTP_EMPTY_JSON_BODY: 'request.not-json', FST_ERR_CTP_INVALID_JSON_BODY: 'request.not-json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.not-json', FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.invalid', FST_ERR_BAD_URL: 'not-found',
};

export function errorOf(thrown: unknown, log: Log): AppError {
  if (thrown instanceof RequestError) return thrown.error;
  if (thrown instanceof StorageError) {
    log.error({ err: thrown, code: thrown.code }, 'storage');
    return appError(thrown.code);
  }
  if (isOfTheText(thrown)) return appError('document.broken', { rule: 'SYN26' });
  const { code, statusCode } = thrown as { readonly code?: unknown; readonly statusCode?: unknown };
  const known = typeof code === 'string' ? FROM_FASTIFY[code] : undefined;
  if (known !== undefined) return appError(known);
  if (typeof statusCode === 'number' && statusCode < ERRORS.internal.status) return appError('request.invalid', { field: '' });
  const incident = randomBytes(4).toString('hex');
  log.error({ err: thrown, incident }, 'a bug');
  return appError('internal', { incident });
}
