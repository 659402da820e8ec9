/**
 * Who is signed in on this profile: signing in, unlocking, signing out, and the person's space that comes and goes with it.
 * Always true: without a keychain nothing of a person's work is shown before their password was given; signing out forgets the token
 * and keeps the work (a colleague on the same machine has a folder of their own).
 */
import { join } from 'node:path';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { CallInput, NoticeName, NoticePayload, SessionState } from '#shared/ipc/contract.ts';
import { sessionResponse, type SessionPerson } from '#shared/protocol/http.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import { openPersonSpace, type PersonSpace } from '#electron/replica/person-space.ts';
import type { Seams } from '#electron/replica/ports.ts';
import { sm3 } from '#electron/replica/sm3.ts';
import { storageError, storageStateOf } from '#electron/replica/store/storage-failure.ts';
import { createHttp, normaliseServerUrl, probeServer } from '#electron/replica/sync/http.ts';
import { readSessionFile, writeSessionFile, type SessionFile } from './session-file.ts';
import { openWithPassword, sealToken } from './token-seal.ts';

/** Handed in by launchers of an unpackaged client only. */
export interface AutoSignIn {
  readonly serverUrl: string;
  readonly login: string;
  readonly password: string;
}

export interface SessionOptions {
  readonly seams: Seams;
  readonly dir: string;
  readonly autoSignIn: AutoSignIn | null;
  readonly notify: <N extends NoticeName>(name: N, payload: NoticePayload<N>) => void;
  readonly reminderSettings: () => ReminderSettings;
  readonly onBug: (failure: unknown) => AppError;
}

interface Active {
  readonly serverUrl: string;
  readonly login: string;
  readonly person: SessionPerson;
  readonly space: PersonSpace;
  token: string;
  needsSignIn: boolean;
}

export type Session = ReturnType<typeof createSession>;

export function createSession(options: SessionOptions) {
  const { seams, dir } = options;
  let file: SessionFile | null = null;
  let active: Active | null = null;

  const state = (): SessionState => {
    if (active !== null) return { status: 'signedIn', serverUrl: active.serverUrl, person: active.person, needsSignIn: active.needsSignIn };
    if (file?.active != null) return { status: 'locked', serverUrl: file.serverUrl, login: file.login, name: file.active.person.name };
    return { status: 'signedOut', serverUrl: file?.serverUrl ?? null, lastLogin: file?.login ?? null };
  };
  const tell = (): Result<SessionState, AppError> => {
    const now = state();
    options.notify('session.changed', now);
    return ok(now);
  };

  const enter = (serverUrl: string, login: string, person: SessionPerson, token: string): Result<null, AppError> => {
    if (active !== null && active.serverUrl === serverUrl && active.person.personId === person.personId) {
      active.token = token;
      active.needsSignIn = false;
      active.space.restart();
      return ok(null);
    }
    leave();
    const folder = join(dir, 'people', `${sm3(serverUrl).slice(0, 8)}-${person.personId}`);
    const mine: { current: Active | null } = { current: null };
    try {
      const space = openPersonSpace({
        seams, dir: folder, serverUrl, person, notify: options.notify, reminderSettings: options.reminderSettings, onBug: options.onBug,
        token: () => (mine.current === null ? token : mine.current.needsSignIn ? null : mine.current.token),
        onUnauthorized: () => {
          if (mine.current === null || mine.current.needsSignIn) return;
          mine.current.needsSignIn = true;
          tell();
        },
      });
      active = { serverUrl, login, person, token, needsSignIn: false, space };
      mine.current = active;
      return ok(null);
    } catch (failure) {
      return err(storageError(failure));
    }
  };
  const leave = (): void => {
    active?.space.flush();
    active?.space.close();
    active = null;
  };

  const remember = (next: SessionFile): void => {
    file = next;
    try {
      writeSessionFile(seams.disk, dir, next);
    } catch (failure) {
      // Then the next start asks for the sign-in again; the work itself is judged by its own store.
      if (storageStateOf(failure) === null) throw failure;
    }
  };

  const signIn = async (input: CallInput<'session.signIn'>): Promise<Result<SessionState, AppError>> => {
    const address = normaliseServerUrl(input.serverUrl);
    if (!address.ok) return address;
    const serverUrl = address.value;
    const probed = await probeServer(seams.net, seams.timers, serverUrl);
    if (!probed.ok) return probed;
    const http = createHttp({ net: seams.net, timers: seams.timers, serverUrl, token: () => null, onUnauthorized: () => undefined });
    const answer = await http.post('/api/session', { login: input.login, password: input.password }, sessionResponse);
    if (!answer.ok) return answer;
    const { token, person } = answer.value;
    const entered = enter(serverUrl, input.login.trim(), person, token);
    if (!entered.ok) return entered;
    remember({ v: 1, serverUrl, login: input.login.trim(), active: { person, token: await sealToken(token, input.password, seams.vault, seams.random) } });
    // The first look at an empty workbench would be a lie; a slow network gets a few seconds and no more.
    await Promise.race([active?.space.syncNow(), new Promise<void>((done) => { seams.timers.after(FIRST_SYNC_MS, done); })]);
    return tell();
  };

  const unlock = async (password: string): Promise<Result<SessionState, AppError>> => {
    if (active !== null) return ok(state());
    if (file?.active == null || file.active.token.kind !== 'password') return err(appError('auth.required'));
    const { serverUrl, login } = file;
    const token = await openWithPassword(file.active.token, password);
    if (token === null) return err(appError('auth.wrong-password'));
    const entered = enter(serverUrl, login, file.active.person, token);
    if (!entered.ok) return entered;
    return tell();
  };

  return {
    space: (): PersonSpace | null => active?.space ?? null,
    state,
    signIn,
    unlock,
    start: async (): Promise<void> => {
      file = readSessionFile(seams.disk, dir);
      const remembered = file?.active ?? null;
      if (file !== null && remembered !== null && remembered.token.kind === 'keychain') {
        const token = await seams.vault.open(remembered.token.data);
        if (token === null) file = { ...file, active: null };
        else enter(file.serverUrl, file.login, remembered.person, token);
      }
      const auto = options.autoSignIn;
      if (auto === null || active !== null) return;
      const isSame = file?.active != null && file.login === auto.login && file.serverUrl === auto.serverUrl;
      const unlocked = isSame ? await unlock(auto.password) : null;
      if (unlocked === null || !unlocked.ok) await signIn(auto);
    },
    signOut: async (): Promise<Result<SessionState, AppError>> => {
      const leaving = active;
      if (leaving !== null) {
        const http = createHttp({ net: seams.net, timers: seams.timers, serverUrl: leaving.serverUrl, token: () => leaving.token, onUnauthorized: () => undefined });
        leave();
        // The server forgets the token too when it can be reached; offline it runs out by itself.
        void http.delete('/api/session');
      }
      if (file !== null) remember({ ...file, active: null });
      return tell();
    },
    close: (): void => { leave(); },
  };
}

const FIRST_SYNC_MS = 5_000;
