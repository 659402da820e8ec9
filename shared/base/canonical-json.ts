/**
 * Canonical JSON: object keys sorted by UTF-16 code unit, no white space, no `undefined`
 * (RFC 8785 for the value types that we use: strings, booleans, null, safe integers, arrays, objects).
 * Hashes of documents, events and audit rows are taken over these bytes, so equal content has equal hashes on every machine.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('canonical JSON carries safe integers only');
    return String(value);
  }
  let inside = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) inside += `${inside === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${inside}]`;
  }
  const record = value as { readonly [key: string]: Json | undefined };
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item !== undefined) inside += `${inside === '' ? '' : ','}${quoted(key)}:${canonicalJson(item)}`;
  }
  return `{${inside}}`;
}

/** Every event has the same few keys. */
const known = new Map<string, string>();
const KNOWN_MAX = 1_000;

function quoted(key: string): string {
  let text = known.get(key);
  if (text === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    text = JSON.stringify(key);
    known.set(key, text);
  }
  return text;
}
