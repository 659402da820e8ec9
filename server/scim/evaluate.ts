/** Whether a resource meets a filter (RFC 7644 §3.4.2.2): strings without regard to case save where an attribute says otherwise; of many values one is enough. Pure. */
import type { Json } from '#shared/base/canonical-json.ts';
import type { AttributePath, Comparison, Filter, Literal } from './filter.ts';
import { isEmpty, isObject, valueIn, type JsonObject } from './json.ts';
import { isCore } from './schemas-urn.ts';

/** Ids are compared to the letter. */
const EXACT: readonly string[] = ['id', 'externalid', 'value'];

const listOf = (value: Json | undefined): readonly Json[] => (value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value]);

/** Where an attribute of a schema stands. */
export function baseOf(resource: JsonObject, urn: string | null): JsonObject {
  if (urn === null || isCore(urn)) return resource;
  const extension = valueIn(resource, urn);
  return isObject(extension) ? extension : {};
}

function valuesAt(resource: JsonObject, { urn, attr, sub }: AttributePath): readonly Json[] {
  const found = listOf(valueIn(baseOf(resource, urn), attr));
  if (sub === null) return found.flatMap((each) => (isObject(each) ? listOf(valueIn(each, 'value')) : [each]));
  return found.flatMap((each) => (isObject(each) ? listOf(valueIn(each, sub)) : []));
}

function holds(op: Comparison, actual: Json, wanted: Literal, isExact: boolean): boolean {
  if (typeof actual === 'number' && typeof wanted === 'number') return ordered(op, actual - wanted);
  if (typeof actual === 'boolean' && typeof wanted === 'boolean') return op === 'eq' && actual === wanted;
  if (typeof actual !== 'string' || typeof wanted !== 'string') return false;
  const [left, right] = isExact ? [actual, wanted] : [actual.toLowerCase(), wanted.toLowerCase()];
  switch (op) {
    case 'co': return left.includes(right);
    case 'sw': return left.startsWith(right);
    case 'ew': return left.endsWith(right);
    default: return ordered(op, left < right ? -1 : left > right ? 1 : 0);
  }
}

function ordered(op: Comparison, difference: number): boolean {
  switch (op) {
    case 'eq': return difference === 0;
    case 'gt': return difference > 0;
    case 'ge': return difference >= 0;
    case 'lt': return difference < 0;
    case 'le': return difference <= 0;
    default: return false;
  }
}

export function meets(resource: JsonObject, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and': return meets(resource, filter.left) && meets(resource, filter.right);
    case 'or': return meets(resource, filter.left) || meets(resource, filter.right);
    case 'not': return !meets(resource, filter.of);
    case 'some': return listOf(valueIn(baseOf(resource, filter.path.urn), filter.path.attr)).some((each) => isObject(each) && meets(each, filter.of));
    case 'present': {
      const { urn, attr, sub } = filter.path;
      return sub === null ? !isEmpty(valueIn(baseOf(resource, urn), attr)) : valuesAt(resource, filter.path).some((each) => !isEmpty(each));
    }
    default: {
      const { path, op, value } = filter;
      const values = valuesAt(resource, path);
      const isExact = EXACT.includes((path.sub ?? path.attr).toLowerCase());
      const isEqual = value === null ? values.length === 0 : values.some((each) => holds('eq', each, value, isExact));
      if (op === 'eq') return isEqual;
      if (op === 'ne') return !isEqual;
      return values.some((each) => holds(op, each, value, isExact));
    }
  }
}

/** The values that a filter asks of an attribute on every way through it (`x eq "…"` and more): whoever knows them need not look at everything. */
export function pinned(filter: Filter, attr: string): string | null {
  if (filter.kind === 'and') return pinned(filter.left, attr) ?? pinned(filter.right, attr);
  if (filter.kind === 'some') {
    const inner = filter.of;
    const isValue = inner.kind === 'compare' && inner.op === 'eq' && inner.path.attr.toLowerCase() === 'value';
    return isValue && typeof inner.value === 'string' && filter.path.attr.toLowerCase() === attr.toLowerCase() ? inner.value : null;
  }
  if (filter.kind !== 'compare' || filter.op !== 'eq' || typeof filter.value !== 'string' || (filter.path.urn !== null && !isCore(filter.path.urn))) return null;
  const { sub } = filter.path;
  return filter.path.attr.toLowerCase() === attr.toLowerCase() && (sub === null || sub.toLowerCase() === 'value') ? filter.value : null;
}

/** Whether anything in it asks for an attribute. */
export function asksFor(filter: Filter, attr: string): boolean {
  switch (filter.kind) {
    case 'and': case 'or': return asksFor(filter.left, attr) || asksFor(filter.right, attr);
    case 'not': return asksFor(filter.of, attr);
    default: return filter.path.attr.toLowerCase() === attr.toLowerCase();
  }
}
