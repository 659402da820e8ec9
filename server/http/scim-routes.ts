/** SCIM 2.0 over http, at /scim/v2: media type, versions, paging and projection; who asks is known by the token of a provisioning client. Refusals have SCIM's form. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Json } from '#shared/base/canonical-json.ts';
import { appError } from '#shared/base/errors.ts';
import { bearerOf } from '#server/auth/identity.ts';
import type { Log } from '#server/log.ts';
import { findClient, type ScimClient } from '#server/scim/clients.ts';
import { parseAttribute, type AttributePath } from '#server/scim/filter.ts';
import { isObject, valueIn, type JsonObject } from '#server/scim/json.ts';
import { OPERATIONS_MAX, type Operation } from '#server/scim/patch.ts';
import { invalid, NOT_FOUND, ofError, problem, problemBody, type Problem } from '#server/scim/problem.ts';
import type { Loaded } from '#server/scim/resources.ts';
import { createScim, PAGE_MAX, type ScimDeps, type ScimService } from '#server/scim/scim.ts';
import { LIST, PATCH_OP } from '#server/scim/schemas-urn.ts';
import { PROVIDER, RESOURCE_TYPES, SCHEMAS } from '#server/scim/schemas.ts';
import { errorOf, readJson, RequestError } from './http.ts';

const PATH = '/scim/v2';
const TYPE = 'application/scim+json; charset=utf-8';
const PAGE_DEFAULT = 100;
const ATTRIBUTES_MAX = 40;
const VERSIONS_MAX = 20;

export interface ScimRouteDeps extends ScimDeps {
  readonly log: Log;
  /** May this address ask without a token that holds? */
  readonly allowAnonymous: (request: FastifyRequest) => boolean;
}

const whole = z.coerce.number().int().min(-1_000_000).max(Number.MAX_SAFE_INTEGER);
const listQuery = z.object({ startIndex: whole.default(1), count: whole.default(PAGE_DEFAULT), filter: z.string().max(2_000).optional(), attributes: z.string().max(2_000).optional(), excludedAttributes: z.string().max(2_000).optional() });
/** Some write the operation with a capital. */
const patchBody = z.object({ Operations: z.array(z.object({ op: z.string().toLowerCase().pipe(z.enum(['add', 'replace', 'remove'])), path: z.string().max(1_000).optional(), value: z.json().optional() })).min(1).max(OPERATIONS_MAX) });

const answer = (reply: FastifyReply, status: number, body: JsonObject): FastifyReply => reply.code(status).type(TYPE).send(JSON.stringify(body));
const refuse = (reply: FastifyReply, of: Problem): FastifyReply => answer(of.status === 401 ? reply.header('www-authenticate', 'Bearer') : reply, of.status, problemBody(of));

/** As the client reached it: references in answers are whole addresses. */
const baseOf = (request: FastifyRequest): string => `${request.protocol}://${/^[\w.:[\]-]{1,260}$/.test(request.host) ? request.host : 'localhost'}${PATH}`;

/** Null: any will do. */
function versionsIn(header: string | undefined): readonly string[] | null {
  return header === undefined || header.trim() === '*' ? null : header.split(',').slice(0, VERSIONS_MAX).map((each) => each.trim());
}

function pathsIn(text: string | undefined): readonly AttributePath[] | null {
  if (text === undefined || text.trim() === '') return null;
  return text.split(',').slice(0, ATTRIBUTES_MAX).flatMap((each) => parseAttribute(each.trim()) ?? []);
}

interface Projection { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined }

/** `id`, `schemas` and `meta` are always there; of an extension the whole is returned when any of it is asked for. */
export function projected(resource: JsonObject, { attributes, excludedAttributes }: Projection): JsonObject {
  const [wanted, unwanted] = [pathsIn(attributes), pathsIn(excludedAttributes)];
  const isNamed = (paths: readonly AttributePath[], name: string): boolean => paths.some(({ urn, attr }) => attr.toLowerCase() === name.toLowerCase() || urn?.toLowerCase() === name.toLowerCase());
  const keeps = (name: string): boolean => ['id', 'schemas', 'meta'].includes(name) || (wanted === null ? unwanted === null || !isNamed(unwanted.filter(({ sub }) => sub === null), name) : isNamed(wanted, name));
  return Object.fromEntries(Object.entries(resource).filter(([name]) => keeps(name)));
}

export function addScimRoutes(app: FastifyInstance, deps: ScimRouteDeps): void {
  const { storage, log, allowAnonymous } = deps;
  const { users, groups } = createScim(deps);

  void app.register((scim, _options, done) => {
    scim.removeAllContentTypeParsers();
    scim.addContentTypeParser(['application/scim+json', 'application/json'], { parseAs: 'string' }, (_request, body, parsed) => {
      const read = readJson(String(body));
      if (read instanceof RequestError) parsed(read);
      else parsed(null, read);
    });
    scim.addContentTypeParser('*', (_request, _payload, parsed) => parsed(new RequestError(appError('request.not-json'))));
    scim.setErrorHandler((thrown, _request, reply) => refuse(reply, ofError(errorOf(thrown, log))));
    scim.setNotFoundHandler((_request, reply) => refuse(reply, NOT_FOUND));

    type Handle = (client: ScimClient, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
    const route = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, handle: Handle): void => {
      scim.route({
        method, url,
        handler: async (request, reply) => {
          const client = await storage.read((tx) => findClient(tx, bearerOf(request.headers.authorization)));
          if (client !== null) return handle(client, request, reply);
          return refuse(reply, allowAnonymous(request) ? problem(401, null, '令牌无效或已撤销。') : problem(429, null, '请求过于频繁，请稍后再试。'));
        },
      });
    };
    const list = (reply: FastifyReply, resources: readonly JsonObject[]): FastifyReply =>
      answer(reply, 200, { schemas: [LIST], totalResults: resources.length, startIndex: 1, itemsPerPage: resources.length, Resources: [...resources] });

    route('GET', '/ServiceProviderConfig', async (_client, _request, reply) => answer(reply, 200, PROVIDER));
    for (const [url, resources, key] of [['/ResourceTypes', RESOURCE_TYPES, 'name'], ['/Schemas', SCHEMAS, 'id']] as const) {
      route('GET', url, async (_client, _request, reply) => list(reply, resources));
      route('GET', `${url}/:id`, async (_client, request, reply) => {
        const found = resources.find((each) => each[key] === (request.params as { readonly id: string }).id);
        return found === undefined ? refuse(reply, NOT_FOUND) : answer(reply, 200, found);
      });
    }
    resourceRoutes(route, '/Users', 'User', users, log);
    resourceRoutes(route, '/Groups', 'Group', groups, log);
    done();
  }, { prefix: PATH });
}

