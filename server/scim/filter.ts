/**
 * Filters and paths of SCIM (RFC 7644 §3.4.2.2, §3.5.2) as trees: a recursive descent, bounded in length, depth and terms, so that nothing that is sent can take long.
 * Attribute names and operators are read without regard to case. Pure.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import { URNS } from './schemas-urn.ts';

export const FILTER_LENGTH_MAX = 1_000;
export const FILTER_DEPTH_MAX = 8;
export const FILTER_TERMS_MAX = 32;

export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type Literal = string | number | boolean | null;

/** `urn` only of an extension or the core; `attr` is null where the extension itself is meant. */
export interface AttributePath { readonly urn: string | null; readonly attr: string; readonly sub: string | null }
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'compare'; readonly path: AttributePath; readonly op: Comparison; readonly value: Literal }
  | { readonly kind: 'present'; readonly path: AttributePath }
  /** Some element of a multi-valued attribute meets it: emails[type eq "work"]. */
  | { readonly kind: 'some'; readonly path: AttributePath; readonly of: Filter };

/** Where a patch goes: an attribute, elements of it, one attribute of those; or a whole extension. */
export interface PatchPath { readonly urn: string | null; readonly attr: string | null; readonly filter: Filter | null; readonly sub: string | null }

type Token = { readonly kind: 'mark'; readonly text: '(' | ')' | '[' | ']' } | { readonly kind: 'word' | 'tail'; readonly text: string } | { readonly kind: 'value'; readonly value: string | number };

const WORD = /[A-Za-z$][\w$:.-]*/uy;
/** `.value` behind a bracket. */
const TAIL = /\.[A-Za-z$][\w$-]*/uy;
const NUMBER = /-?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?/uy;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;
const NAME = /^[A-Za-z$][\w$-]{0,79}$/u;

function read(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function tokensOf(text: string): readonly Token[] | null {
  if (text.length > FILTER_LENGTH_MAX) return null;
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const letter = text[at] ?? '';
    if (letter === ' ') { at += 1; continue; }
    if (letter === '(' || letter === ')' || letter === '[' || letter === ']') {
      tokens.push({ kind: 'mark', text: letter });
      at += 1;
      continue;
    }
    const [string, word, tail, number] = [read(STRING, text, at), read(WORD, text, at), read(TAIL, text, at), read(NUMBER, text, at)];
    const found = string ?? word ?? tail ?? number;
    if (found === null) return null;
    if (string !== null) tokens.push({ kind: 'value', value: JSON.parse(string) as string });
    else if (word !== null) tokens.push({ kind: 'word', text: word });
    else if (tail !== null) tokens.push({ kind: 'tail', text: tail });
    else tokens.push({ kind: 'value', value: Number(number) });
    at += found.length;
  }
  return tokens;
}

/** `urn:…:User:unit.value`, `name.formatted`, `userName`. */
function attributeOf(word: string): AttributePath | null {
  const lower = word.toLowerCase();
  const urn = URNS.find((each) => lower.startsWith(`${each.toLowerCase()}:`)) ?? null;
  const [attr = '', sub = null, ...more] = (urn === null ? word : word.slice(urn.length + 1)).split('.');
  return more.length === 0 && NAME.test(attr) && (sub === null || NAME.test(sub)) ? { urn, attr, sub } : null;
}

/** Thrown inside the descent only, and turned into an answer at its top. */
class Malformed extends Error {}
const malformed = (): never => { throw new Malformed(); };

