/**
 * What every storage adapter must do (P1, P2). An adapter's `.contract.ts` calls this with a way to open one on an empty place,
 * to open the same place again, and to make its disk fail.
 */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { isBroken, readBroken, readFault, removeFault, writeFault } from '#server/documents/faults.ts';
import { readStored } from '#server/text/stored-text.ts';
import { id } from './story.ts';
import type { FullDisk } from './full-disk.ts';
import { waitFor } from './wait-for.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { NewUpdate, Storage, Tx } from '#server/storage/storage.ts';

export interface StorageUnderTest {
  readonly name: string;
  /** The same place every time; a place is empty at first. */
  open(): Promise<Storage>;
  readonly disk: FullDisk;
}

const update = (docId: string, byte: number, size = 3): NewUpdate => ({ docId, personId: 'p00001', at: byte, bytes: new Uint8Array(size).fill(byte) });

const bytesOf = async (storage: Storage, docId: string): Promise<readonly number[]> => {
  const rows = await storage.read((tx) => tx.selectFrom('update_log').select('bytes').where('doc_id', '=', docId).orderBy('seq').execute());
  return rows.map(({ bytes }) => bytes[0] ?? -1);
};
const put = (storage: Storage, key: string, value: string): Promise<unknown> => storage.tx((tx) => tx.insertInto('meta').values({ key, value }).execute());
const keys = (storage: Storage): Promise<readonly string[]> => storage.read(async (tx) => (await tx.selectFrom('meta').select('key').orderBy('key').execute()).map(({ key }) => key));

