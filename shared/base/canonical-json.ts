/**
 * Canonical JSON: object keys sorted by UTF-16 code unit, no white space, no `undefined`
 * (RFC 8785 for the value types that we use: strings, booleans, null, safe integers, arrays, objects).
 * Hashes of documents, events and audit rows are taken over these bytes, so equal content has equal hashes on every machine.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('canonical JSON carries safe integers only');
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  const record = value as { readonly [key: string]: Json };
  const keys = Object.keys(record).filter((key) => record[key] !== undefined).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key] as Json)}`).join(',')}}`;
}
