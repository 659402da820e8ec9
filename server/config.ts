/**
 * The server's settings: a flag wins over the environment (GZT_…), the environment over the file, the file over the default.
 * Everything is parsed once, at start; an unknown or impossible setting stops the server with a sentence that names it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const flag = z.union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')]);
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const settingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: whole(0, 65_535).default(8787),
  /** The directory that holds everything: database, directory, demo accounts. */
  data: z.string().min(1),
  demo: flag.default(false),
  storage: z.enum(['sqlite', 'postgres']).default('sqlite'),
  /** `postgres://user:password@host:port/database`; several nodes share it. */
  postgresUrl: z.string().regex(/^postgres(?:ql)?:\/\//, 'postgres://user:password@host:port/database').optional(),
  /** How long a node that has fallen silent keeps its documents. */
  leaseMs: whole(500, 600_000).default(15_000),
  scale: z.enum(['county', 'prefecture', 'province']).default('county'),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  sessionHours: whole(1, 24 * 30).default(12),
  /** argon2id; lower it only for tests. */
  passwordMemoryKiB: whole(1_024, 1_048_576).default(65_536),
  passwordPasses: whole(1, 20).default(3),
  /** Requests without a session, sign-ins among them, that one address may make in a minute. A county may sit behind one address. */
  anonymousPerMinute: whole(1, 1_000_000).default(600),
  /** Frames of one collaboration socket, sustained; twenty-five times as many at once. */
  framesPerSecond: whole(1, 1_000_000).default(200),
  /** Connections of one address that have not said yet who they are. */
  handshakesPerAddress: whole(1, 100_000).default(2_000),
}).refine(({ storage, postgresUrl }) => storage === 'sqlite' || postgresUrl !== undefined, { path: ['postgresUrl'], error: 'required with storage postgres: --postgres-url URL' });
export type Settings = z.output<typeof settingsSchema>;
type Name = keyof Settings;

const NAMES = Object.keys(settingsSchema.shape) as readonly Name[];
const FLAG_NAMES: readonly Name[] = ['demo'];
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const envName = (name: string): string => `GZT_${kebab(name).replaceAll('-', '_').toUpperCase()}`;

export type ReadSettings = { readonly ok: true; readonly settings: Settings; readonly command: 'serve' | 'init-admin' } | { readonly ok: false; readonly message: string };

export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): ReadSettings {
  try {
    return read(args, env);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function read(args: readonly string[], env: Readonly<Record<string, string | undefined>>): ReadSettings {
  const options: Record<string, { readonly type: 'string' | 'boolean' }> = { config: { type: 'string' } };
  for (const name of NAMES) options[kebab(name)] = { type: FLAG_NAMES.includes(name) ? 'boolean' : 'string' };
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  const [command = 'serve', ...rest] = positionals;
  if ((command !== 'serve' && command !== 'init-admin') || rest.length > 0) return { ok: false, message: `unknown command: ${positionals.join(' ')}` };

  const given: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = values[kebab(name)] ?? env[envName(name)];
    if (value !== undefined) given[name] = value;
  }
  const data = typeof given['data'] === 'string' ? given['data'] : undefined;
  const configPath = typeof values['config'] === 'string' ? values['config'] : data === undefined ? undefined : join(data, 'server.json');
  const fromFile = configPath === undefined ? {} : readFile(configPath, typeof values['config'] === 'string');

  const parsed = settingsSchema.safeParse({ ...fromFile, ...given });
  if (!parsed.success) return { ok: false, message: `settings: ${parsed.error.issues.map(describe).join('; ')}` };
  return { ok: true, command, settings: { ...parsed.data, data: resolve(parsed.data.data) } };
}

function readFile(path: string, isNamed: boolean): Record<string, unknown> {
  if (!existsSync(path)) {
    if (isNamed) throw new Error(`settings file not found: ${path}`);
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`settings file is not valid JSON: ${path}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error(`settings file does not hold a JSON object: ${path}`);
  return value as Record<string, unknown>;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown setting ${issue.keys.join(', ')}`;
  const name = String(issue.path[0] ?? '');
  if (name === 'data' && issue.code === 'invalid_type') return 'data is required: --data DIR';
  return `${name}: ${issue.message}`;
}

/** Nothing secret may ever be printed; today no setting is, and one that will be is hidden by its name. */
const SECRET = /secret|token|password$|key$|url$/i;
export const redacted = (settings: Settings): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, SECRET.test(name) ? '[hidden]' : value]));
