/** `verify`: everything that storage claims about itself, checked at one moment, reading only. It repairs nothing; it says where to look. */
import { sql } from 'kysely';
import type { Tx } from '#server/storage/storage.ts';
import { createFindings, type Findings } from './findings.ts';
import { verifyEvents, verifyNumbers, verifyOutcomes, verifyStates } from './verify-events.ts';
import { verifyFrozen, verifyTexts } from './verify-texts.ts';

export interface VerifyOptions {
  readonly onProgress: (done: number, total: number) => void;
  /** SQLite can look at its own pages. */
  readonly isSqlite: boolean;
}

export async function verify(tx: Tx, { onProgress, isSqlite }: VerifyOptions): Promise<Findings> {
  const findings = createFindings();
  if (isSqlite) {
    findings.looked('database');
    const { rows } = await sql<{ readonly integrity_check: string }>`pragma integrity_check(20)`.execute(tx);
    for (const { integrity_check: line } of rows) if (line !== 'ok') findings.found('database', '', 'file', line);
  }
  const history = await verifyEvents(tx, findings);
  await verifyStates(tx, history, findings);
  await verifyTexts(tx, history, findings, onProgress);
  await verifyFrozen(tx, history, findings);
  await verifyNumbers(tx, history, findings);
  await verifyOutcomes(tx, history, findings);
  return findings;
}