function descent(tokens: readonly Token[]) {
  let [at, terms] = [0, 0];
  const peek = (): Token | undefined => tokens[at];
  const isMark = (text: string): boolean => { const token = peek(); return token?.kind === 'mark' && token.text === text; };
  const isWord = (text: string): boolean => { const token = peek(); return token?.kind === 'word' && token.text.toLowerCase() === text; };
  const take = (text: string): void => { if (isMark(text)) at += 1; else malformed(); };
  const attribute = (): AttributePath => {
    const token = peek();
    at += 1;
    return (token?.kind === 'word' ? attributeOf(token.text) : null) ?? malformed();
  };
  const literal = (): Literal => {
    const token = peek();
    at += 1;
    if (token?.kind === 'value') return token.value;
    const word = token?.kind === 'word' ? token.text.toLowerCase() : '';
    return word === 'true' ? true : word === 'false' ? false : word === 'null' ? null : malformed();
  };
  const any = (depth: number): Filter => {
    let left = all(depth);
    while (isWord('or')) {
      at += 1;
      left = { kind: 'or', left, right: all(depth) };
    }
    return left;
  };
  const all = (depth: number): Filter => {
    let left = one(depth);
    while (isWord('and')) {
      at += 1;
      left = { kind: 'and', left, right: one(depth) };
    }
    return left;
  };
  const inner = (open: '(' | '[', close: ')' | ']', depth: number): Filter => {
    if (depth >= FILTER_DEPTH_MAX) malformed();
    take(open);
    const of = any(depth + 1);
    take(close);
    return of;
  };
  const one = (depth: number): Filter => {
    if (isMark('(')) return inner('(', ')', depth);
    const next = tokens[at + 1];
    if (isWord('not') && next?.kind === 'mark' && next.text === '(') {
      at += 1;
      return { kind: 'not', of: inner('(', ')', depth) };
    }
    terms += 1;
    if (terms > FILTER_TERMS_MAX) malformed();
    const path = attribute();
    if (isMark('[')) return path.sub === null ? { kind: 'some', path, of: inner('[', ']', depth) } : malformed();
    if (isWord('pr')) {
      at += 1;
      return { kind: 'present', path };
    }
    const token = peek();
    at += 1;
    const op = COMPARISONS.find((each) => token?.kind === 'word' && each === token.text.toLowerCase()) ?? malformed();
    const value = literal();
    const isOrder = op === 'gt' || op === 'ge' || op === 'lt' || op === 'le';
    if ((isOrder && (typeof value === 'boolean' || value === null)) || ((op === 'co' || op === 'sw' || op === 'ew') && typeof value !== 'string')) malformed();
    return { kind: 'compare', path, op, value };
  };
  return { any, isMark, inner, peek, next: () => { at += 1; }, isAtEnd: () => at === tokens.length };
}

function parsed<T>(text: string, run: (on: ReturnType<typeof descent>) => T): Result<T, 'malformed'> {
  const tokens = tokensOf(text);
  if (tokens === null) return err('malformed');
  try {
    const on = descent(tokens);
    const value = run(on);
    return on.isAtEnd() ? ok(value) : err('malformed');
  } catch (cause) {
    if (cause instanceof Malformed) return err('malformed');
    throw cause;
  }
}

export const parseFilter = (text: string): Result<Filter, 'malformed'> => parsed(text, (on) => on.any(0));

export const parseAttribute = (text: string): AttributePath | null => (text.length <= FILTER_LENGTH_MAX ? attributeOf(text) : null);

export function parsePath(text: string): Result<PatchPath, 'malformed'> {
  const urn = URNS.find((each) => each.toLowerCase() === text.toLowerCase());
  if (urn !== undefined) return ok({ urn, attr: null, filter: null, sub: null });
  return parsed(text, (on) => {
    const token = on.peek();
    on.next();
    const path = (token?.kind === 'word' ? attributeOf(token.text) : null) ?? malformed();
    if (!on.isMark('[')) return { ...path, filter: null };
    if (path.sub !== null) malformed();
    const filter = on.inner('[', ']', 0);
    const tail = on.peek();
    if (tail?.kind === 'tail') on.next();
    return { ...path, filter, sub: tail?.kind === 'tail' ? tail.text.slice(1) : null };
  });
}

const quoted = (path: AttributePath): string => `${path.urn === null ? '' : `${path.urn}:`}${path.attr}${path.sub === null ? '' : `.${path.sub}`}`;

/** Written down again, every group in brackets of its own. */
export function filterText(filter: Filter): string {
  switch (filter.kind) {
    case 'and': case 'or': return `(${filterText(filter.left)} ${filter.kind} ${filterText(filter.right)})`;
    case 'not': return `not (${filterText(filter.of)})`;
    case 'present': return `${quoted(filter.path)} pr`;
    case 'some': return `${quoted(filter.path)}[${filterText(filter.of)}]`;
    default: return `${quoted(filter.path)} ${filter.op} ${JSON.stringify(filter.value)}`;
  }
}
