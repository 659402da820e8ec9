import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

describe('one launcher at a time', () => {
  let dir = '';
  beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'gzt-lock-')); });
  afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

  it('[BLD01] lets the second wait until the first has ended, also when the first fails', async () => {
    const lock = join(dir, 'deep', 'lock');
    const order: string[] = [];
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => { open = resolve; });
    const first = withLock(lock, 'test', async () => {
      order.push('first in');
      await gate;
      order.push('first out');
      throw new Error('broken');
    });
    const second = withLock(lock, 'test', async () => { order.push('second'); });
    open();
    await expect(first).rejects.toThrow('broken');
    await second;
    expect(order).toEqual(['first in', 'first out', 'second']);
    expect(existsSync(lock)).toBe(false);
  });

  it('[BLD01] takes over from a process that is gone', async () => {
    const lock = join(dir, 'lock');
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), '2147483646');
    expect(await withLock(lock, 'test', async () => 'mine')).toBe('mine');
  });
});
