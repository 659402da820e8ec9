/**
 * 移交: everything of one person's work in an organ passes to another in one transaction, under one op id, as it stood in the list that was confirmed; another list is
 * answered with `handover.stale` and nothing happens. Every document is held meanwhile, so that no act slips between the list and what becomes of it.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId, OpId, PersonId, UnitId } from '#shared/base/ids.ts';
import type { Clock, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Membership, OrgView } from '#shared/org/model.ts';
import type { Actor } from '#shared/policy/can.ts';
import { checkReceiver, hindranceOf, mayHandOver } from '#shared/policy/hand-over.ts';
import type { Posted } from '#shared/workflow/holders.ts';
import { heldParts } from '#shared/workflow/hand-over.ts';
import type { Receiver } from '#shared/workflow/model.ts';
import { HANDOVER_MAX, type HandOver, type HandoverPreview, type HandoverRecord, type HandoverRow } from '#shared/protocol/handovers.ts';
import { stampOf } from '#server/commands/actor.ts';
import { appendAct, readOpenOf } from '#server/delegations/delegation-acts.ts';
import { appendEvents, writeFeed, type Change } from '#server/documents/documents.ts';
import { readBroken } from '#server/documents/faults.ts';
import { audienceOf, type FeedHub } from '#server/documents/feed.ts';
import type { Rooms } from '#server/rooms/rooms.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { appendHandover, listHandovers, readHandover } from './handover-acts.ts';
import { readHeld } from './held.ts';

export interface HandoverDeps {
  readonly storage: Storage;
  readonly org: () => OrgView;
  readonly postsOf: (personId: PersonId) => Promise<readonly Membership[]>;
  readonly clock: Clock;
  readonly sm3: Sm3;
  readonly rooms: Pick<Rooms, 'exclusive' | 'changed'>;
  readonly feed: Pick<FeedHub, 'publish'>;
  readonly delegationsChanged: () => Promise<void>;
}

/** Whose work, at which organ, to whom. */
export type Sides = Pick<HandOver, 'organId' | 'fromId' | 'toId'>;

export interface Handovers {
  preview(actor: Actor, sides: Sides): Promise<Result<HandoverPreview, AppError>>;
  handOver(actor: Actor, request: HandOver): Promise<Result<HandoverRecord, AppError>>;
  /** Newest first: all of the organ, or those in which this person plays a part. */
  list(organId: UnitId, personId: PersonId | null): Promise<readonly HandoverRecord[]>;
}

export function createHandovers(deps: HandoverDeps): Handovers {
  const { storage, sm3 } = deps;
  const check = async (actor: Actor, { fromId, toId, organId }: Sides): Promise<Result<Posted, AppError>> => {
    const may = mayHandOver(actor, fromId, organId);
    if (!may.ok) return err(appError(may.code, { rule: may.rule }));
    const receiver = { personId: toId, memberships: await deps.postsOf(toId) };
    const fit = checkReceiver(receiver, fromId, organId, deps.org());
    return fit.ok ? ok(receiver) : fit;
  };
  return {
    preview: async (actor, sides) => {
      const receiver = await check(actor, sides);
      return receiver.ok ? ok(await storage.read((tx) => look(deps, tx, actor, sides, receiver.value))) : receiver;
    },
    handOver: async (actor, request) => {
      const requestHash = sm3(canonicalJson({ ...request, by: actor.personId } as unknown as Json));
      const known = await storage.read((tx) => readHandover(tx, request.opId));
      if (known !== undefined) return known.requestHash === requestHash ? ok(known.record) : err(appError('request.invalid', { rule: 'HND05', field: 'opId' }));
      const receiver = await check(actor, request);
      if (!receiver.ok) return receiver;
      const seen = await storage.read((tx) => look(deps, tx, actor, request, receiver.value));
      if (seen.fingerprint !== request.fingerprint) return err(appError('handover.stale', { rule: 'HND05' }));
      const moving = seen.rows.filter((row) => row.hindrance === null).map((row) => row.docId);
      return holdAll(deps.rooms, moving.toSorted(), async () => {
        const done = await storage.tx((tx) => act(deps, tx, actor, request, requestHash, receiver.value, moving));
        if (!done.ok) return done;
        for (const change of done.value.changes) {
          deps.rooms.changed(change.docId, change.after);
          deps.feed.publish(audienceOf(change, deps.org()), change.lastSeq);
        }
        if (done.value.record.delegations > 0) await deps.delegationsChanged();
        return ok(done.value.record);
      });
    },
    list: (organId, personId) => storage.read((tx) => listHandovers(tx, organId, personId)),
  };
}

