/**
 * What the command line and the environment may decide. A packaged client listens to `--profile-dir` alone; signing in by
 * environment exists only for launchers of an unpackaged one. Pure: switches and environment are handed in.
 */
import { isAbsolute, resolve } from 'node:path';
import type { AutoSignIn } from '#electron/replica/session/session.ts';

export interface Launch {
  /** null: Electron's usual place. */
  readonly profileDir: string | null;
  readonly serverUrl: string | null;
  readonly autoSignIn: AutoSignIn | null;
  /** Chromium's sandbox was switched off by whoever started us (tests and demos as root). */
  readonly isUnsandboxed: boolean;
}

export interface LaunchInput {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isPackaged: boolean;
  readonly cwd: string;
}

export function readLaunch({ argv, env, isPackaged, cwd }: LaunchInput): Launch {
  const bySwitch = argv.find((word) => word.startsWith(PROFILE_SWITCH))?.slice(PROFILE_SWITCH.length);
  const isUnsandboxed = argv.includes('--no-sandbox');
  const fromEnv = (name: string): string | null => (isPackaged ? null : (env[name] || null));
  const profile = bySwitch !== undefined && bySwitch !== '' ? bySwitch : fromEnv('GZT_PROFILE_DIR');
  const serverUrl = fromEnv('GZT_SERVER_URL');
  const login = fromEnv('GZT_SIGN_IN_LOGIN');
  const password = fromEnv('GZT_SIGN_IN_PASSWORD');
  return {
    profileDir: profile === null ? null : isAbsolute(profile) ? profile : resolve(cwd, profile),
    serverUrl,
    autoSignIn: serverUrl !== null && login !== null && password !== null ? { serverUrl, login, password } : null,
    isUnsandboxed,
  };
}

const PROFILE_SWITCH = '--profile-dir=';
