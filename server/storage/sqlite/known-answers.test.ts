import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../tables.ts';
import { createKnownAnswers } from './known-answers.ts';
import type { Query, SqlValue } from './messages.ts';

const db = new Kysely<Tables>({
  dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (of) => new SqliteIntrospector(of), createQueryCompiler: () => new SqliteQueryCompiler() },
});
const asked = (question: Compilable): Query => {
  const { sql, parameters } = question.compile();
  return { sql, parameters: parameters as readonly SqlValue[] };
};

const last = (kind: string) => asked(db.selectFrom('number_entry').select('seq').where('organ_id', '=', 'u1').where('kind', '=', kind).orderBy('seq', 'desc').limit(1));
const delivery = (id: string) => asked(db.selectFrom('delivery').selectAll().where('id', '=', id));
const head = asked(db.selectFrom('event_log').select('hash').orderBy('seq', 'desc').limit(1));
const QUESTIONS = { dispatch: last('dispatch'), receipt: last('receipt'), one: delivery('d1'), other: delivery('d2'), head };
const entry = (organ: string, kind: string) => db.insertInto('number_entry')
  .values({ organ_id: organ, kind, code: 'c', year: 2026, seq: 1, state: 'used', doc_id: null, reason: '', person_id: 'p', at: 1 });

/** Which of the answers still hold after this statement. */
function heldAfter(statement: Compilable): readonly string[] {
  const known = createKnownAnswers();
  for (const question of Object.values(QUESTIONS)) known.set(question, []);
  known.written(statement.compile());
  return Object.entries(QUESTIONS).filter(([, question]) => known.get(question) !== undefined).map(([name]) => name);
}

describe('which answers hold after a write', () => {
  it('[STO26] a row that holds every text of a question makes it be asked again, one that holds some of them does not', () => {
    expect(heldAfter(entry('u1', 'receipt'))).toEqual(['dispatch', 'one', 'other', 'head']);
    expect(heldAfter(entry('u2', 'receipt'))).toEqual(['dispatch', 'receipt', 'one', 'other', 'head']);
  });

  it('[STO26] of many rows at once it is enough that they hold the texts together', () => {
    const rows = ['u1', 'u2'].map((organ, index) => ({ organ_id: organ, kind: index === 0 ? 'dispatch' : 'receipt', code: 'c', year: 2026, seq: 1, state: 'used', doc_id: null, reason: '', person_id: 'p', at: 1 }));
    expect(heldAfter(db.insertInto('number_entry').values(rows))).toEqual(['one', 'other', 'head']);
  });

  it('[STO26] a question without a text is about the whole table', () => {
    expect(heldAfter(db.insertInto('event_log').values({ seq: 1, doc_id: 'd', doc_seq: 1, op_id: 'o', actor: '{}', at: 1, claimed_at: null, body: '{}', previous_hash: '', hash: '' })))
      .toEqual(['dispatch', 'receipt', 'one', 'other']);
  });

  it('[STO26] an update or a deletion concerns its table, whichever rows it names', () => {
    expect(heldAfter(db.updateTable('delivery').set({ state: 'recalled' }).where('id', '=', 'd1'))).toEqual(['dispatch', 'receipt', 'head']);
    expect(heldAfter(db.deleteFrom('number_entry').where('organ_id', '=', 'u9'))).toEqual(['one', 'other', 'head']);
  });

  it('[STO26] of a statement that copies rows nobody knows what it changes', () => {
    expect(heldAfter(db.insertInto('meta').columns(['key', 'value']).expression(db.selectFrom('meta').select(['key', 'value'])))).toEqual([]);
  });
});
