/**
 * Answers that a group of transactions has from before its members ran, and which of them still hold after a write.
 *
 * An answer is about the rows that equal each text among its question's parameters, which is what `groupedTx` asks of questions named ahead. So an inserted row
 * changes it only if it holds one of these texts (or if the question has none), and only in a table that the question mentions. What an insert finds in its
 * place bears the same names in every table here.
 */
import { PrimitiveValueListNode, ValuesNode, type CompiledQuery, type RootOperationNode } from 'kysely';
import type { Rows } from './connection.ts';
import type { Query } from './messages.ts';

export interface KnownAnswers {
  get(query: Query): Rows | undefined;
  set(query: Query, rows: Rows): void;
  delete(query: Query): void;
  /** Forgets what a statement may have changed. */
  written(statement: CompiledQuery): void;
}

interface Answer {
  readonly key: string;
  readonly sql: string;
  readonly rows: Rows;
}

/** Ids and hashes are shorter; a whole document is no name. */
const NAME_LENGTH_MAX = 64;

export const keyOf = ({ sql, parameters }: Query): string => `${sql}\n${parameters.join('\n')}`;
const namesIn = (parameters: readonly unknown[]): readonly string[] =>
  parameters.filter((value): value is string => typeof value === 'string' && value.length <= NAME_LENGTH_MAX);

export function createKnownAnswers(): KnownAnswers {
  const answers = new Map<string, Answer>();
  const byName = new Map<string, Set<Answer>>();
  const unnamed = new Set<Answer>();

  const placesOf = ({ parameters }: Query): readonly Set<Answer>[] => {
    const names = namesIn(parameters);
    if (names.length === 0) return [unnamed];
    return names.map((name) => {
      const place = byName.get(name) ?? new Set();
      byName.set(name, place);
      return place;
    });
  };
  const forget = (among: Iterable<Answer>, table: string): void => {
    for (const answer of among) if (answer.sql.includes(table)) answers.delete(answer.key);
  };

  return {
    get: (query) => answers.get(keyOf(query))?.rows,
    set: (query, rows) => {
      const answer = { key: keyOf(query), sql: query.sql, rows };
      answers.set(answer.key, answer);
      for (const place of placesOf(query)) place.add(answer);
    },
    delete: (query) => { answers.delete(keyOf(query)); },
    written: ({ query, parameters }) => {
      const table = insertedInto(query);
      if (table === null) return answers.clear();
      forget(unnamed, table);
      for (const name of namesIn(parameters)) forget(byName.get(name) ?? [], table);
    },
  };
}

/** Where plain rows are inserted. Null for anything else: it may change any row. */
function insertedInto(node: RootOperationNode): string | null {
  if (node.kind !== 'InsertQueryNode' || node.into === undefined || node.values === undefined || !ValuesNode.is(node.values)) return null;
  return node.values.values.every((row) => PrimitiveValueListNode.is(row)) ? node.into.table.identifier.name : null;
}
