/**
 * PATCH (RFC 7644 §3.5.2) over a resource as JSON: add, replace and remove, with paths into elements that meet a filter. What the result means, and who may, is asked
 * afterwards: a patched resource is treated like one that was sent whole. Pure, bounded, all or nothing.
 */
import type { Json } from '#shared/base/canonical-json.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { baseOf, meets } from './evaluate.ts';
import { parsePath, type Filter, type PatchPath } from './filter.ts';
import { isEmpty, isObject, valueIn, withValue, type JsonObject } from './json.ts';
import { isCore } from './schemas-urn.ts';

export const OPERATIONS_MAX = 100;
export const ELEMENTS_MAX = 2_000;

export interface Operation { readonly op: 'add' | 'replace' | 'remove'; readonly path?: string | undefined; readonly value?: Json | undefined }
export type PatchProblem = 'invalidPath' | 'invalidValue' | 'noTarget' | 'tooMany';
type Step = Result<JsonObject, PatchProblem>;

/** Attributes that hold many values; every other one holds one. */
const MANY: readonly string[] = ['members', 'phonenumbers', 'emails', 'groups', 'schemas'];
const isMany = (attr: string): boolean => MANY.includes(attr.toLowerCase());

export function applyPatch(resource: JsonObject, operations: readonly Operation[]): Step {
  if (operations.length > OPERATIONS_MAX) return err('tooMany');
  let now = resource;
  for (const operation of operations) {
    const step = apply(now, operation);
    if (!step.ok) return step;
    now = step.value;
  }
  return ok(now);
}

function apply(resource: JsonObject, { op, path, value }: Operation): Step {
  if (path === undefined) {
    if (op === 'remove') return err('noTarget');
    return isObject(value) ? merge(resource, op, value, null) : err('invalidValue');
  }
  const read = parsePath(path);
  if (!read.ok) return err('invalidPath');
  const { urn, attr } = read.value;
  if (attr === null) {
    if (urn === null || isCore(urn)) return op !== 'remove' && isObject(value) ? merge(resource, op, value, null) : err('invalidPath');
    if (op === 'remove') return ok(withValue(resource, urn, undefined));
    return isObject(value) ? merge(resource, op, value, urn) : err('invalidValue');
  }
  if (op !== 'remove' && value === undefined) return err('invalidValue');
  return put(resource, op, { ...read.value, attr }, value);
}

/** Every attribute of a value as if it had a path of its own; names with dots are paths, as some senders write them. */
function merge(resource: JsonObject, op: 'add' | 'replace', value: JsonObject, urn: string | null): Step {
  let now = resource;
  for (const [name, each] of Object.entries(value)) {
    const path = parsePath(name);
    if (!path.ok) return err('invalidPath');
    const { attr } = path.value;
    const step: Step = attr === null
      ? (isObject(each) && urn === null ? (path.value.urn === null || isCore(path.value.urn) ? err('invalidPath') : merge(now, op, each, path.value.urn)) : err('invalidValue'))
      : put(now, op, { ...path.value, attr, urn: path.value.urn ?? urn }, each);
    if (!step.ok) return step;
    now = step.value;
  }
  return ok(now);
}

type At = PatchPath & { readonly attr: string };

function put(resource: JsonObject, op: Operation['op'], at: At, value: Json | undefined): Step {
  const base = baseOf(resource, at.urn);
  const old = valueIn(base, at.attr);
  const next = isMany(at.attr) ? many(Array.isArray(old) ? (old as readonly Json[]) : [], op, at, value) : single(old, op, at, value);
  if (!next.ok) return next;
  const changed = withValue(base, at.attr, isEmpty(next.value) ? undefined : next.value);
  return ok(at.urn === null || isCore(at.urn) ? changed : withValue(resource, at.urn, changed));
}

type Value = Result<Json | undefined, PatchProblem>;

function single(old: Json | undefined, op: Operation['op'], { filter, sub }: At, value: Json | undefined): Value {
  if (filter !== null) return err('noTarget');
  if (sub !== null) {
    const object = isObject(old) ? old : {};
    return ok(withValue(object, sub, op === 'remove' ? undefined : value));
  }
  if (op === 'remove') return ok(undefined);
  return ok(isObject(value) && isObject(old) && op === 'add' ? merged(old, value) : value);
}

const merged = (old: JsonObject, more: JsonObject): JsonObject => Object.entries(more).reduce<JsonObject>((object, [name, each]) => withValue(object, name, each), old);

function many(old: readonly Json[], op: Operation['op'], { filter, sub }: At, value: Json | undefined): Value {
  const list = value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (filter === null && sub === null) {
    if (op === 'remove') {
      const gone = new Set(list.map(keyOf));
      return ok(list.length === 0 ? undefined : old.filter((each) => !gone.has(keyOf(each))));
    }
    const fresh = new Map<string, Json>();
    for (const each of op === 'replace' ? list : [...old, ...list]) if (!fresh.has(keyOf(each))) fresh.set(keyOf(each), each);
    return fresh.size > ELEMENTS_MAX ? err('tooMany') : ok([...fresh.values()]);
  }
  const isMeant = (each: Json): boolean => filter === null || (isObject(each) && meets(each, filter));
  if (op === 'remove') return ok(sub === null ? old.filter((each) => !isMeant(each)) : old.map((each) => (isMeant(each) && isObject(each) ? withValue(each, sub, undefined) : each)));
  if (!old.some(isMeant)) return op === 'add' && filter !== null ? madeOf(filter, sub, value, old) : err('noTarget');
  if (sub === null && !isObject(value)) return err('invalidValue');
  return ok(old.map((each) => {
    if (!isMeant(each) || !isObject(each)) return each;
    if (sub !== null) return withValue(each, sub, value);
    return op === 'replace' ? (value as Json) : merged(each, value as JsonObject);
  }));
}

/** Elements are the same by their `value`, else by everything in them. */
const keyOf = (each: Json): string => JSON.stringify((isObject(each) ? valueIn(each, 'value') : undefined) ?? each);

/** `phoneNumbers[type eq "mobile"].value` where there is none yet: the element that the filter describes, as identity providers mean it. */
function madeOf(filter: Filter, sub: string | null, value: Json | undefined, old: readonly Json[]): Value {
  if (filter.kind !== 'compare' || filter.op !== 'eq' || filter.path.urn !== null || filter.path.sub !== null) return err('noTarget');
  const made: JsonObject = withValue({}, filter.path.attr, filter.value);
  if (sub === null) return isObject(value) ? ok([...old, merged(made, value)]) : err('invalidValue');
  return ok([...old, withValue(made, sub, value)]);
}