/** `setUp` is called in every test, so it may say that the test could not run. */
export function describeStorage(setUp: () => StorageUnderTest | Promise<StorageUnderTest>): void {
  const withStorage = async (run: (storage: Storage, under: StorageUnderTest) => Promise<void>): Promise<void> => {
    const under = await setUp();
    const storage = await under.open();
    await storage.lease.acquire('d1');
    try {
      await run(storage, under);
    } finally {
      await storage.close();
    }
  };

  describe('storage', () => {
    it('[STO01] a transaction happens whole or not at all', () => withStorage(async (storage) => {
      await expect(storage.tx(async (tx) => {
        await tx.insertInto('meta').values({ key: 'a', value: '1' }).execute();
        throw new Error('half-way');
      })).rejects.toThrow('half-way');
      expect(await keys(storage)).toEqual([]);
      await put(storage, 'b', '1');
      expect(await keys(storage)).toEqual(['b']);
    }));

    it('[STO02] nobody slips into an open transaction: not another, not a grouped append', () => withStorage(async (storage) => {
      const order: string[] = [];
      let finish = (): void => {};
      const gate = new Promise<void>((resolve) => { finish = resolve; });
      const first = storage.tx(async (tx) => {
        await tx.insertInto('meta').values({ key: 'first', value: '1' }).execute();
        order.push('first open');
        await gate;
        await tx.insertInto('meta').values({ key: 'first-end', value: '1' }).execute();
        order.push('first done');
      });
      await waitFor(() => order.length === 1);
      const second = storage.tx(async (tx) => {
        order.push('second open');
        expect((await tx.selectFrom('meta').select('key').execute()).length).toBe(2);
      });
      const append = storage.appendUpdate(update('d1', 1)).then(() => order.push('append'));
      // A reader goes on meanwhile and sees nothing of it.
      expect(await keys(storage)).toEqual([]);
      expect(order).toEqual(['first open']);
      finish();
      await Promise.all([first, second, append]);
      expect(order.slice(0, 2)).toEqual(['first open', 'first done']);
      expect(order.slice(2).sort()).toEqual(['append', 'second open']);
    }));

    it('[STO03] appends keep their order and are there when they are acknowledged, also for who opens it next', async () => {
      const under = await setUp();
      const storage = await under.open();
      await storage.lease.acquire('d1');
      const done: number[] = [];
      const seqs = await Promise.all(Array.from({ length: 500 }, (_, index) => storage.appendUpdate(update('d1', index % 250)).then((seq) => {
        done.push(index);
        return seq;
      })));
      expect(done).toEqual(Array.from({ length: 500 }, (_, index) => index));
      const stored = await storage.read((tx) => tx.selectFrom('update_log').select('seq').where('doc_id', '=', 'd1').orderBy('seq').execute());
      expect(seqs).toEqual(stored.map(({ seq }) => Number(seq)));
      expect(await bytesOf(storage, 'd1')).toEqual(Array.from({ length: 500 }, (_, index) => index % 250));
      await storage.close();
      const again = await under.open();
      expect((await bytesOf(again, 'd1')).length).toBe(500);
      await again.close();
    });

    it('[STO04] a read sees one moment, whatever is written meanwhile', () => withStorage(async (storage) => {
      await put(storage, 'a', '1');
      await storage.read(async (tx) => {
        const before = await tx.selectFrom('meta').select('key').execute();
        await put(storage, 'b', '1');
        expect(await tx.selectFrom('meta').select('key').execute()).toEqual(before);
      });
      expect(await keys(storage)).toEqual(['a', 'b']);
    }));

    it('[STO05] the event log refuses change and removal', () => withStorage(async (storage) => {
      await storage.tx((tx) => tx.insertInto('event_log').values({ seq: 1, doc_id: 'd', doc_seq: 1, op_id: 'o', actor: '{}', at: 1, claimed_at: null, body: '{}', previous_hash: '', hash: 'h' }).execute());
      await expect(storage.tx((tx) => tx.updateTable('event_log').set({ actor: 'x' }).execute())).rejects.toThrow('append-only');
      await expect(storage.tx((tx) => tx.deleteFrom('event_log').execute())).rejects.toThrow('append-only');
    }));

    it('[STO06] a full disk is a coded failure; nothing half-written stays; it recovers by itself', () => withStorage(async (storage, under) => {
      await storage.appendUpdate(update('d1', 1));
      const healths: string[] = [];
      storage.onHealth((health) => healths.push(health.kind));
      await under.disk.fill(storage);
      const lost = [2, 3, 4].map((byte) => storage.appendUpdate(update('d1', byte, 200_000)).catch((error: unknown) => (error as { readonly code: string }).code));
      expect(await Promise.all(lost)).toEqual(['storage.full', 'storage.full', 'storage.full']);
      expect(storage.health()).toEqual({ kind: 'read-only', code: 'storage.full' });
      expect(await bytesOf(storage, 'd1')).toEqual([1]);
      await expect(put(storage, 'big', 'x'.repeat(400_000))).rejects.toMatchObject({ code: 'storage.full' });
      await under.disk.empty(storage);
      await waitFor(() => storage.health().kind === 'ok');
      await storage.appendUpdate(update('d1', 5, 200_000));
      expect(await bytesOf(storage, 'd1')).toEqual([1, 5]);
      expect(healths).toEqual(['read-only', 'ok']);
      expect(await keys(storage)).toEqual([]);
    }));

    it('[STO10] what comes back is what went in: bytes of every value, large numbers, text outside the basic plane', () => withStorage(async (storage) => {
      const bytes = new Uint8Array(256).map((_, index) => index);
      const at = 1_800_000_000_123;
      await storage.appendUpdate({ docId: 'd1', personId: 'p00001', at, bytes });
      await storage.appendUpdate({ docId: 'd1', personId: 'p00001', at, bytes: bytes.subarray(3, 3) });
      await put(storage, '𠮷林', '〔2026〕1号 "\\\'');
      const rows = await storage.read((tx) => tx.selectFrom('update_log').select(['at', 'bytes', 'seq']).orderBy('seq').execute());
      expect(rows.map((row) => [...row.bytes])).toEqual([[...bytes], []]);
      expect(rows[0]?.bytes).toBeInstanceOf(Uint8Array);
      expect(rows[0]?.at).toBe(at);
      expect((rows[1]?.seq ?? 0) - (rows[0]?.seq ?? 0)).toBeGreaterThan(0);
      expect(await storage.read((tx) => tx.selectFrom('meta').selectAll().execute())).toEqual([{ key: '𠮷林', value: '〔2026〕1号 "\\\'' }]);
    }));

    it('[STO11] transactions handed in at once come out as if one after another', () => withStorage(async (storage) => {
      const add = (): Promise<void> => storage.tx(async (tx) => {
        const last = await tx.selectFrom('event_log').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
        const seq = Number(last?.seq ?? 0) + 1;
        await tx.insertInto('event_log').values({ seq, doc_id: 'd', doc_seq: seq, op_id: 'o', actor: '{}', at: 1, claimed_at: null, body: '{}', previous_hash: '', hash: 'h' }).execute();
      });
      await Promise.all(Array.from({ length: 25 }, add));
      const rows = await storage.read((tx) => tx.selectFrom('event_log').select('seq').orderBy('seq').execute());
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    }));

    it('[STO22] of transactions in a group each happens whole or not at all, and one that fails takes no other down', () => withStorage(async (storage) => {
      const add = (key: string, fails = false): Promise<string> => storage.groupedTx(async (tx) => {
        await tx.insertInto('meta').values({ key, value: '1' }).execute();
        if (fails) throw new Error('half-way');
        return key;
      });
      const ended = await Promise.allSettled([add('a'), add('b', true), add('c'), add('d', true), add('e')]);
      expect(ended.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message))).toEqual(['a', 'half-way', 'c', 'half-way', 'e']);
      expect(await keys(storage)).toEqual(['a', 'c', 'e']);
    }));

    it('[STO22] what the database refuses undoes its own transaction alone, although nobody waited for that write', () => withStorage(async (storage) => {
      await put(storage, 'taken', '1');
      const add = (...wanted: readonly string[]): Promise<string> => storage.groupedTx(async (tx) => {
        for (const key of wanted) await tx.insertInto('meta').values({ key, value: '2' }).execute();
        return wanted.join();
      });
      const ended = await Promise.allSettled([add('a'), add('b', 'taken'), add('c'), add('d', 'taken', 'd2'), add('e')]);
      expect(ended.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'))).toEqual(['a', 'refused', 'c', 'refused', 'e']);
      expect(await keys(storage)).toEqual(['a', 'c', 'e', 'taken']);
      expect(storage.health().kind).toBe('ok');
    }));

    it('[STO23] transactions in a group come out as if one after another, in the order of asking, whoever of them fails', () => withStorage(async (storage) => {
      const head = prepared((db) => db.selectFrom('event_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1));
      const told: number[] = [];
      const add = (n: number): Promise<unknown> => storage.groupedTx(async (tx) => {
        const [last] = await ask(tx, head(tx));
        const row = { seq: Number(last?.seq ?? 0) + 1, hash: `h${n}` };
        await tx.insertInto('event_log').values({ ...row, doc_id: 'd', doc_seq: row.seq, op_id: 'o', actor: '{}', at: n, claimed_at: null, body: '{}', previous_hash: last?.hash ?? '' }).execute();
        foresee(tx, head(tx), [row]);
        if (n % 7 === 3) throw new Error('after all');
        // The database refuses this one, after the next ones have built on it.
        if (n % 7 === 5) await tx.insertInto('meta').values([{ key: 'twice', value: '1' }, { key: 'twice', value: '2' }]).execute();
        return n;
      }, [(db) => [head(db)]]).then(() => { told.push(n); });
      const all = Array.from({ length: 70 }, (_, n) => n);
      await Promise.allSettled(all.map(add));
      const wanted = all.filter((n) => n % 7 !== 3 && n % 7 !== 5);
      const rows = await storage.read((tx) => tx.selectFrom('event_log').select(['seq', 'at', 'hash', 'previous_hash']).orderBy('seq').execute());
      expect(rows.map(({ seq, at }) => [Number(seq), Number(at)])).toEqual(wanted.map((n, index) => [index + 1, n]));
      for (const [index, row] of rows.entries()) expect(row.previous_hash).toBe(rows[index - 1]?.hash ?? '');
      expect(told).toEqual(wanted);
    }));

    it('[STO24] whoever is told of a transaction in a group finds it durable, and it is there for who opens it next', async () => {
      const under = await setUp();
      const storage = await under.open();
      const seen = await Promise.all(Array.from({ length: 40 }, async (_, n) => {
        await storage.groupedTx((tx) => tx.insertInto('meta').values({ key: `k${n}`, value: '1' }).execute());
        return (await keys(storage)).includes(`k${n}`);
      }));
      expect(seen).toEqual(seen.map(() => true));
      await storage.close();
      const again = await under.open();
      expect((await keys(again)).length).toBe(40);
      await again.close();
    });

    it('[STO25] a full disk fails the transactions of a group together; nothing of them stays, and later ones succeed', () => withStorage(async (storage, under) => {
      await put(storage, 'before', '1');
      await under.disk.fill(storage);
      const add = (key: string, size: number): Promise<unknown> => storage.groupedTx((tx) => tx.insertInto('meta').values({ key, value: 'x'.repeat(size) }).execute());
      const codes = await Promise.all(['a', 'b', 'c'].map((key) => add(key, 400_000).then(() => 'written', (error: unknown) => (error as { readonly code?: string }).code)));
      expect(codes).toEqual(['storage.full', 'storage.full', 'storage.full']);
      expect(storage.health()).toEqual({ kind: 'read-only', code: 'storage.full' });
      await under.disk.empty(storage);
      await waitFor(() => storage.health().kind === 'ok');
      await add('after', 10);
      expect(await keys(storage)).toEqual(['after', 'before']);
    }));

    it('[STO26] an answer that was asked ahead is the one that would be given now', () => withStorage(async (storage) => {
      const valueOf = prepared((db, key: string) => db.selectFrom('meta').select('value').where('key', '=', key));
      const all = prepared((db) => db.selectFrom('meta').select('key').orderBy('key'));
      await put(storage, 'a', '1');
      await put(storage, 'b', '1');
      const set = async (tx: Tx, key: string, value: string): Promise<void> => {
        await tx.insertInto('meta').values({ key, value }).onConflict((c) => c.column('key').doUpdateSet({ value })).execute();
      };
      const look = (change?: (tx: Tx) => Promise<unknown>): Promise<string> => storage.groupedTx(async (tx) => {
        const ofKey = async (key: string): Promise<string> => (await ask(tx, valueOf(tx, key)))[0]?.value ?? '-';
        await change?.(tx);
        return `${await ofKey('a')}${await ofKey('b')}${await ofKey('c')} ${(await ask(tx, all(tx))).map(({ key }) => key).join('')}`;
      }, [(db) => [valueOf(db, 'a'), all(db)], (db, rowsOf) => rowsOf(valueOf(db, 'a')).length === 0 ? [] : [valueOf(db, 'b'), valueOf(db, 'c')], () => { throw new Error('nobody hears of this'); }]);
      expect(await Promise.all([
        look(), look((tx) => set(tx, 'a', '2')), look(), look((tx) => set(tx, 'c', '3')), look((tx) => tx.updateTable('meta').set({ value: '4' }).where('value', '=', '1').execute()),
        look((tx) => tx.deleteFrom('meta').where('value', '=', '2').execute()), look(),
        look(async (tx) => {
          foresee(tx, valueOf(tx, 'b'), [{ value: '9' }]);
          throw new Error('not after all');
        }).catch((error: Error) => error.message),
        look(),
      ])).toEqual(['11- ab', '21- ab', '21- ab', '213 abc', '243 abc', '-43 bc', '-43 bc', 'not after all', '-43 bc']);
    }));

    it('[STO29] questions asked at once are answered each with its own; one that cannot be answered takes no other down', () => withStorage(async (storage) => {
      for (const key of ['a', 'b', 'c']) await put(storage, key, `of ${key}`);
      const valueOf = prepared((db, key: string) => db.selectFrom('meta').select('value').where('key', '=', key));
      const asked = Array.from({ length: 90 }, (_, n) => {
        if (n % 30 === 7) return storage.readAll((db) => [valueOf(db, 'a'), { compile: () => sql`select nonsense`.compile(db) }]).then(() => 'answered', () => 'refused');
        return storage.readAll((db) => [valueOf(db, 'abc'[n % 3] ?? ''), db.selectFrom('meta').select('key').where('key', '>', 'b')]).then(([[first], rest]) => `${first?.value} ${rest.length}`);
      });
      expect(await Promise.all(asked)).toEqual(Array.from({ length: 90 }, (_, n) => (n % 30 === 7 ? 'refused' : `of ${'abc'[n % 3]} 1`)));
    }));

    it('[STO21] the text of a broken document is read up to its last good update and stays whole behind it; faults are counted and healed', () => withStorage(async (storage) => {
      const docId = id(1);
      await storage.lease.acquire(docId);
      await storage.tx((tx) => tx.insertInto('snapshot').values([0, 100].map((seq) => ({ doc_id: docId, up_to_seq: seq, at: 1, bytes: new Uint8Array([200 + seq]) }))).execute());
      const text = async (): Promise<readonly number[]> => (await storage.read((tx) => readStored(tx, docId))).parts.map(([first]) => first ?? -1);
      await storage.tx((tx) => tx.insertInto('update_log').values([101, 102, 103].map((seq) => ({ seq, doc_id: docId, person_id: 'p', at: 1, bytes: new Uint8Array([seq]) }))).execute());
      const counted = { docId, count: 2, since: 5, at: 6, reason: 'error' } as const;
      await storage.tx((tx) => writeFault(tx, counted));
      expect(await storage.read((tx) => readFault(tx, docId))).toEqual(counted);
      expect([await storage.read((tx) => isBroken(tx, docId)), await storage.read(readBroken), await text()]).toEqual([false, [], [44, 101, 102, 103]]);
      const broken = { ...counted, count: 3, at: 7, openedAt: 7, upToSeq: 102 };
      await storage.tx((tx) => writeFault(tx, broken));
      // What was found first stands.
      await storage.tx((tx) => writeFault(tx, { ...broken, at: 9, openedAt: 9, upToSeq: 103 }));
      expect([await storage.read((tx) => isBroken(tx, docId)), await storage.read(readBroken), await text()]).toEqual([true, [broken], [44, 101, 102]]);
      await storage.tx((tx) => removeFault(tx, docId));
      await storage.tx((tx) => writeFault(tx, { ...broken, upToSeq: 0 }));
      // An older snapshot, when the newest is not to be trusted.
      expect(await text()).toEqual([200]);
      await storage.tx((tx) => removeFault(tx, docId));
      expect([await storage.read((tx) => isBroken(tx, docId)), await text()]).toEqual([false, [44, 101, 102, 103]]);
    }));

    it('[STO07] data written by a newer server is refused, not touched', async () => {
      const under = await setUp();
      const storage = await under.open();
      await storage.tx((tx) => sql`insert into schema_version (version) values (99)`.execute(tx));
      await storage.close();
      await expect(under.open()).rejects.toThrow('newer server');
    });
  });
}
