import { expect, it } from 'vitest';
import { openMemoryStorage } from '#tests/fuzz/memory-storage.ts';
import { ask, prepared, preparedRows } from './prepared.ts';

it('[STO27] a question worded once asks the same with its values in their places', async () => {
  const storage = await openMemoryStorage();
  const build = (db: Parameters<Parameters<typeof storage.tx>[0]>[0], key: string, limit: number) => db.selectFrom('meta').select('value').where('key', '>=', key).where('value', '<>', 'x').orderBy('key').limit(limit);
  const question = prepared(build);
  await storage.tx(async (tx) => {
    for (const key of ['a', 'b', 'c']) await tx.insertInto('meta').values({ key, value: `of ${key}` }).execute();
    for (const [key, limit] of [['a', 1], ['b', 5], ['', 2]] as const) {
      const { sql, parameters } = question(tx, key, limit);
      const worded = build(tx, key, limit).compile();
      expect([sql, parameters]).toEqual([worded.sql, worded.parameters]);
    }
    expect(await ask(tx, question(tx, 'b', 5))).toEqual([{ value: 'of b' }, { value: 'of c' }]);
  });
  await storage.close();
});

it('[STO27] rows go out in order, as many at a time as a statement takes, with every value in its column', async () => {
  const storage = await openMemoryStorage();
  const insert = preparedRows(['person_id', 'doc_id', 'seq'], (db, rows) => db.insertInto('feed').values(rows).onConflict((c) => c.columns(['person_id', 'doc_id']).doUpdateSet({ seq: (e) => e.ref('excluded.seq') })));
  for (const [count, seq] of [[0, 1], [1, 1], [257, 2], [100, 3]] as const) {
    await storage.tx((tx) => insert(tx, Array.from({ length: count }, (_, index) => ({ person_id: `p${index}`, doc_id: 'd', seq }))));
  }
  const rows = await storage.read((tx) => tx.selectFrom('feed').select(['person_id', 'doc_id', 'seq']).execute());
  expect(rows.length).toBe(257);
  expect(rows.every(({ person_id: person, doc_id: doc, seq }) => doc === 'd' && seq === (Number(person.slice(1)) < 100 ? 3 : 2))).toBe(true);
  await storage.close();
});
