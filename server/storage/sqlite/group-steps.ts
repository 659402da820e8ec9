/**
 * The thread's side of grouped transactions: several members, each in a savepoint, in one transaction and so one flush. A member that fails is undone alone,
 * and what comes behind it in the group is not done at all. When the disk fails, nothing of the group is kept.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { GroupEnd, MemberFailed, Query, Step } from './messages.ts';
import { described, isOfTheDisk } from './result-codes.ts';

type Rows = Record<string, unknown>[];

export interface StepsTaken {
  readonly all: readonly Rows[];
  readonly failed: MemberFailed | null;
}

export function createGroupSteps(db: DatabaseSync, run: (query: Query) => Rows): (steps: Iterable<Step>, ends: GroupEnd | null) => StepsTaken {
  let isOpen = false;
  let members = 0;
  let isInMember = false;
  let failed: MemberFailed | null = null;

  const begin = (): void => {
    [isOpen, members, isInMember, failed] = [true, 0, false, null];
    db.exec('begin immediate');
  };
  const take = (step: Step): Rows | null => {
    switch (step.kind) {
      case 'ask': return run(step);
      case 'write':
        run(step);
        return null;
      case 'open':
        db.exec('savepoint member');
        [members, isInMember] = [members + 1, true];
        return null;
      case 'keep': case 'drop':
        db.exec(step.kind === 'keep' ? 'release member' : 'rollback to member; release member');
        isInMember = false;
        return null;
    }
  };
  const undoMember = (error: unknown): void => {
    if (!isInMember || !db.isTransaction || isOfTheDisk(error)) throw error;
    db.exec('rollback to member; release member');
    failed = { member: members - 1, ...described(error) };
  };

  const rollBack = (): void => {
    isOpen = false;
    // SQLite has rolled back by itself after some failures, and not after others.
    if (db.isTransaction) db.exec('rollback');
  };

  return (steps, ends) => {
    if (ends === 'undo') {
      if (isOpen) rollBack();
      return { all: [], failed: null };
    }
    try {
      if (!isOpen) begin();
      const all: Rows[] = [];
      for (const step of steps) {
        if (failed !== null) break;
        try {
          const rows = take(step);
          if (rows !== null) all.push(rows);
        } catch (error) {
          undoMember(error);
        }
      }
      if (ends === 'commit') {
        db.exec('commit');
        isOpen = false;
      }
      return { all, failed };
    } catch (error) {
      rollBack();
      throw error;
    }
  };
}