/** In one order for everybody, so that two of them never wait for each other. */
async function holdAll<T>(rooms: HandoverDeps['rooms'], docIds: readonly DocId[], run: () => Promise<T>): Promise<T> {
  const [first, ...others] = docIds;
  return first === undefined ? run() : rooms.exclusive(first, () => holdAll(rooms, others, run));
}

interface Done {
  readonly record: HandoverRecord;
  readonly changes: readonly Change[];
}

async function act(deps: HandoverDeps, tx: Tx, actor: Actor, request: HandOver, requestHash: string, receiver: Posted, moving: readonly DocId[]): Promise<Result<Done, AppError>> {
  const { sm3, clock, storage } = deps;
  const { organId, fromId, toId } = request;
  for (const docId of moving) await storage.lease.fence(tx, docId);
  const preview = await look(deps, tx, actor, request, receiver);
  if (preview.fingerprint !== request.fingerprint) return err(appError('handover.stale', { rule: 'HND05' }));
  const org = deps.org();
  const now = clock.now();
  const to = receiverStamp(receiver, organId, org);
  const moved = preview.rows.filter((row) => row.hindrance === null);
  const changes = await appendEvents(tx, sm3, moved.map(({ docId }) => ({ docId, body: { kind: 'handedOver', from: preview.from, to } })),
    { opId: request.opId as OpId, actor: stampOf(actor, organId, org), at: now, claimedAt: null });
  for (const change of changes) await writeFeed(tx, change, audienceOf(change, org));
  for (const delegation of await readOpenOf(tx, fromId, organId, now)) await appendAct(tx, sm3, 'revoked', delegation, now);
  const record = await appendHandover(tx, sm3, request, requestHash, {
    organId, organName: org.unit(organId)?.fullName ?? '', at: now, by: { personId: actor.personId, name: actor.name }, from: preview.from, to: { personId: toId, name: to.name },
    reason: request.reason, delegations: preview.delegations,
    moved: moved.map(({ title: _title, hindrance: _none, ...row }) => row),
    stayed: preview.rows.filter((row) => row.hindrance !== null).map(({ title: _title, ...row }) => row),
  });
  return ok({ record, changes });
}

function receiverStamp(receiver: Posted, organId: UnitId, org: OrgView): Receiver {
  const name = org.person(receiver.personId)?.name ?? '';
  const { personId, title, unitName } = stampOf({ ...receiver, name }, organId, org);
  return { personId, name, title, unitName };
}

/** The list as it stands in this transaction. */
async function look({ sm3, clock, org }: HandoverDeps, tx: Tx, actor: Actor, { organId, fromId, toId }: Sides, receiver: Posted): Promise<HandoverPreview> {
  const broken = new Set<string>((await readBroken(tx)).map(({ docId }) => docId));
  const states = await readHeld(tx, organId, fromId);
  const rows = states.flatMap((state): HandoverRow[] => {
    const parts = heldParts(state, fromId);
    if (parts.length === 0) return [];
    const { docId, stepNo, docType, stage, since, dueAt, title } = state;
    return [{
      docId, stepNo, flow: state.plan.flow, docType, stage, since, dueAt, parts: [...parts], hindrance: hindranceOf(state, parts, receiver, broken.has(docId)),
      title: actor.personId === fromId ? title : null,
    }];
  }).toSorted((a, b) => a.since - b.since || (a.docId < b.docId ? -1 : 1));
  const delegations = await readOpenOf(tx, fromId, organId, clock.now());
  const shown = rows.slice(0, HANDOVER_MAX);
  const fingerprint = sm3(canonicalJson({
    organId, fromId, toId, rows: shown.map(({ docId, stepNo, parts, hindrance }) => ({ docId, stepNo, parts, hindrance })), delegations: delegations.map(({ id }) => id).toSorted(),
  } as unknown as Json));
  const side = (personId: PersonId): HandoverPreview['from'] => ({ personId, name: org().person(personId)?.name ?? '' });
  return { from: side(fromId), to: side(toId), rows: shown, more: rows.length > shown.length, delegations: delegations.length, fingerprint };
}
