/**
 * `npm run build`: sources → dist/electron (main, preload, replica), dist/renderer and dist/server (main and its threads).
 *
 * Node runs the server's sources as well (tests do); bundled it starts in half the time, takes two thirds of the memory, and is a folder that
 * needs nothing else. Holds: a part whose inputs did not change is not built again, so that a
 * second start takes seconds; a broken build never leaves the stamp of a good one. `--force` builds everything, `--only NAME` one part.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareNode } from './setup.mjs';
import { withLock } from './setup/lock.mjs';
import { rootDir } from './setup/paths.mjs';
import { runScript, say, Stop, step } from './setup/say.mjs';

/** The oldest Chromium and Node that a runtime of ours embeds (the development fallback, Electron 42). */
const chromium = 'chrome148';
const node = 'node24';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} inputs folders and files whose change asks for a new build
 * @property {readonly string[]} outputs
 * @property {() => Promise<void>} build
 */

const common = ['shared', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'build/bundle.mjs'];

/** Threads of the server: found beside whoever starts them (server/beside.ts). */
const threads = [
  { name: 'text-thread', entry: 'server/text/text-thread.ts' },
  { name: 'sqlite-thread', entry: 'server/storage/sqlite/sqlite-thread.ts' },
  { name: 'nonce-thread', entry: 'server/crypto/nonce-thread.ts' },
  { name: 'directory-worker', entry: 'server/directory/directory-worker.ts' },
];

/** @type {readonly Part[]} */
const parts = [
  { name: 'electron', inputs: ['electron', ...common], outputs: ['dist/electron/main.mjs', 'dist/electron/preload.cjs', 'dist/electron/replica.mjs'], build: buildElectron },
  { name: 'server', inputs: ['server', ...common], outputs: ['dist/server/main.mjs', ...threads.map(({ name }) => `dist/server/${name}.mjs`)], build: buildServer },
  { name: 'renderer', inputs: ['renderer', ...common], outputs: ['dist/renderer/index.html'], build: buildRenderer },
];

/** @param {{ force?: boolean, only?: string, report?: <T>(label: string, run: () => Promise<T>) => Promise<T> }} [options] `report`: says what takes a while */
export async function bundle(options = {}) {
  await withLock(join(rootDir, '.cache', 'bundle.lock'), 'build', async () => {
    for (const part of parts) {
      if (options.only !== undefined && options.only !== part.name) continue;
      const stamp = join(rootDir, 'dist', `.${part.name}-stamp`);
      const print = fingerprint(part.inputs);
      const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === print && part.outputs.every((file) => existsSync(join(rootDir, file)));
      if (fresh && options.force !== true) continue;
      rmSync(stamp, { force: true });
      await (options.report ?? step)(`构建 building ${part.name}`, part.build);
      mkdirSync(join(rootDir, 'dist'), { recursive: true });
      writeFileSync(stamp, print);
    }
  });
}

/** @param {readonly string[]} inputs @returns {string} changes when any input file is added, removed, grows, shrinks or is written */
export function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const path = join(rootDir, input);
    if (!existsSync(path)) throw new Stop(`缺少 missing: ${input}`);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
      : [path];
    for (const file of files) {
      if (/\.(test|contract)\.tsx?$/.test(file)) continue;
      const { size, mtimeMs } = statSync(file);
      hash.update(`${relative(rootDir, file)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

async function buildElectron() {
  const esbuild = await import('esbuild');
  const outdir = join(rootDir, 'dist', 'electron');
  rmSync(outdir, { recursive: true, force: true });
  /** @type {import('esbuild').BuildOptions} */
  const base = { absWorkingDir: rootDir, bundle: true, outdir, sourcemap: 'linked', logLevel: 'warning', legalComments: 'none', charset: 'utf8' };
  await Promise.all([
    esbuild.build({
      ...base,
      entryPoints: { main: 'electron/main.ts', replica: 'electron/replica/host/entry.ts' },
      platform: 'node',
      format: 'esm',
      target: node,
      outExtension: { '.js': '.mjs' },
      external: ['electron', 'bufferutil', 'utf-8-validate'],
      banner: requireBanner,
    }),
    // A sandboxed preload script must be one CommonJS file.
    esbuild.build({
      ...base,
      entryPoints: { preload: 'electron/preload/preload.ts' },
      platform: 'browser',
      format: 'cjs',
      target: chromium,
      outExtension: { '.js': '.cjs' },
      external: ['electron'],
    }),
  ]);
}

/** Libraries in CommonJS (ws) call require; an ESM bundle has none of its own. */
const requireBanner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };

async function buildServer() {
  const esbuild = await import('esbuild');
  const outdir = join(rootDir, 'dist', 'server');
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: rootDir,
    bundle: true,
    splitting: true,
    outdir,
    entryPoints: { main: 'server/main.ts', ...Object.fromEntries(threads.map(({ name, entry }) => [name, entry])) },
    platform: 'node',
    format: 'esm',
    target: node,
    outExtension: { '.js': '.mjs' },
    // Names of functions and classes are read in error messages; everything else may be short: less to hold in memory, in every thread.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    external: ['pg-native', 'bufferutil', 'utf-8-validate'],
    banner: requireBanner,
    logLevel: 'warning',
    legalComments: 'none',
    charset: 'utf8',
  });
  cpSync(join(rootDir, 'server', 'directory', 'data'), join(outdir, 'data'), { recursive: true });
}

/**
 * Font packages name each face twice, as woff2 and as woff for browsers of another age; ours reads woff2, and 500 files less are shipped.
 * @type {import('vite').Plugin}
 */
const onlyWoff2 = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: {
    filter: { id: /\.css$/ },
    handler: (code) => (code.includes("format('woff')") ? { code: code.replace(/,\s*url\([^)]*\.woff\)\s*format\('woff'\)/g, ''), map: null } : null),
  },
};

async function buildRenderer() {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  await build({
    configFile: false,
    root: join(rootDir, 'renderer'),
    base: './',
    plugins: [react(), onlyWoff2],
    worker: { format: 'es' },
    logLevel: 'warn',
    build: {
      outDir: join(rootDir, 'dist', 'renderer'),
      emptyOutDir: true,
      target: chromium,
      sourcemap: true,
      // The content security policy allows fonts and scripts from files only; and everything lies on the disk anyway.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_000,
      reportCompressedSize: false,
    },
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    await prepareNode();
    const only = process.argv.includes('--only') ? { only: process.argv[process.argv.indexOf('--only') + 1] ?? '' } : {};
    await bundle({ force: process.argv.includes('--force'), ...only });
    say('✓ dist 已是最新 is up to date');
  });
}
