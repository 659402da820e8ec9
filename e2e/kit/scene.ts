/**
 * What most stories stand on: the server of a county, people of one township, and one window with a fresh profile. It is there before the first step of a
 * file and gone after the last.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { findCast, type Cast } from './cast.ts';
import { launchClient, shot, type Client } from './client.ts';
import { look } from './look.ts';

/** Where pictures go. */
const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-screens');

export interface Scene {
  readonly server: TestServer;
  readonly cast: Cast;
  readonly client: Client;
  /** For files of the story; gone with the scene. */
  readonly dir: string;
  /** Fits, axe finds nothing, and a picture of each size is left (look.ts). */
  look(name: string): Promise<void>;
}

/**
 * `prepare` happens over http, before the window opens; `surround` makes what the window finds around it (files, told by its environment). Nothing of the
 * scene may be read before its file's first step.
 */
export function setScene(name: string, prepare: (scene: Pick<Scene, 'server' | 'cast'>) => Promise<void> = async () => {}, surround: (dir: string) => Readonly<Record<string, string>> = () => ({})): Scene {
  let dir: string | undefined;
  let server: TestServer | undefined;
  let cast: Cast | undefined;
  let client: Client | undefined;
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the scene is not set yet');
    return part;
  };
  const scene: Scene = {
    get server() { return there(server); },
    get cast() { return there(cast); },
    get client() { return there(client); },
    get dir() { return there(dir); },
    look: (picture) => look(there(client), SHOTS, picture),
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), `gzt-${name}-`));
    server = await startTestServer({ scale: 'county' });
    cast = await findCast(server.url, server.accounts);
    await prepare(scene);
    client = await launchClient({ profileDir: join(dir, 'profile'), env: surround(dir) });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  });
  // Most failures are explained by looking.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && client !== undefined) await shot(client.page, SHOTS, `failed-${name}-${task.name.slice(1, 6)}`).catch(() => undefined);
  });
  return scene;
}
