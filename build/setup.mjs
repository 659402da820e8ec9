/**
 * What `npm start`, `npm test`, `npm run demo` and `npm run bench` do before their own work. Plain modules without dependencies that run
 * on Node 20, because on a fresh machine there is nothing else yet. A second run finds everything in place within milliseconds.
 */
import { ensureDependencies, moveToNode24 } from './setup/dependencies.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { sandboxArgs } from './setup/paths.mjs';
import { ensureSystem } from './setup/system-libraries.mjs';

export { electronRuntime } from './setup/electron-runtime.mjs';
export { withDisplay } from './setup/display.mjs';

/** Dependencies and Node 24. On an older Node this never returns: the script runs again on the right one. */
export async function prepareNode() {
  await ensureDependencies();
  await moveToNode24();
}

/** @returns {Promise<import('./setup/electron-runtime.mjs').ElectronRuntime>} an Electron that can start on this system */
export async function prepareElectron() {
  const runtime = await electronRuntime();
  await ensureSystem(runtime.executable);
  return runtime;
}

/**
 * How stories, the demo and the benchmarks are told which Electron to use. ELECTRON_OVERRIDE_DIST_PATH is for Playwright: when it finds
 * Electron by itself (no executablePath) it also holds the application back until it is attached; with an executablePath it does not,
 * and now and then hangs on a window that navigates at that moment.
 * @param {import('./setup/electron-runtime.mjs').ElectronRuntime} runtime
 */
export const electronEnv = (runtime) => ({
  GZT_ELECTRON: runtime.executable,
  ELECTRON_OVERRIDE_DIST_PATH: runtime.dist,
  GZT_ELECTRON_VERSION: runtime.version,
  ...(sandboxArgs.length > 0 ? { GZT_NO_SANDBOX: '1' } : {}),
});
