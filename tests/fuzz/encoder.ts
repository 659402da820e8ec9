/** Our own writer of V1 updates: says anything that the format can carry, also what Yjs itself never would. */
import * as encoding from 'lib0/encoding';

export interface Ref { readonly client: number; readonly clock: number }
export type Parent = { readonly root: string } | Ref;
export type Content =
  | { readonly kind: 'gc' | 'skip' | 'deleted'; readonly length: number }
  | { readonly kind: 'json'; readonly values: readonly string[] }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'embed'; readonly json: string }
  | { readonly kind: 'format'; readonly key: string; readonly json: string }
  | { readonly kind: 'type'; readonly ref: number; readonly name: string }
  | { readonly kind: 'any'; readonly values: readonly Uint8Array[] }
  | { readonly kind: 'doc'; readonly guid: string; readonly options: Uint8Array }
  /** An info byte and a payload of no known kind. */
  | { readonly kind: 'raw'; readonly info: number; readonly bytes: Uint8Array };
export interface Struct { readonly content: Content; readonly origin?: Ref; readonly right?: Ref; readonly parent?: Parent; readonly key?: string }
export interface Block { readonly client: number; readonly clock: number; readonly structs: readonly Struct[]; readonly count?: number }
export interface Deleted { readonly client: number; readonly ranges: readonly { readonly clock: number; readonly len: number }[] }

const INFO = { gc: 0, deleted: 1, json: 2, binary: 3, string: 4, embed: 5, format: 6, type: 7, any: 8, doc: 9, skip: 10 } as const;
const XML_NAMED = [3, 5];

export const encodeUpdate = (blocks: readonly Block[], deletes: readonly Deleted[] = []): Uint8Array => encoding.encode((to) => {
  encoding.writeVarUint(to, blocks.length);
  for (const { client, clock, structs, count } of blocks) {
    encoding.writeVarUint(to, count ?? structs.length);
    encoding.writeVarUint(to, client);
    encoding.writeVarUint(to, clock);
    for (const struct of structs) writeStruct(to, struct);
  }
  encoding.writeVarUint(to, deletes.length);
  for (const { client, ranges } of deletes) {
    encoding.writeVarUint(to, client);
    encoding.writeVarUint(to, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(to, clock);
      encoding.writeVarUint(to, len);
    }
  }
});

const writeRef = (to: encoding.Encoder, { client, clock }: Ref): void => {
  encoding.writeVarUint(to, client);
  encoding.writeVarUint(to, clock);
};

function writeStruct(to: encoding.Encoder, { content, origin, right, parent, key }: Struct): void {
  if (content.kind === 'gc' || content.kind === 'skip') {
    encoding.writeUint8(to, INFO[content.kind]);
    return encoding.writeVarUint(to, content.length);
  }
  const info = content.kind === 'raw' ? content.info & 31 : INFO[content.kind];
  encoding.writeUint8(to, info | (origin === undefined ? 0 : 0x80) | (right === undefined ? 0 : 0x40) | (key === undefined ? 0 : 0x20));
  if (origin !== undefined) writeRef(to, origin);
  if (right !== undefined) writeRef(to, right);
  if (origin === undefined && right === undefined) {
    const where = parent ?? { root: 'body' };
    if ('root' in where) {
      encoding.writeVarUint(to, 1);
      encoding.writeVarString(to, where.root);
    } else {
      encoding.writeVarUint(to, 0);
      writeRef(to, where);
    }
    if (key !== undefined) encoding.writeVarString(to, key);
  }
  writeContent(to, content);
}

function writeContent(to: encoding.Encoder, content: Exclude<Content, { readonly kind: 'gc' | 'skip' }> | Content): void {
  switch (content.kind) {
    case 'gc': case 'skip': case 'deleted': return encoding.writeVarUint(to, content.length);
    case 'json':
      encoding.writeVarUint(to, content.values.length);
      for (const value of content.values) encoding.writeVarString(to, value);
      return;
    case 'binary': return encoding.writeVarUint8Array(to, content.bytes);
    case 'string': return encoding.writeVarString(to, content.text);
    case 'embed': return encoding.writeVarString(to, content.json);
    case 'format':
      encoding.writeVarString(to, content.key);
      return encoding.writeVarString(to, content.json);
    case 'type':
      encoding.writeVarUint(to, content.ref);
      if (XML_NAMED.includes(content.ref)) encoding.writeVarString(to, content.name);
      return;
    case 'any':
      encoding.writeVarUint(to, content.values.length);
      for (const value of content.values) encoding.writeUint8Array(to, value);
      return;
    case 'doc':
      encoding.writeVarString(to, content.guid);
      return encoding.writeUint8Array(to, content.options);
    case 'raw': return encoding.writeUint8Array(to, content.bytes);
  }
}

export const anyValue = (value: unknown): Uint8Array => encoding.encode((to) => encoding.writeAny(to, value as string));

/** An object with exactly this key, `__proto__` too. */
export const anyKeyed = (key: string, inner: Uint8Array): Uint8Array => encoding.encode((to) => {
  encoding.writeUint8(to, 118);
  encoding.writeVarUint(to, 1);
  encoding.writeVarString(to, key);
  encoding.writeUint8Array(to, inner);
});

/** Arrays in arrays. */
export function anyNested(depth: number): Uint8Array {
  const bytes = new Uint8Array(depth * 2 + 1).fill(1);
  for (let at = 0; at < depth * 2; at += 2) bytes[at] = 117;
  bytes[depth * 2] = 126;
  return bytes;
}
