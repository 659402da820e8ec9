/**
 * What must hold, whatever happened. Once when all is quiet: everybody shows the same text; every promised character is there once, or taken out, or in a branch
 * of its machine; every act happened once or waits for its author with a reason; nobody was told what they may not see. And at any time: what a machine
 * has marked as synced, the server has.
 */
import * as Y from 'yjs';
import { canonicalContent, contentFacts, readContent } from '#shared/doc/canonical.ts';
import type { OutboxEntry } from '#shared/sync/outbox.ts';
import { currentStep } from '#shared/workflow/holders.ts';
import { replay } from '#shared/workflow/evolve.ts';
import type { DocumentEvent } from '#shared/workflow/model.ts';
import { sm3 } from '#tests/kit/ports.ts';
import { whatHappened } from '#tests/kit/story.ts';
import { statementOf, type Medium } from '#tests/simulation/world/disk.ts';
import type { Machine } from '#tests/simulation/world/machine.ts';
import type { World } from '#tests/simulation/world/world.ts';
import { charsIn, type Ledger } from './ledger.ts';

export interface ServerText { readonly doc: Y.Doc; readonly canonical: string; readonly hash: string }

type Row = Readonly<Record<string, unknown>>;

const rowsIn = (medium: Medium, sql: string, ...values: readonly string[]): readonly Row[] => statementOf(medium, sql).all(...values) as unknown as readonly Row[];

/** Of the person at this machine; none before its first start. */
export function storeOf(machine: Machine): Medium | null {
  for (const [path, medium] of machine.disk.media()) if (path.endsWith('replica.db')) return medium;
  return null;
}

function textOf(parts: readonly Uint8Array[]): ServerText {
  const doc = new Y.Doc();
  doc.transact(() => { for (const part of parts) Y.applyUpdate(doc, part); });
  return { doc, canonical: canonicalContent(readContent(doc)), hash: contentFacts(doc, sm3).hash };
}

const LOG = `SELECT coalesce(t.bytes, s.bytes) AS bytes, 0 AS seq FROM snapshot s LEFT JOIN shared_text t ON t.hash = s.text_hash WHERE s.doc_id = ?1
  UNION ALL SELECT bytes, seq FROM update_log WHERE doc_id = ?1 ORDER BY seq`;

export const serverText = (world: World, docId: string): ServerText => textOf(world.rows(LOG, docId).map((row) => row['bytes'] as Uint8Array));

/** Whatever a machine takes for delivered, is. */
export function falselySynced(world: World, machine: Machine, ledger: Ledger): readonly string[] {
  const store = storeOf(machine);
  if (store === null) return [];
  const findings: string[] = [];
  for (const docId of ledger.docIds) {
    const synced = charsOf([...rowsIn(store, 'SELECT bytes FROM doc_update WHERE doc_id = ? AND is_synced = 1', docId), ...rowsIn(store, 'SELECT bytes FROM doc_snapshot WHERE doc_id = ?', docId)]);
    const there = charsOf(world.rows(LOG, docId));
    for (const char of synced) if (!there.has(char) && ledger.written.get(char)?.isDeleted === false) findings.push(`${machine.name} has ${char} of ${docId.slice(0, 6)} as synced, the server has never had it`);
  }
  return findings;
}

const charsOf = (rows: readonly Row[]): ReadonlySet<string> => new Set(rows.flatMap((row) => [...charsIn(row['bytes'] as Uint8Array)]));

export function judge(world: World, ledger: Ledger): readonly string[] {
  const findings = [...ledger.leaks];
  for (const machine of world.machines) {
    findings.push(...machine.bugs.map((bug) => `${machine.name} has a bug: ${bug}`), ...falselySynced(world, machine, ledger));
    if (!ledger.isShutOut(machine.personId)) findings.push(...acts(world, machine, ledger));
  }
  const opIds = ledger.taken.map(({ opId }) => opId);
  if (new Set(opIds).size !== opIds.length) findings.push('two acts have one op id');
  findings.push(...world.serverErrors.map((error) => `the server has an error: ${error}`));
  for (const docId of ledger.docIds) findings.push(...text(world, docId, ledger), ...events(world, docId, ledger));
  return findings;
}

