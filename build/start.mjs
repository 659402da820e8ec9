/**
 * `npm start [-- --as LOGIN] [--scale county|prefecture|province] [--reset]`: from a bare checkout to a signed-in client.
 *
 * Sets up, builds, joins or starts the demo server, and opens the client as a demo person it names. With a display it shows the window;
 * without one it uses a virtual screen and leaves a picture of the workbench. Runs until Ctrl-C or until the window is closed, and
 * ends what it started by pid; the demo server goes with the last launcher.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { photograph, startClient } from './demo/client.mjs';
import { joinDemoServer, resetDemo } from './demo/demo-server.mjs';
import { prepareElectron, prepareNode, withDisplay } from './setup.mjs';
import { rootDir } from './setup/paths.mjs';
import { runScript, say, Stop } from './setup/say.mjs';

const usage = '用法 usage: npm start [-- --as LOGIN] [--scale county|prefecture|province] [--reset]';
const scales = ['county', 'prefecture', 'province'];
const townshipLevel = 4;

function readOptions() {
  try {
    const { values } = parseArgs({ options: { as: { type: 'string' }, scale: { type: 'string', default: 'county' }, reset: { type: 'boolean', default: false } } });
    if (!scales.includes(values.scale)) throw new Error(`--scale ${values.scale}`);
    return values;
  } catch (failure) {
    throw new Stop(`${failure instanceof Error ? failure.message : String(failure)}\n${usage}`);
  }
}

/**
 * @param {import('./demo/demo-server.mjs').DemoServer} server
 * @param {string | undefined} login
 */
function choosePerson(server, login) {
  const person = login === undefined
    ? (server.accounts.find((account) => account.level === townshipLevel && account.roles.includes('drafter')) ?? server.accounts[0])
    : server.accounts.find((account) => account.login === login);
  if (person !== undefined) return person;
  const people = server.accounts.map((account) => `  ${account.login.padEnd(28)} ${account.name}  ${account.unit}  ${account.roles.join(', ')}`).join('\n');
  throw new Stop(`没有演示账号 no such demo person: ${login ?? ''}\n${people}`);
}

/** @type {(() => Promise<void>)[]} what to end, the last started first */
const endings = [];
let isEnding = false;

async function endAll() {
  if (isEnding) return;
  isEnding = true;
  for (const end of endings.reverse()) await end();
}

await runScript(async () => {
  const options = readOptions();
  await prepareNode();
  /** @type {Promise<void>} */
  const interrupted = new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => resolve());
  });
  const work = open(options).then((client) => client.ended);
  // Whatever is still starting when Ctrl-C comes is ended by what it has registered so far.
  work.catch(() => {});
  try {
    const outcome = await Promise.race([work.then(() => 'closed'), interrupted.then(() => 'interrupted')]);
    say(outcome === 'closed' ? '\n窗口已关闭 the window was closed' : '\n正在退出 closing');
  } finally {
    await endAll();
  }
  process.exit(0);
});
process.exit();

/** @param {ReturnType<typeof readOptions>} options */
async function open(options) {
  const runtime = await prepareElectron();
  await bundle();
  if (options.reset) await resetDemo();
  const server = await joinDemoServer(options.scale, (release) => { endings.push(release); });
  const person = choosePerson(server, options.as);
  const display = await withDisplay();
  endings.push(display.stop);
  const client = await startClient({ executable: runtime.executable, display, person, serverUrl: server.url });
  endings.push(client.stop);
  say('');
  say(`  ${person.name} · ${person.unit} · ${person.roles.join(', ')}`);
  say(`  账号 login     ${person.login}`);
  say(`  口令 password  ${relative(rootDir, server.accountsFile)}`);
  say(`  服务器 server  ${server.url}`);
  say(`  Electron       ${runtime.version}${runtime.official ? '' : ' (后备 fallback)'}`);
  say('');
  if (display.virtual) {
    const file = join(rootDir, 'screenshots', options.as === undefined ? 'workbench.png' : `workbench-${person.login}.png`);
    await photograph(client, file);
    say(`  截图 screenshot: ${relative(rootDir, file)}`);
  } else {
    say('  已打开窗口 the window is open');
  }
  const other = server.accounts.find((account) => account.unit === person.unit && account.login !== person.login) ?? server.accounts.find((account) => account.login !== person.login);
  if (other !== undefined) say(`  再开一人 a second person: npm start -- --as ${other.login}`);
  say('  Ctrl-C 退出 to end');
  return client;
}
