/**
 * `npm run build`: sources → dist/electron (main, preload, replica) and dist/renderer.
 *
 * The server is not bundled: Node runs its sources as they are. Holds: a part whose inputs did not change is not built again, so that a
 * second start takes seconds; a broken build never leaves the stamp of a good one. `--force` builds everything.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** @type {readonly Part[]} */
const parts = [
  { name: 'electron', inputs: ['electron', ...common], outputs: ['dist/electron/main.mjs', 'dist/electron/preload.cjs', 'dist/electron/replica.mjs'], build: buildElectron },
  { name: 'renderer', inputs: ['renderer', ...common], outputs: ['dist/renderer/index.html'], build: buildRenderer },
];

/** @param {{ force?: boolean }} [options] */
export async function bundle(options = {}) {
  await withLock(join(rootDir, '.cache', 'bundle.lock'), 'build', async () => {
    for (const part of parts) {
      const stamp = join(rootDir, 'dist', `.${part.name}-stamp`);
      const print = fingerprint(part.inputs);
      const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === print && part.outputs.every((file) => existsSync(join(rootDir, file)));
      if (fresh && options.force !== true) continue;
      rmSync(stamp, { force: true });
      await step(`构建 building ${part.name}`, part.build);
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
      if (/\.test\.tsx?$/.test(file)) continue;
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
      // Libraries in CommonJS (ws) call require; an ESM bundle has none of its own.
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
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
    await bundle({ force: process.argv.includes('--force') });
    say('✓ dist 已是最新 is up to date');
  });
}
