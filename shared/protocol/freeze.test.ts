/**
 * The wire is frozen. Every schema's JSON form is hashed and kept in frozen.json with the protocol version it belongs to.
 * To change the wire on purpose: raise PROTOCOL_VERSION with a line of history in version.ts, then run
 *     GZT_FREEZE=1 npx vitest run --project shared shared/protocol/freeze.test.ts
 * Before the first release (version 1) the same command refreezes without raising it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { sm3 } from '#tests/kit/ports.ts';
import { command } from '#shared/workflow/command.ts';
import { orgCommand } from '#shared/org/change/command.ts';
import * as org from '#shared/org/schema.ts';
import * as audit from './audit.ts';
import * as authors from './authors.ts';
import * as blobs from './blobs.ts';
import * as calendar from './calendar.ts';
import * as chain from './chain.ts';
import * as collab from './collab.ts';
import * as delegations from './delegations.ts';
import * as directoryChanges from './directory-changes.ts';
import * as flows from './flows.ts';
import * as handovers from './handovers.ts';
import * as history from './history.ts';
import * as http from './http.ts';
import * as registers from './registers.ts';
import * as supervision from './supervision.ts';
import * as versions from './versions.ts';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from './version.ts';

const FILE = fileURLToPath(new URL('frozen.json', import.meta.url));
interface Frozen {
  readonly version: number;
  readonly schemas: Readonly<Record<string, string>>;
}
const read = (): Frozen => JSON.parse(readFileSync(FILE, 'utf8')) as Frozen;

/** Every exported schema and limit, by its name: a new one is frozen without anybody having to remember it. */
function present(): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...http, ...org, command, ...collab, ...registers, ...calendar, ...delegations, ...handovers, ...flows, ...audit, ...chain, ...authors, ...blobs, ...history, ...supervision, ...versions, ...directoryChanges, orgCommand } as Readonly<Record<string, unknown>>)) {
    if (value instanceof RegExp || typeof value === 'function') continue;
    const shape = value instanceof z.ZodType ? z.toJSONSchema(value, { unrepresentable: 'any', io: 'input' }) : value;
    hashes[name] = sm3(canonicalJson(JSON.parse(JSON.stringify(shape)) as Json)).slice(0, 16);
  }
  return hashes;
}

if (process.env['GZT_FREEZE'] === '1') {
  const schemas = Object.fromEntries(Object.entries(present()).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify({ version: PROTOCOL_VERSION, schemas }, null, 2)}\n`);
}

describe('the wire', () => {
  it('[PRO01] is as it was frozen; another shape needs another version', () => {
    const frozen = read();
    const now = present();
    const changed = [...new Set([...Object.keys(now), ...Object.keys(frozen.schemas)])].filter((name) => now[name] !== frozen.schemas[name]);
    expect(changed, `The wire changed in: ${changed.join(', ')}.\n${HOW_TO}`).toEqual([]);
    expect(frozen.version, `PROTOCOL_VERSION was raised without freezing.\n${HOW_TO}`).toBe(PROTOCOL_VERSION);
  });

  it('[PRO01] has one line of history per version, and serves no client older than it says', () => {
    const source = readFileSync(fileURLToPath(new URL('version.ts', import.meta.url)), 'utf8');
    const history = [...source.matchAll(/^ \* {3}(\d+) {2}\S/gmu)].map((match) => Number(match[1]));
    expect(history).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, index) => index + 1));
    expect(PROTOCOL_VERSION_MIN).toBeGreaterThanOrEqual(1);
    expect(PROTOCOL_VERSION_MIN).toBeLessThanOrEqual(PROTOCOL_VERSION);
  });
});

const HOW_TO = 'If older peers cannot read it, raise PROTOCOL_VERSION in shared/protocol/version.ts and add a line of history. '
  + 'Then run: GZT_FREEZE=1 npx vitest run --project shared shared/protocol/freeze.test.ts';
