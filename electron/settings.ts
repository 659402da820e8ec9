/**
 * Small settings of this profile: server address, language, type size, quiet hours, window bounds. Not work: work lives in the replica.
 * Always true: a settings file that cannot be read is moved aside and said, never silently replaced; a write that fails is
 * reported and the change holds until the program ends; nothing here can end the program (SET01–SET03).
 */
import { renameSync } from 'node:fs';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { z } from 'zod';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import { settings as shownSettings, type Settings } from '#shared/ipc/contract.ts';
import { diskFailure } from './disk-failure.ts';

const windowState = z.object({
  x: z.int().nullable(), y: z.int().nullable(),
  width: z.int().min(400).max(20_000), height: z.int().min(300).max(20_000),
  isMaximised: z.boolean(),
});
export type WindowState = z.output<typeof windowState>;

/** A kind of 校对 that only a newer version knows is no reason to give up the whole file. */
const storedSettings = z.object({ ...shownSettings.shape, proofKindsOff: shownSettings.shape.proofKindsOff.catch([]), window: windowState });
type StoredSettings = z.output<typeof storedSettings>;

export const DEFAULTS: StoredSettings = {
  serverUrl: null, locale: 'zh-CN', fontScale: 1, contrast: 'normal', ...QUIET_BY_DEFAULT, proofKindsOff: [],
  window: { x: null, y: null, width: 1360, height: 860, isMaximised: false },
};

/** As `settings.set` parses it: a key that is not there stays as it is. */
export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export interface SettingsStore {
  get(): Settings;
  set(change: SettingsChange): Promise<Result<Settings, AppError>>;
  window(): WindowState;
  setWindow(state: WindowState): Promise<void>;
  /** Where a broken file was moved at the start. */
  readonly movedTo: string | null;
}

export interface SettingsOptions {
  readonly path: string;
  readonly now: () => number;
  readonly onUnsaved: () => void;
}

export async function openSettings(options: SettingsOptions): Promise<SettingsStore> {
  const file = new Low<StoredSettings>(new JSONFile(options.path), DEFAULTS);
  const movedTo = await read(file, options);

  const write = async (): Promise<Result<null, AppError>> => {
    try {
      await file.write();
      return ok(null);
    } catch (failure) {
      options.onUnsaved();
      return err(appError(diskFailure(failure)));
    }
  };
  const shown = (): Settings => {
    const { window: _window, ...rest } = file.data;
    return rest;
  };
  return {
    get: shown,
    set: async (change) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      file.data = { ...file.data, ...given };
      const written = await write();
      return written.ok ? ok(shown()) : written;
    },
    window: () => file.data.window,
    setWindow: async (state) => {
      file.data = { ...file.data, window: state };
      await write();
    },
    movedTo,
  };
}

async function read(file: Low<StoredSettings>, options: SettingsOptions): Promise<string | null> {
  try {
    await file.read();
    // Keys of a newer version are kept out, missing ones are filled: both happen when versions change.
    const isObject = typeof file.data === 'object' && file.data !== null;
    const parsed = storedSettings.safeParse(isObject ? { ...DEFAULTS, ...file.data } : null);
    if (parsed.success) {
      file.data = parsed.data;
      return null;
    }
  } catch (failure) {
    file.data = { ...DEFAULTS };
    // A file that may not be read is not a broken file; moving it would need the right that is missing.
    if (!(failure instanceof SyntaxError)) {
      options.onUnsaved();
      return null;
    }
  }
  file.data = { ...DEFAULTS };
  const movedTo = `${options.path}.broken-${options.now()}`;
  try {
    renameSync(options.path, movedTo);
    return movedTo;
  } catch {
    options.onUnsaved();
    return options.path;
  }
}
