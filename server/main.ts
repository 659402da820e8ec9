/**
 * `node server/main.ts --port N --host ADDR --data DIR [--demo] [--scale county|prefecture|province]`, `init-admin --data DIR`,
 * `backup --data DIR --to DIR`, `restore --from DIR --data DIR [--force]`, `verify --data DIR`, `heal --data DIR [--doc ID [--set-aside]]`, `heal --data DIR --index [--doc ID]`,
 * `scim --data DIR [--name NAME --unit UNIT | --revoke ID]`.
 * Owns the process: settings, the first line on standard output, signals, the exit code. The server itself is app.ts.
 */
import type { Settings } from '#server/config.ts';

const NODE_MAJOR_MIN = 24;
const DRAIN_LIMIT_MS = 4_500;

const say = (line: string): void => { process.stderr.write(`${line}\n`); };

function stop(message: string): never {
  say(message);
  process.exit(1);
}

const major = Number(process.versions.node.split('.')[0]);
if (major < NODE_MAJOR_MIN) stop(`需要 Node.js ${NODE_MAJOR_MIN} 或更高版本，当前为 ${process.versions.node} (Node.js ${NODE_MAJOR_MIN} or newer is required)`);

// Loaded only now: an older Node would fail on an import before it could say why.
const { default: pino } = await import('pino');
const { readSettings, redacted } = await import('#server/config.ts');
const { createLog } = await import('#server/log.ts');
const { createRandom } = await import('#server/random.ts');
const { createServer, openStorage, passwordsFor } = await import('#server/app.ts');
const { initAdmin } = await import('#server/auth/init-admin.ts');
const { runOps } = await import('#server/ops/cli.ts');

const clock = { now: () => Date.now() };
const opsCode = await runOps(process.argv.slice(2), process.env, { clock, say, answer: (line) => { process.stdout.write(`${line}\n`); } });
if (opsCode !== null) {
  // A pipe that is not read out yet would be cut off.
  await new Promise<void>((resolve) => { process.stdout.write('', () => resolve()); });
  process.exit(opsCode);
}

const read = readSettings(process.argv.slice(2), process.env);
if (!read.ok) stop(read.message);
const { settings } = read;
const log = createLog(settings.logLevel, pino.destination({ fd: 2, sync: true }));
const random = createRandom();

if (read.command === 'init-admin') await makeAdministrators(settings);
else await serve(settings);

async function makeAdministrators(using: Settings): Promise<void> {
  const storage = await openStorage({ settings: using, random });
  const cost = { memoryKiB: using.passwordMemoryKiB, passes: using.passwordPasses };
  const made = await initAdmin(storage, passwordsFor(using, random), cost, clock, random);
  await storage.close();
  if (made === 'exists') stop('管理员账号已存在，未作改动 (the administrators exist already, nothing was changed)');
  for (const { login, name, password } of made) process.stdout.write(`${name}\t${login}\t${password}\n`);
}

async function serve(using: Settings): Promise<void> {
  log.info({ settings: redacted(using), node: process.versions.node }, 'starting');
  const server = await createServer({ settings: using, clock, random, log }).catch((error: unknown) => {
    log.fatal({ err: error }, 'could not start');
    return stop(`启动失败 (could not start): ${error instanceof Error ? error.message : String(error)}`);
  });
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: server.url })}\n`);

  let isStopping = false;
  const shutDown = (code: number): void => {
    if (isStopping) return;
    isStopping = true;
    log.info('draining');
    setTimeout(() => process.exit(code), DRAIN_LIMIT_MS).unref();
    server.close().then(() => process.exit(code), (error: unknown) => {
      log.error({ err: error }, 'draining failed');
      process.exit(1);
    });
  };
  process.on('SIGTERM', () => shutDown(0));
  process.on('SIGINT', () => shutDown(0));
  const failed = (error: unknown): void => {
    log.fatal({ err: error, incident: Buffer.from(random.bytes(4)).toString('hex') }, 'a bug');
    shutDown(1);
  };
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
}
