/**
 * Answers that a group of transactions has from before its members ran, and which of them still hold after a write.
 *
 * An answer is about the rows that equal each text among its question's parameters, which is what `groupedTx` asks of questions named ahead. So an inserted row
 * changes it only if it holds all of these texts, and only in a table that the question mentions. What an insert finds in its
 * place bears the same names in every table here. An update or a deletion may change whatever mentions its table.
 */
import { PrimitiveValueListNode, TableNode, ValuesNode, type CompiledQuery, type RootOperationNode } from 'kysely';
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
  readonly names: readonly string[];
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

  /** One name is enough to find it by: whatever row concerns it holds them all. */
  const placeOf = ([name]: readonly string[]): Set<Answer> => {
    if (name === undefined) return unnamed;
    const place = byName.get(name) ?? new Set();
    byName.set(name, place);
    return place;
  };
  const forget = (among: Iterable<Answer>, table: string, held?: ReadonlySet<string>): void => {
    for (const answer of among) {
      if (answer.sql.includes(table) && (held === undefined || answer.names.every((name) => held.has(name)))) answers.delete(answer.key);
    }
  };

  return {
    get: (query) => answers.get(keyOf(query))?.rows,
    set: (query, rows) => {
      const answer = { key: keyOf(query), sql: query.sql, names: namesIn(query.parameters), rows };
      answers.set(answer.key, answer);
      placeOf(answer.names).add(answer);
    },
    delete: (query) => { answers.delete(keyOf(query)); },
    written: ({ query, parameters }) => {
      const inserted = insertedInto(query);
      if (inserted === null) {
        const changed = changedIn(query);
        if (changed === null) answers.clear();
        else forget([...answers.values()], changed);
        return;
      }
      const held = new Set(namesIn(parameters));
      forget(unnamed, inserted);
      for (const name of held) forget(byName.get(name) ?? [], inserted, held);
    },
  };
}

/** The only table whose rows a plain update or deletion may change: there are no triggers that write, and nothing is deleted in a chain. */
function changedIn(node: RootOperationNode): string | null {
  if (node.kind === 'UpdateQueryNode') return node.table !== undefined && TableNode.is(node.table) ? node.table.table.identifier.name : null;
  if (node.kind !== 'DeleteQueryNode') return null;
  const [from, ...more] = node.from.froms;
  return more.length === 0 && from !== undefined && TableNode.is(from) ? from.table.identifier.name : null;
}

/** Where plain rows are inserted. Null for anything else. */
function insertedInto(node: RootOperationNode): string | null {
  if (node.kind !== 'InsertQueryNode' || node.into === undefined || node.values === undefined || !ValuesNode.is(node.values)) return null;
  return node.values.values.every((row) => PrimitiveValueListNode.is(row)) ? node.into.table.identifier.name : null;
}