function text(world: World, docId: string, ledger: Ledger): readonly string[] {
  const findings: string[] = [];
  const { doc, canonical, hash } = serverText(world, docId);
  doc.destroy();
  const state = world.state(docId);
  if (state !== null && state.contentHash !== null && currentStep(state).text === undefined && state.contentHash !== hash) findings.push(`the text of ${docId.slice(0, 6)} is not the one that was handed on`);
  const counts = new Map<string, number>();
  for (const [char] of canonical.matchAll(/[\u3400-\u4dbf]/gu)) counts.set(char, (counts.get(char) ?? 0) + 1);
  for (const [char, one] of ledger.written) {
    if (one.docId !== docId) continue;
    const count = counts.get(char) ?? 0;
    if (count > 1) findings.push(`${char} of ${docId.slice(0, 6)} is there ${count} times`);
    if (count === 0 && one.promisedAt !== null && !one.isDeleted && !isKept(one.machine, docId, char) && !(ledger.hasLostBlocks(docId) && wentWithItsBlock(world, docId, char))) findings.push(`${char} of ${docId.slice(0, 6)}, promised by ${one.machine.name}, is lost`);
  }
  for (const char of counts.keys()) if (!ledger.written.has(char)) findings.push(`${char} of ${docId.slice(0, 6)} was written by nobody`);
  return findings;
}

/** It came, and what it was written into had been taken out meanwhile. */
function wentWithItsBlock(world: World, docId: string, char: string): boolean {
  const doc = new Y.Doc({ gc: false });
  for (const row of world.rows(LOG, docId)) Y.applyUpdate(doc, row['bytes'] as Uint8Array);
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString) || !struct.content.str.includes(char)) continue;
      for (let type = struct.parent; type instanceof Y.AbstractType && type._item !== null; type = type._item.parent) if (type._item.deleted) return true;
    }
  }
  return false;
}

/** In a branch, or not sent because whoever wrote it is shut out. */
function isKept(machine: Machine, docId: string, char: string): boolean {
  const store = storeOf(machine);
  if (store === null) return false;
  return rowsIn(store, 'SELECT text FROM branch WHERE doc_id = ?', docId).some((row) => charsIn(String(row['text'])).has(char))
    || charsOf(rowsIn(store, 'SELECT bytes FROM doc_update WHERE doc_id = ? AND is_synced = 0', docId)).has(char);
}

/** Every act once, or with its author and a reason. */
function acts(world: World, machine: Machine, ledger: Ledger): readonly string[] {
  const findings: string[] = [];
  const store = storeOf(machine);
  if (store === null) return [];
  const outbox = new Map(rowsIn(store, 'SELECT entry FROM outbox').map((row) => JSON.parse(String(row['entry'])) as OutboxEntry).map((entry) => [entry.command.opId as string, entry]));
  for (const { opId, kind, isVoid } of ledger.taken.filter((act) => act.machine === machine)) {
    const effects = Number(world.rows('SELECT count(DISTINCT doc_id || doc_seq) AS n FROM event_log WHERE op_id = ?', opId)[0]?.['n'] ?? 0);
    const outcomes = world.rows('SELECT 1 FROM outcome WHERE op_id = ?', opId);
    const entry = outbox.get(opId);
    if (effects === 0 && entry === undefined && !isVoid && !isReplaced(ledger, machine, opId)) findings.push(`${kind} of ${machine.name} has no effect and waits nowhere (${opId.slice(0, 6)})`);
    if (effects > 0 && entry !== undefined) findings.push(`${kind} of ${machine.name} has happened and still waits: ${entry.state} ${entry.error?.code ?? ''}`);
    if (entry !== undefined && entry.error === null) findings.push(`${kind} of ${machine.name} still waits without a reason: ${entry.state}`);
    if (outcomes.length > 1) findings.push(`${kind} of ${machine.name} has ${outcomes.length} outcomes`);
  }
  return findings;
}