type Route = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, handle: (client: ScimClient, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>) => void;

function resourceRoutes(route: Route, url: string, resourceType: string, service: ScimService, log: Log): void {
  const idOf = (request: FastifyRequest): string => (request.params as { readonly id: string }).id;
  const shown = (loaded: Loaded, request: FastifyRequest): JsonObject => {
    const base = baseOf(request);
    return { ...loaded.resource(base), meta: { resourceType, location: `${base}${url}/${loaded.id}`, version: loaded.version } };
  };
  const send = (reply: FastifyReply, status: number, loaded: Loaded, request: FastifyRequest): FastifyReply => {
    const query = listQuery.safeParse(request.query);
    const resource = shown(loaded, request);
    const location = (resource['meta'] as JsonObject)['location'] as string;
    return answer(reply.headers({ etag: loaded.version, 'content-location': location, ...(status === 201 ? { location } : {}) }), status, projected(resource, query.success ? query.data : {}));
  };
  const bodyOf = (request: FastifyRequest): JsonObject | null => (isObject(request.body as Json) ? (request.body as JsonObject) : null);
  const noted = (client: ScimClient, method: string, id: string): void => log.info({ client: client.id, method, resourceType, id }, 'scim');

  route('GET', url, async (client, request, reply) => {
    const query = listQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, invalid(query.error.issues[0]?.path.join('.') ?? ''));
    const { startIndex, count, filter } = query.data;
    const found = await service.list(client, { startIndex, count: Math.min(count, PAGE_MAX), filter: filter ?? null });
    if (!found.ok) return refuse(reply, found.error);
    const resources = found.value.resources.map((each) => projected(shown(each, request), query.data));
    return answer(reply, 200, { schemas: [LIST], totalResults: found.value.total, startIndex: Math.max(1, startIndex), itemsPerPage: resources.length, Resources: resources });
  });
  route('GET', `${url}/:id`, async (client, request, reply) => {
    const found = await service.get(client, idOf(request));
    if (!found.ok) return refuse(reply, found.error);
    const known = request.headers['if-none-match'];
    if (known !== undefined && (versionsIn(known)?.includes(found.value.version) ?? true)) return reply.code(304).header('etag', found.value.version).send();
    return send(reply, 200, found.value, request);
  });
  route('POST', url, async (client, request, reply) => {
    const body = bodyOf(request);
    if (body === null) return refuse(reply, problem(400, 'invalidSyntax', '请求内容须为一个资源。'));
    const made = await service.create(client, body);
    if (!made.ok) return refuse(reply, made.error);
    noted(client, 'POST', made.value.id);
    return send(reply, 201, made.value, request);
  });
  route('PUT', `${url}/:id`, async (client, request, reply) => {
    const body = bodyOf(request);
    if (body === null) return refuse(reply, problem(400, 'invalidSyntax', '请求内容须为一个资源。'));
    const made = await service.replace(client, idOf(request), body, versionsIn(request.headers['if-match']));
    if (!made.ok) return refuse(reply, made.error);
    noted(client, 'PUT', made.value.id);
    return send(reply, 200, made.value, request);
  });
  route('PATCH', `${url}/:id`, async (client, request, reply) => {
    const body = bodyOf(request);
    const schemas = body === null ? undefined : valueIn(body, 'schemas');
    const read = patchBody.safeParse(request.body);
    if (!read.success || !Array.isArray(schemas) || !schemas.includes(PATCH_OP)) {
      const isTooMany = Array.isArray(body?.['Operations']) && body['Operations'].length > OPERATIONS_MAX;
      return refuse(reply, problem(400, isTooMany ? 'tooMany' : 'invalidSyntax', `须为 ${PATCH_OP}，操作不超过 ${OPERATIONS_MAX} 个。`));
    }
    const made = await service.patch(client, idOf(request), read.data.Operations as readonly Operation[], versionsIn(request.headers['if-match']));
    if (!made.ok) return refuse(reply, made.error);
    noted(client, 'PATCH', made.value.id);
    return send(reply, 200, made.value, request);
  });
  route('DELETE', `${url}/:id`, async (client, request, reply) => {
    const gone = await service.remove(client, idOf(request), versionsIn(request.headers['if-match']));
    if (!gone.ok) return refuse(reply, gone.error);
    noted(client, 'DELETE', idOf(request));
    return reply.code(204).send();
  });
}
