import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocId } from '#shared/base/ids.ts';
import type { OutboxEntry } from '#shared/sync/outbox.ts';
import type { Command } from '#shared/workflow/command.ts';
import { nodeDisk } from './node-disk.ts';
import { openStore, STORE_FILE } from './open.ts';
import { chainKey } from './store.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'gzt-store-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const clock = { now: () => 42 };
const open = () => openStore(nodeDisk, dir, clock);
const id = (n: number): string => n.toString(16).padStart(32, '0');
const entry = (n: number): OutboxEntry => ({
  command: { kind: 'receive', opId: id(n), docId: id(n), claimedAt: n, stepNo: 0 } as Command, title: `第${n}件`, effects: [], state: 'waiting', error: null, takenAt: n,
});

describe('local store', () => {
  it('[CHN07] what was seen of a chain goes from this machine with its document', () => {
    const { store } = open();
    store.setValues(new Map([[chainKey(id(1)), '{}'], [chainKey(id(2)), '{}'], [chainKey(id(3)), '{}']]));
    store.removeDocument(id(1) as DocId);
    store.branchOff({ docId: id(2), title: '', text: '', at: 1, bytes: new Uint8Array(1) }, false);
    expect([...store.valuesUnder('chain.').keys()]).toEqual([chainKey(id(3))]);
  });

  it('[REP01] what was said to be saved survives SIGKILL', async () => {
    const script = `
      import { nodeDisk } from '#electron/replica/store/node-disk.ts';
      import { openStore } from '#electron/replica/store/open.ts';
      const { store } = openStore(nodeDisk, process.argv[1], { now: () => 1 });
      for (let seq = 1; ; seq += 1) {
        store.appendRows('${id(1)}', [{ seq, bytes: new Uint8Array(40).fill(seq), isSynced: false }]);
        process.stdout.write(seq + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir], { stdio: ['ignore', 'pipe', 'inherit'], cwd: new URL('../../../', import.meta.url).pathname });
    let said = 0;
    for await (const line of createInterface(child.stdout)) {
      said = Number(line);
      if (said === 200) child.kill('SIGKILL');
    }
    const { store, recovered } = open();
    expect(said).toBeGreaterThanOrEqual(200);
    expect(recovered).toBeNull();
    expect(store.text(id(1)).rows.length).toBeGreaterThanOrEqual(said);
    expect(store.dirtyDocs()).toEqual([id(1)]);
    store.close();
  });

  it('[REP01] outbox, branches and cursor are there after a restart, in order', () => {
    const first = open().store;
    first.saveOutbox([entry(3), entry(1), entry(2)]);
    first.putFeed([], 99);
    first.addBranch({ docId: id(1), title: '标题', text: '正文', bytes: Uint8Array.of(0, 0), at: 5 });
    first.close();
    const again = open().store;
    expect(again.outbox().map((item) => item.title)).toEqual(['第3件', '第1件', '第2件']);
    expect(again.value('feed.cursor')).toBe('99');
    expect(again.branches()).toMatchObject([{ docId: id(1), text: '正文' }]);
    again.close();
  });

  for (const [what, damage] of [
    ['no database at all', (bytes: Buffer) => Buffer.from('这不是数据库'.repeat(200)).subarray(0, bytes.length)],
    ['a zeroed page', (bytes: Buffer) => { bytes.fill(0, 4096 * 2, 4096 * 4); return bytes; }],
    ['flipped bytes in the table of contents', (bytes: Buffer) => { for (let at = 100; at < 400; at += 3) bytes[at] = (bytes[at] ?? 0) ^ 0xff; return bytes; }],
    ['half a file', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
  ] as const) {
    it(`[REP03] a broken store is moved aside and a fresh one begun: ${what}`, () => {
      const first = open().store;
      first.saveOutbox([entry(1), entry(2)]);
      first.appendRows(id(1), Array.from({ length: 60 }, (_, index) => ({ seq: index + 1, bytes: new Uint8Array(500), isSynced: false })));
      first.close();
      const path = join(dir, STORE_FILE);
      writeFileSync(path, damage(readFileSync(path)));
      const { store, recovered } = open();
      expect(recovered?.movedTo).toBe(`${path}.broken-42`);
      expect(store.outbox()).toEqual([]);
      store.saveOutbox([entry(9)]);
      store.close();
      expect(readdirSync(dir)).toContain(`${STORE_FILE}.broken-42`);
      if (recovered?.actsFile != null) expect(JSON.parse(readFileSync(recovered.actsFile, 'utf8'))).toHaveLength(recovered.acts);
    });
  }

  it('[REP03] acts that can still be read are saved beside the broken store', () => {
    const first = open().store;
    first.saveOutbox([entry(1), entry(2)]);
    for (let doc = 2; doc < 40; doc += 1) first.appendRows(id(doc), [{ seq: 1, bytes: new Uint8Array(3_000).fill(doc), isSynced: false }]);
    first.close();
    const path = join(dir, STORE_FILE);
    const bytes = readFileSync(path);
    // The last pages hold only text; the outbox is before them.
    bytes.fill(0x5a, bytes.length - 4096 * 6);
    writeFileSync(path, bytes);
    const { recovered, store } = open();
    expect(recovered).toMatchObject({ acts: 2 });
    expect((JSON.parse(readFileSync(recovered?.actsFile ?? '', 'utf8')) as OutboxEntry[]).map((item) => item.title)).toEqual(['第1件', '第2件']);
    store.close();
  });

  it('[SEC21] what could not be written over is written over at the next start', () => {
    const words = '不应留存的字句';
    const bytes = new TextEncoder().encode(words.repeat(900));
    const first = open().store;
    for (let seq = 1; seq <= 40; seq += 1) first.appendRows(id(1), [{ seq, bytes, isSynced: seq % 2 === 0 && seq > 20 }]);
    first.addBranch({ docId: id(1), title: '', text: words, bytes, at: 1 });
    first.addBranch({ docId: id(2), title: '', text: '另一件', bytes: new Uint8Array(1), at: 1 });
    for (let seq = 1; seq <= 40; seq += 1) if (seq % 2 === 0) first.markSynced(id(1), [seq]);
    const has = (): boolean => readdirSync(dir).some((name) => readFileSync(join(dir, name)).includes(words));
    first.compact(id(1), new Uint8Array(4), 40);
    first.erase(id(1));
    expect(first.isScrubDue()).toBe(true);
    expect(has()).toBe(true);
    first.close();
    const second = open().store;
    expect(has()).toBe(false);
    expect(second.isScrubDue()).toBe(false);
    expect(second.branches()).toMatchObject([{ docId: id(2) }]);
    second.close();
  });

  it('[REP03] a store of a newer version is left alone', () => {
    const first = open().store;
    first.close();
    const database = nodeDisk.openDatabase(join(dir, STORE_FILE));
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(open).toThrow('version 999');
    expect(readdirSync(dir).some((name) => name.includes('broken'))).toBe(false);
  });
});
