/**
 * Run as a process of its own by electron-runtime.mjs: fetches the official Electron zip into @electron/get's cache (mirror settings,
 * checksums and proxy by that library) and lets the package's own installer unpack it from there.
 * A wall that drops packets must not hold a start up: no first byte within 20 s, or 60 s without a byte, ends it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nodeModulesDir } from './paths.mjs';
import { lastLines, run } from './processes.mjs';

const firstByteMs = 20_000;
const silenceMs = 60_000;

const packageDir = join(nodeModulesDir, 'electron');
const require = createRequire(join(packageDir, 'package.json'));

/** @param {string} reason @returns {never} */
function fail(reason) {
  process.stdout.write(`failed: ${reason.replaceAll('\n', ' ')}\n`);
  process.exit(1);
}

if (process.env['HTTPS_PROXY'] !== undefined || process.env['https_proxy'] !== undefined) process.env['ELECTRON_GET_USE_PROXY'] ??= 'true';

const { downloadArtifact } = await import(require.resolve('@electron/get'));
const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
const remoteChecksums = process.env['electron_use_remote_checksums'] ?? process.env['npm_config_electron_use_remote_checksums'];

let watchdog = setTimeout(() => fail(`no answer within ${firstByteMs / 1000} s`), firstByteMs);
let toldPercent = -1;

try {
  await downloadArtifact({
    version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    cacheRoot: process.env['electron_config_cache'],
    checksums: remoteChecksums ? undefined : JSON.parse(readFileSync(join(packageDir, 'checksums.json'), 'utf8')),
    downloadOptions: {
      quiet: true,
      /** @param {{ transferred: number, total: number | null, percent: number }} state */
      getProgressCallback: (state) => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => fail(`no byte for ${silenceMs / 1000} s`), silenceMs);
        const percent = Math.floor(state.percent * 100);
        if (percent === toldPercent) return;
        toldPercent = percent;
        process.stdout.write(`progress: ${(state.transferred / 1e6).toFixed(0)} MB${state.total === null ? '' : `, ${percent} %`}\n`);
      },
    },
  });
} catch (failure) {
  const cause = failure instanceof Error && failure.cause instanceof Error ? ` (${failure.cause.message})` : '';
  fail(`${failure instanceof Error ? failure.message : String(failure)}${cause}`);
}
clearTimeout(watchdog);

const { code, output } = await run(process.execPath, [join(packageDir, 'install.js')], { timeoutMs: 120_000 });
if (code !== 0) fail(`downloaded, but could not be unpacked: ${lastLines(output, 3)}`);
