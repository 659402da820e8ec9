/**
 * What Electron needs from a Linux system: shared libraries, a screen (Xvfb when there is none), a Chinese font as a safety net
 * (the product brings its own web font for its pages; menus and dialogs are drawn by the system), and a working sandbox.
 *
 * As root on a Debian-like system the missing things are installed; otherwise the one command is printed. Missing libraries stop the
 * start, a missing font does not. Nothing is asked of the network when nothing is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findOnPath, hasDisplay } from './display.mjs';
import { isRoot } from './paths.mjs';
import { lastLines, run } from './processes.mjs';
import { say, Stop, step } from './say.mjs';

/** Loaded by name at run time, so that the linker's list does not show them. */
const loadedLater = ['libgtk-3.so.0'];
const libraryPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libcups2', 'libatk-bridge2.0-0', 'libdrm2', 'libxkbcommon0', 'libxcomposite1', 'libxdamage1', 'libxrandr2', 'libxtst6'];
const fontPackages = ['fontconfig', 'fonts-wqy-microhei'];

/**
 * @typedef {object} Missing
 * @property {string[]} libraries
 * @property {boolean} screen
 * @property {boolean} font
 */

/**
 * @param {string} executable the Electron to look at
 * @returns {Promise<void>}
 */
export async function ensureSystem(executable) {
  if (process.platform !== 'linux') return;
  let missing = await look(executable);
  if (isNothing(missing)) return ensureSandbox(executable);
  if (isRoot && findOnPath('apt-get') !== undefined) {
    await installWithApt(missing);
    missing = await look(executable);
  }
  if (missing.font) {
    say('! 系统没有中文字体，菜单和对话框里的汉字可能显示为方框。The system has no Chinese font; menus and dialogs may show boxes. To install one:');
    say(`    ${installLine({ libraries: [], screen: false, font: true })}`);
  }
  if (missing.libraries.length > 0 || missing.screen) {
    const what = [...missing.libraries, ...(missing.screen ? ['Xvfb'] : [])].join(', ');
    throw new Stop(`系统缺少 the system lacks: ${what}\n请运行 please run:\n    ${installLine(missing)}`);
  }
  ensureSandbox(executable);
}

/** @param {Missing} missing */
const isNothing = (missing) => missing.libraries.length === 0 && !missing.screen && !missing.font;

/** @param {string} executable @returns {Promise<Missing>} */
async function look(executable) {
  const linked = spawnSync('ldd', [executable], { encoding: 'utf8' });
  const libraries = linked.status === 0 ? [...linked.stdout.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '') : [];
  const cache = ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig'].map((command) => spawnSync(command, ['-p'], { encoding: 'utf8' })).find((answer) => answer.status === 0);
  if (cache !== undefined) libraries.push(...loadedLater.filter((name) => !cache.stdout.includes(name)));
  const fonts = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  return {
    libraries,
    screen: findOnPath('Xvfb') === undefined && !(await hasDisplay()),
    font: fonts.status !== 0 || fonts.stdout.trim() === '',
  };
}

/** @param {Missing} missing */
const packagesFor = (missing) => [
  ...(missing.libraries.length > 0 ? libraryPackages : []),
  ...(missing.screen ? ['xvfb'] : []),
  ...(missing.font ? fontPackages : []),
];

/** @param {Missing} missing @returns {string} one line for a person to run */
function installLine(missing) {
  if (findOnPath('apt-get') !== undefined) {
    const names = currentNames(packagesFor(missing));
    return `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}'`;
  }
  const names = [
    ...(missing.libraries.length > 0 ? ['gtk3', 'nss', 'alsa-lib', 'mesa-libgbm', 'cups-libs'] : []),
    ...(missing.screen ? ['xorg-x11-server-Xvfb'] : []),
    ...(missing.font ? ['fontconfig', 'wqy-microhei-fonts'] : []),
  ];
  return `sudo ${findOnPath('dnf') === undefined && findOnPath('yum') !== undefined ? 'yum' : 'dnf'} install -y ${names.join(' ')}`;
}

/**
 * Debian 13 and Ubuntu 24.04 renamed libraries to …t64, and keep some old names only as virtual packages that apt will not choose by itself.
 * @param {string[]} names
 */
function currentNames(names) {
  const known = spawnSync('apt-cache', ['policy', ...names, ...names.map((name) => `${name}t64`)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (known.status !== 0) return names;
  const installable = new Set([...known.stdout.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (.+)$/gm)].filter((match) => match[2] !== '(none)').map((match) => match[1]));
  return names.map((name) => (installable.has(name) ? name : installable.has(`${name}t64`) ? `${name}t64` : name));
}

/** @param {Missing} missing */
async function installWithApt(missing) {
  const what = [...(missing.libraries.length > 0 ? ['图形库 libraries'] : []), ...(missing.screen ? ['Xvfb'] : []), ...(missing.font ? ['中文字体 Chinese font'] : [])].join(', ');
  await step(`安装系统组件 installing from the system's packages: ${what}`, async (progress) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
    progress('apt-get update');
    const update = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', 'update', '-q'], { env });
    const names = currentNames(packagesFor(missing));
    progress('apt-get install');
    const install = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '-q', '--no-install-recommends', ...names], {
      env,
      onOutput: (text) => {
        const line = /^(?:Get:\d+ .*? (\S+) amd64|Unpacking (\S+)|Setting up (\S+))/m.exec(text);
        if (line !== null) progress(line[1] ?? line[2] ?? line[3] ?? '');
      },
    });
    if (install.code !== 0) {
      throw new Stop(`系统组件装不上。The system's packages could not be installed:\n${lastLines(update.code === 0 ? install.output : `${update.output}\n${install.output}`)}\n请手动运行 by hand:\n    ${installLine(missing)}`);
    }
  });
}

/**
 * An ordinary account gets Chromium's sandbox from user namespaces, which some systems switch off. The sandbox is not given up for that:
 * the one command that lets it work is printed instead.
 * @param {string} executable
 */
function ensureSandbox(executable) {
  if (isRoot) return;
  const helper = executable.replace(/[^/]+$/, 'chrome-sandbox');
  if (findOnPath('unshare') === undefined || spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0) return;
  const restricted = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  const line = existsSync(restricted) && readFileSync(restricted, 'utf8').trim() === '1'
    ? 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
    : existsSync(helper) ? `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'` : 'sudo sysctl -w kernel.unprivileged_userns_clone=1';
  if (existsSync(helper) && isSetuidRoot(helper)) return;
  throw new Stop(`系统不允许普通用户使用沙箱，Electron 无法启动。This system keeps ordinary users from the sandbox that Electron needs. Please run once:\n    ${line}`);
}

/** @param {string} file */
function isSetuidRoot(file) {
  const found = spawnSync('find', [file, '-user', 'root', '-perm', '-4000'], { encoding: 'utf8' });
  return found.stdout.trim() !== '';
}
