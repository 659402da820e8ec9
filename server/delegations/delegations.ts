/**
 * Who stands in for whom now. What has not ended yet is kept in memory, so that every request may ask; other nodes' acts are read by number,
 * one small question a round. Owns giving and taking back; leaves who may to shared/policy/delegation.ts.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { Clock, EpochMs, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Actor } from '#shared/policy/can.ts';
import { isInForce, mayDelegate, mayRevoke, type Delegation } from '#shared/policy/delegation.ts';
import type { GiveDelegation } from '#shared/protocol/delegations.ts';
import type { Posted } from '#shared/workflow/holders.ts';
import type { Storage } from '#server/storage/storage.ts';
import { appendAct, foldActs, readOf, readOne } from './delegation-acts.ts';

export interface Delegations {
  /** In force at this moment, for whom this person stands in. */
  heldBy(personId: string): readonly Delegation[];
  of(personId: PersonId): Promise<readonly Delegation[]>;
  give(principal: Actor, delegate: Posted, wish: GiveDelegation): Promise<Result<Delegation, AppError>>;
  revoke(id: string, by: PersonId): Promise<Result<Delegation, AppError>>;
  /** Reads at once what a transaction of somebody else has written (移交). */
  catchUp(): Promise<void>;
  /** Reads what other nodes did; answers whose standing has changed since it was asked last, by an act or by time. */
  refresh(): Promise<readonly PersonId[]>;
}

export async function openDelegations(storage: Storage, clock: Clock, sm3: Sm3): Promise<Delegations> {
  let known: ReadonlyMap<string, Delegation> = new Map();
  let byDelegate: ReadonlyMap<string, readonly Delegation[]> = new Map();
  let lastSeq = 0;
  let lookedAt = clock.now();
  /** Of whom something was heard since then. */
  let touched: readonly PersonId[] = [];

  const readOn = async (): Promise<void> => {
    const now = clock.now();
    const from = lastSeq;
    const rows = await storage.read((tx) => tx.selectFrom('delegation_act').selectAll().where('seq', '>', from).where('until_at', '>', now).orderBy('seq').execute());
    // Another reading may have come before this one: what is known is not undone.
    const news = rows.filter(({ seq }) => Number(seq) > lastSeq);
    if (news.length === 0) return;
    lastSeq = Number(news.at(-1)?.seq);
    touched = [...touched, ...news.map((row) => row.delegate_id as PersonId)];
    known = new Map([...foldActs(news, known)].filter(([, each]) => each.until > lookedAt));
    byDelegate = Map.groupBy(known.values(), (each) => each.delegateId);
  };

  await readOn();
  return {
    heldBy: (personId) => { const now = clock.now(); return (byDelegate.get(personId) ?? []).filter((each) => isInForce(each, now)); },
    of: (personId) => storage.read((tx) => readOf(tx, personId)),
    give: async (principal, delegate, wish) => {
      const given: Delegation = { id: wish.id, principalId: principal.personId, delegateId: delegate.personId, organId: wish.organId, from: wish.from, until: wish.until, revokedAt: null };
      const done = await storage.tx(async (tx): Promise<Result<Delegation, AppError>> => {
        const before = await readOne(tx, wish.id);
        if (before !== undefined) return isSame(before, given) ? ok(before) : err(appError('request.invalid', { rule: 'DEL06', field: 'id' }));
        const now = clock.now();
        const open = (await readOf(tx, principal.personId)).filter((each) => each.principalId === principal.personId && each.revokedAt === null && each.until > now).length;
        const may = mayDelegate(principal, delegate, wish, open, now);
        if (!may.ok) return may;
        await appendAct(tx, sm3, 'given', given, now);
        return ok(given);
      });
      await readOn();
      return done;
    },
    revoke: async (id, by) => {
      const done = await storage.tx(async (tx): Promise<Result<Delegation, AppError>> => {
        const before = await readOne(tx, id);
        if (before === undefined || !mayRevoke(by, before)) return err(appError('not-found', { rule: 'DEL01' }));
        const now = clock.now();
        if (before.revokedAt !== null || before.until <= now) return ok(before);
        await appendAct(tx, sm3, 'revoked', before, now);
        return ok({ ...before, revokedAt: now });
      });
      await readOn();
      return done;
    },
    catchUp: readOn,
    refresh: async () => {
      await readOn();
      const [from, now] = [lookedAt, clock.now()];
      const isPassed = (at: EpochMs): boolean => from < at && at <= now;
      const turned = [...known.values()].filter((each) => isPassed(each.from) || isPassed(each.until)).map((each) => each.delegateId);
      const changed = new Set([...touched, ...turned]);
      lookedAt = now;
      touched = [];
      return [...changed];
    },
  };
}

const isSame = (one: Delegation, other: Delegation): boolean =>
  one.principalId === other.principalId && one.delegateId === other.delegateId && one.organId === other.organId && one.from === other.from && one.until === other.until;
