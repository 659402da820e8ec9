/**
 * How a route is written down: schemas in, schema out, a handler in between. The same description registers it with the
 * http server and becomes its entry in OpenAPI, so the two cannot disagree. Errors leave through one door.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { appError, ERRORS, type AppError } from '#shared/base/errors.ts';
import { parse } from '#shared/base/parse.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { Identified } from '#server/auth/identity.ts';
import { errorBodyOf } from './error-body.ts';

type Schema = z.ZodType;
type Value<S> = S extends Schema ? z.output<S> : undefined;

export interface Input<P, Q, B> {
  readonly params: Value<P>;
  readonly query: Value<Q>;
  readonly body: Value<B>;
  /** Where the route takes bytes; empty elsewhere. */
  readonly bytes: Uint8Array;
}

interface Shape<P, Q, B, R extends Schema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The body is bytes, at most so many. */
  readonly takesBytes?: number;
  /** Bytes go out as they are, everything else as JSON. */
  readonly response: R;
  readonly status?: number;
}

type Answer<R extends Schema> = Promise<Result<z.output<R>, AppError>>;

export interface OpenRoute<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined, R extends Schema> extends Shape<P, Q, B, R> {
  readonly handle: (input: Input<P, Q, B>) => Answer<R>;
}
export interface SignedInRoute<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined, R extends Schema> extends Shape<P, Q, B, R> {
  readonly handle: (input: Input<P, Q, B>, caller: Identified) => Answer<R>;
}

export interface RouteEntry extends Shape<Schema | undefined, Schema | undefined, Schema | undefined, Schema> {
  readonly isOpen: boolean;
}

export interface Api {
  open<R extends Schema, P extends Schema | undefined = undefined, Q extends Schema | undefined = undefined, B extends Schema | undefined = undefined>(route: OpenRoute<P, Q, B, R>): void;
  signedIn<R extends Schema, P extends Schema | undefined = undefined, Q extends Schema | undefined = undefined, B extends Schema | undefined = undefined>(route: SignedInRoute<P, Q, B, R>): void;
  readonly routes: readonly RouteEntry[];
}

export interface ApiDeps {
  readonly authenticate: (request: FastifyRequest) => Promise<Result<Identified, AppError>>;
  /** May this address ask for something without a session now? */
  readonly allowAnonymous: (request: FastifyRequest) => boolean;
}

export function sendError(reply: FastifyReply, error: AppError): FastifyReply {
  return reply.code(ERRORS[error.code].status).send(errorBodyOf(error));
}

const TOO_MANY = err(appError('request.too-many', { rule: 'SRV08' }));

export function createApi(app: FastifyInstance, { authenticate, allowAnonymous }: ApiDeps): Api {
  const routes: RouteEntry[] = [];

  const add = <P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined, R extends Schema>(
    shape: Shape<P, Q, B, R>, isOpen: boolean, handle: (input: Input<P, Q, B>, request: FastifyRequest) => Answer<R>,
  ): void => {
    routes.push({ ...shape, isOpen });
    app.route({
      method: shape.method,
      url: shape.path,
      handler: async (request, reply) => {
        const input = readInput(shape, request);
        if (!input.ok) return sendError(reply, input.error);
        const answer = await handle(input.value, request);
        if (!answer.ok) return sendError(reply, answer.error);
        if (answer.value instanceof Uint8Array) reply.type('application/octet-stream');
        return reply.code(shape.status ?? 200).send(answer.value instanceof Uint8Array ? Buffer.from(answer.value) : answer.value);
      },
    });
  };

  return {
    routes,
    open: (route) => add(route, true, async (input, request) => (allowAnonymous(request) ? route.handle(input) : TOO_MANY)),
    signedIn: (route) => add(route, false, async (input, request) => {
      const caller = await authenticate(request);
      if (caller.ok) return route.handle(input, caller.value);
      return allowAnonymous(request) ? caller : TOO_MANY;
    }),
  };
}

const NO_BYTES = new Uint8Array();

function readInput<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>(
  shape: Shape<P, Q, B, Schema>, request: FastifyRequest,
): Result<Input<P, Q, B>, AppError> {
  const found: { params?: unknown; query?: unknown; body?: unknown; bytes: Uint8Array } = { bytes: NO_BYTES };
  if (shape.takesBytes !== undefined) {
    if (!(request.body instanceof Uint8Array)) return { ok: false, error: appError('request.invalid', { field: 'body' }) };
    if (request.body.byteLength > shape.takesBytes) return { ok: false, error: appError('request.too-large') };
    found.bytes = request.body;
  } else if (request.body instanceof Uint8Array) return { ok: false, error: appError('request.not-json') };
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = shape[part];
    if (schema === undefined) continue;
    const read = parse(schema, request[part]);
    // Which id is malformed is nobody's business: what cannot exist is not there.
    if (!read.ok) return { ok: false, error: part === 'params' ? appError('not-found') : read.error };
    found[part] = read.value;
  }
  return { ok: true, value: found as Input<P, Q, B> };
}