/** Acting again replaces what was refused of the same kind (OUT05). */
function isReplaced(ledger: Ledger, machine: Machine, opId: string): boolean {
  const at = ledger.taken.findIndex((act) => act.opId === opId);
  const act = ledger.taken[at];
  const isSame = (other: { readonly machine: Machine; readonly docId: string; readonly kind: string }): boolean => other.machine === machine && other.docId === act?.docId && other.kind === act.kind;
  return ledger.unanswered.some(isSame) || ledger.taken.some((later, index) => index > at && isSame(later));
}

/** The log of a document tells its state, without a gap, and no act twice. */
function events(world: World, docId: string, ledger: Ledger): readonly string[] {
  const rows = world.rows('SELECT seq, doc_seq, op_id, at, claimed_at, actor, body FROM event_log WHERE doc_id = ? ORDER BY doc_seq', docId);
  const findings: string[] = [];
  rows.forEach((row, index) => { if (Number(row['doc_seq']) !== index + 1) findings.push(`event ${index + 1} of ${docId.slice(0, 6)} is number ${String(row['doc_seq'])}`); });
  const acted = rows.map((row) => `${String(row['op_id'])} ${whatHappened({ body: JSON.parse(String(row['body'])) as DocumentEvent['body'] })}`);
  if (new Set(acted).size !== acted.length) findings.push(`an act happened twice to ${docId.slice(0, 6)}`);
  for (const row of rows) {
    const body = JSON.parse(String(row['body'])) as DocumentEvent['body'];
    const act = ledger.taken.find(({ opId, kind }) => opId === row['op_id'] && body.kind === 'acted' && kind === body.act);
    if (act !== undefined && act.hash !== null && body.kind === 'acted' && body.contentHash !== act.hash) findings.push(`${act.kind} of ${act.machine.name} was done to another text`);
  }
  if (rows.length === 0) return findings;
  const told = replay(rows.map((row) => ({ seq: Number(row['seq']), docId, docSeq: Number(row['doc_seq']), opId: String(row['op_id']), at: Number(row['at']), claimedAt: row['claimed_at'], actor: JSON.parse(String(row['actor'])), body: JSON.parse(String(row['body'])) }) as unknown as DocumentEvent));
  if (told?.stage !== world.state(docId)?.stage) findings.push(`the events of ${docId.slice(0, 6)} tell ${told?.stage ?? 'nothing'}, its state says ${world.state(docId)?.stage ?? 'nothing'}`);
  return findings;
}

/** What keeps this machine from being quiet; null when it is. */
export async function unrest(world: World, machine: Machine, ledger: Ledger, texts: ReadonlyMap<string, ServerText>): Promise<string | null> {
  const summary = await machine.value('sync.get', {});
  if (summary === null) return `${machine.name} does not run`;
  if (ledger.isShutOut(machine.personId)) return null;
  if (summary.connection !== 'online') return `${machine.name} is ${summary.connection}`;
  if (summary.storage !== 'ok') return `${machine.name}: disk ${summary.storage}`;
  if (summary.pendingDocs > 0) return `${machine.name}: ${summary.pendingDocs} documents wait`;
  const waiting = summary.outbox.find((item) => item.state === 'waiting' || item.state === 'sending');
  if (waiting !== undefined) return `${machine.name}: ${waiting.kind} waits`;
  for (const docId of ledger.docIds) {
    const page = await machine.value('document.get', { docId });
    if (page === null) {
      if (world.mayRead(machine.personId, docId)) return `${machine.name} does not have ${docId.slice(0, 6)}`;
      continue;
    }
    if (world.state(docId) === null) continue;
    if (!world.mayRead(machine.personId, docId)) return `${machine.name} still has ${docId.slice(0, 6)}`;
    if (page.view.state.stage !== world.state(docId)?.stage || page.view.state.stepNo !== world.state(docId)?.stepNo) return `${machine.name} takes ${docId.slice(0, 6)} to be ${page.view.state.stage}`;
    const editor = machine.open(docId);
    if (editor === null) return `${machine.name} cannot open ${docId.slice(0, 6)}`;
    const there = texts.get(docId);
    const isSame = there !== undefined && editor.hash() === there.hash && Y.equalSnapshots(Y.snapshot(editor.doc), Y.snapshot(there.doc));
    if (!isSame) return `${machine.name} shows another text of ${docId.slice(0, 6)}`;
  }
  return null;
}
