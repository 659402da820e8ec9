/** `verify`: everything that storage claims about itself, checked at one moment, reading only. It repairs nothing; it says where to look. */
import { sql } from 'kysely';
import { checkCalendarChain } from '#server/calendar/calendars.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { checkDelegationChain } from '#server/delegations/delegation-acts.ts';
import { checkDirectoryChain } from '#server/directory/changes/change-log.ts';
import { checkFlowChain } from '#server/flows/settings.ts';
import { checkContactsChain } from '#server/directory/contacts/contact-log.ts';
import { checkHandoverChain } from '#server/handovers/handover-acts.ts';
import { sm3 } from '#server/sm3.ts';
import { SCHEMA_VERSION } from '#server/storage/migrations.ts';
import type { Place } from '#server/storage/place.ts';
import type { Tx } from '#server/storage/storage.ts';
import { createFindings, type Check, type Findings } from './findings.ts';
import { readInstallation } from './installation.ts';
import { OpsError, type Progress } from './manifest.ts';
import { verifyEvents, verifyOutcomes, verifyStates } from './verify-events.ts';
import { verifyNumbers } from './verify-numbers.ts';
import { verifyBlobs } from './verify-blobs.ts';
import { verifyExchange } from './verify-exchange.ts';
import { verifySeals } from './verify-seals.ts';
import { verifyFrozen, verifyTexts } from './verify-texts.ts';

export function verify(place: Place, onProgress: Progress): Promise<Findings> {
  return readInstallation(place, async (tx, schema) => {
    if (schema !== SCHEMA_VERSION) throw new OpsError(`${place.name} has schema ${schema}, this server knows ${SCHEMA_VERSION}; start this server on it once, or use the server that wrote it`);
    const findings = createFindings();
    if (place.kind === 'sqlite') await verifyPages(tx, findings);
    const history = await verifyEvents(tx, findings);
    await verifyStates(tx, history, findings);
    await verifyTexts(tx, history, findings, (done, total) => onProgress({ step: 'verify', table: 'document', rows: done, share: total === 0 ? 1 : done / total }));
    await verifyCounter(place, tx, findings);
    await verifyFrozen(tx, history, findings);
    await verifyNumbers(tx, history, findings);
    await verifyOutcomes(tx, history, findings);
    await verifyExchange(tx, history, findings);
    await verifyCalendar(tx, findings);
    await verifyChain(tx, findings, 'flow', 'flow_setting', checkFlowChain);
    await verifyChain(tx, findings, 'delegation', 'delegation_act', checkDelegationChain);
    await verifyChain(tx, findings, 'handover', 'handover', checkHandoverChain);
    await verifyBlobs(tx, findings);
    await verifyChain(tx, findings, 'directory', 'directory_change', checkDirectoryChain);
    await verifyChain(tx, findings, 'contacts', 'contact_export', checkContactsChain);
    await verifySeals(tx, findings);
    return findings;
  });
}

/** Who changed the calendar, and to what, links like the events do. */
async function verifyCalendar(tx: Tx, findings: Findings): Promise<void> {
  const { changes, brokenAt } = await checkCalendarChain(tx, sm3);
  findings.looked('calendar', changes);
  if (brokenAt !== null) findings.found('calendar', '', `calendar_change ${brokenAt}`, 'does not link to the change before it');
}

/** Who set a flow, who let whom act for them, who handed over their work, who changed the directory: each links to the one before. */
async function verifyChain(tx: Tx, findings: Findings, check: Check, table: string, read: (tx: Tx, with3: Sm3) => Promise<{ readonly changes: number; readonly brokenAt: number | null }>): Promise<void> {
  const { changes, brokenAt } = await read(tx, sm3);
  findings.looked(check, changes);
  if (brokenAt !== null) findings.found(check, '', `${table} ${brokenAt}`, 'does not link to the one before it');
}

/** SQLite can look at its own pages; PostgreSQL does it while it reads, where its checksums are switched on. */
async function verifyPages(tx: Tx, findings: Findings): Promise<void> {
  findings.looked('database');
  const { rows } = await sql<{ readonly integrity_check: string }>`pragma integrity_check(20)`.execute(tx);
  for (const { integrity_check: line } of rows) if (line !== 'ok') findings.found('database', '', 'file', line);
}

/** An update that got a number below what a snapshot contains would never be read again. */
async function verifyCounter(place: Place, tx: Tx, findings: Findings): Promise<void> {
  findings.looked('counter');
  const update = await tx.selectFrom('update_log').select(['seq', 'doc_id']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const snapshot = await tx.selectFrom('snapshot').select(['up_to_seq as seq', 'doc_id']).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  const given = [update, snapshot].filter((row) => row !== undefined).toSorted((a, b) => b.seq - a.seq)[0];
  const last = await place.lastCounted(tx, 'update_log');
  if (given !== undefined && last < given.seq) findings.found('counter', given.doc_id, 'update_log', `counts on from ${last}, yet ${given.seq} was given already`);
}
