/** Resources as JSON objects whose attribute names are looked up without regard to case (RFC 7643 §2.1). Pure; never follows a prototype. */
import type { Json } from '#shared/base/canonical-json.ts';

export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The name as it stands in the object, or null. */
export function keyIn(object: JsonObject, name: string): string | null {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === wanted) ?? null;
}

export function valueIn(object: JsonObject, name: string): Json | undefined {
  const key = keyIn(object, name);
  return key === null ? undefined : object[key];
}

/** A copy with one attribute set, under the name that it has already; undefined takes it out. */
export function withValue(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const key = keyIn(object, name) ?? name;
  const rest = Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));
  return value === undefined ? rest : { ...rest, [key]: value };
}

/** Null, nothing and what holds nothing count as not there (RFC 7643 §2.5). */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every((each) => isEmpty(each as Json));
  return typeof value === 'object' && Object.values(value).every((each) => isEmpty(each as Json));
}
