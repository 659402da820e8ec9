/** For operators and other programs: is it alive, is it ready, how is it doing, what does it offer. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errorBody, healthResponse } from '#shared/protocol/http.ts';
import { PRODUCT, PROTOCOL_HEADER, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '#shared/protocol/version.ts';
import type { Metrics } from '#server/metrics.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { RouteEntry } from './api.ts';

export interface ServiceDeps {
  readonly storage: Storage;
  readonly metrics: Metrics;
  readonly version: string;
  readonly isDraining: () => boolean;
  readonly routes: () => readonly RouteEntry[];
}

export function addServiceRoutes(app: FastifyInstance, { storage, metrics, version, isDraining, routes }: ServiceDeps): void {
  const health = (): z.output<typeof healthResponse> => ({
    product: PRODUCT, version, protocol: PROTOCOL_VERSION, protocolMin: PROTOCOL_VERSION_MIN,
    status: isDraining() ? 'draining' : storage.health().kind === 'ok' ? 'ok' : 'read-only',
  });
  app.get('/healthz', async () => health());
  app.get('/readyz', async (_request, reply) => {
    const now = health();
    return reply.code(now.status === 'ok' ? 200 : 503).send(now);
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));
  const openApi = createOpenApi(version);
  app.get('/api/openapi.json', async () => openApi(routes()));
}

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): unknown => z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
const bytesBody: Json = { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
const jsonBody = (schema: z.ZodType, io: 'input' | 'output'): Json => ({ content: { 'application/json': { schema: schemaOf(schema, io) } } });

function createOpenApi(version: string): (routes: readonly RouteEntry[]) => Json {
  let made: Json | null = null;
  return (routes) => {
    made ??= {
      openapi: '3.1.0',
      info: { title: '贵政通 server', version },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
        headers: { protocol: { description: 'version of the wire', schema: { type: 'integer' } } },
      },
      paths: pathsOf(routes),
    };
    return made;
  };
}

function pathsOf(routes: readonly RouteEntry[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of [...routes, ...serviceEntries()]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

const serviceEntries = (): readonly RouteEntry[] => ['/healthz', '/readyz'].map((path) => ({ method: 'GET' as const, path, summary: '运行状态', response: healthResponse, isOpen: true }));

function operationOf(route: RouteEntry): Json {
  return {
    summary: route.summary,
    ...(route.isOpen ? {} : { security: [{ bearer: [] }] }),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(route.body === undefined ? {} : { requestBody: { required: true, ...jsonBody(route.body, 'input') } }),
    ...(route.takesBytes === undefined ? {} : { requestBody: { required: true, ...bytesBody } }),
    responses: {
      [String(route.status ?? 200)]: { description: 'OK', headers: { [PROTOCOL_HEADER]: { $ref: '#/components/headers/protocol' } }, ...(route.response instanceof z.ZodCustom ? bytesBody : jsonBody(route.response, 'output')) },
      default: { description: 'coded error', ...jsonBody(errorBody, 'output') },
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { readonly properties?: Json; readonly required?: readonly string[] };
  return Object.entries(properties).map(([name, value]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: value }));
}
