import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { CALLS } from '#shared/ipc/contract.ts';
import { PORT_MESSAGE } from '#shared/ipc/office.ts';
import { readLaunch } from '#electron/launch.ts';
import { CHANNEL } from './channels.ts';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import { createRouter } from './router.ts';

const settings = { serverUrl: null, locale: 'zh-CN', fontScale: 1, contrast: 'normal', ...QUIET_BY_DEFAULT, proofKindsOff: [] } as const;
const asked: string[] = [];
const route = createRouter({
  askReplica: async (name) => {
    asked.push(name);
    return ok(name);
  },
  onBug: () => 'cafe0001',
  handlers: {
    'app.info': () => { throw new Error('a bug with /home/somebody in it'); },
    'settings.get': () => ok(settings),
    'settings.set': () => ok(settings),
    'clipboard.write': () => ok(null),
    'file.save': () => ok({ isSaved: false }),
    'file.saveTable': () => ok({ isSaved: false }),
    'file.saveWord': () => ok({ isSaved: false }),
    'file.saveOfd': () => ok({ isSaved: false }),
    'file.saveAttached': () => ok({ isSaved: false }),
    'paper.save': () => ok({ isSaved: false }),
    'paper.print': () => ok({ isSaved: false }),
    'paper.render': () => ok(new Uint8Array()),
  },
});

describe('calls of a window', () => {
  it('[IPC02] a name that is not in the contract does not exist', async () => {
    for (const name of ['', 'x', '__proto__', 'constructor', 'toString', 'settings.get ', 7, null, undefined, {}, ['settings.get']]) {
      expect(await route(name, {})).toMatchObject({ ok: false, error: { code: 'request.invalid', field: 'name' } });
    }
  });

  it('[IPC02] every call refuses an unknown field and input that is no object', async () => {
    for (const name of Object.keys(CALLS)) {
      for (const input of [null, undefined, 7, 'x', []]) expect([name, (await route(name, input)).ok]).toEqual([name, false]);
      const odd = await route(name, { evil: 1 });
      expect([name, odd.ok]).toEqual([name, false]);
    }
    expect(await route('settings.set', { evil: 1 })).toMatchObject({ error: { code: 'request.unknown-field', field: 'evil' } });
    expect(asked).toEqual([]);
  });

  it('[IPC02] what belongs to the replica goes there, parsed', async () => {
    expect(await route('desk.counts', {})).toEqual(ok('desk.counts'));
    expect(asked).toEqual(['desk.counts']);
  });

  it('[IPC06] a bug becomes a number; its words stay here', async () => {
    const answer = await route('app.info', {});
    expect(answer).toEqual({ ok: false, error: { code: 'internal', incident: 'cafe0001' } });
  });

  it('[IPC07] the preload script speaks the channels and the port message of the contract', () => {
    const preload = readFileSync(new URL('../preload/preload.ts', import.meta.url), 'utf8');
    for (const word of [...Object.values(CHANNEL), PORT_MESSAGE]) expect(preload).toContain(`'${word}'`);
  });
});

describe('launch', () => {
  const env = { GZT_PROFILE_DIR: '/p', GZT_SERVER_URL: 'http://s', GZT_SIGN_IN_LOGIN: 'l', GZT_SIGN_IN_PASSWORD: 'w' };

  it('[IPC08] a packaged client takes its profile from the switch alone and signs nobody in', () => {
    expect(readLaunch({ argv: ['x'], env, isPackaged: true, cwd: '/c' })).toEqual({ profileDir: null, serverUrl: null, autoSignIn: null, isUnsandboxed: false });
    expect(readLaunch({ argv: ['x', '--profile-dir=q'], env, isPackaged: true, cwd: '/c' }).profileDir).toBe('/c/q');
  });

  it('[IPC08] a launcher of an unpackaged client may name profile, server and person', () => {
    expect(readLaunch({ argv: ['x', '--no-sandbox'], env, isPackaged: false, cwd: '/c' })).toEqual({
      profileDir: '/p', serverUrl: 'http://s', autoSignIn: { serverUrl: 'http://s', login: 'l', password: 'w' }, isUnsandboxed: true,
    });
  });
});
