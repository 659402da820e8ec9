/** The exchange between units over http: whom a distribution means today, the receipt board, what a sender may still do, the signed package, public keys. */
import { z } from 'zod';
import { appError, type AppError } from '#shared/base/errors.ts';
import { isDocId, type DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { board, BOARD_PAGE, BOARD_PAGE_MAX, boardFilter, exchangeAct, exchangeAnswer, preview, PREVIEW_UNITS, previewRequest } from '#shared/exchange/board.ts';
import { resolve } from '#shared/exchange/distribution.ts';
import { publicKey } from '#shared/exchange/package.ts';
import { mayLookAfter } from '#shared/exchange/rights.ts';
import { LEVELS } from '#shared/org/model.ts';
import { placeLabel } from '#shared/org/path-label.ts';
import { audience, can, type Actor } from '#shared/policy/can.ts';
import { HEX_128 } from '#shared/protocol/http.ts';
import { stampOf } from '#server/commands/actor.ts';
import type { Directory } from '#server/directory/directory.ts';
import { readState, type Change } from '#server/documents/documents.ts';
import type { FeedHub } from '#server/documents/feed.ts';
import { actOnDeliveries } from '#server/exchange/acts.ts';
import { readBoard } from '#server/exchange/board.ts';
import { packageAnswer, readPackage } from '#server/exchange/package.ts';
import { envelopeOf, type EnvelopeRow } from '#server/exchange/rows.ts';
import type { SendDeps } from '#server/exchange/send.ts';
import type { FlowSettings } from '#server/flows/settings.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import type { Api } from './api.ts';

export interface ExchangeDeps extends Pick<SendDeps, 'crypto' | 'keys' | 'random'> {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly feed: FeedHub;
  readonly clock: Clock;
  readonly flows: Pick<FlowSettings, 'planFor'>;
}

const docParams = z.strictObject({ docId: z.string().regex(HEX_128).refine(isDocId) as unknown as z.ZodType<DocId, string> });
const offset = z.coerce.number().int().min(0).max(1_000_000).default(0);
const boardQuery = boardFilter.extend({
  level: z.coerce.number().pipe(z.literal(LEVELS)).optional(),
  offset, limit: z.coerce.number().int().min(1).max(BOARD_PAGE_MAX).default(BOARD_PAGE),
});
const keyAnswer = z.object({ organId: z.string(), publicKey });
const NOT_FOUND = err(appError('not-found', { rule: 'POL04' }));

export function addExchangeRoutes(api: Api, { storage, directory, feed, clock, crypto, keys, random, flows }: ExchangeDeps): void {
  const org = directory.orgView;
  /** The envelope of a document that this person may read, and whether it is the sender who asks. */
  const open = async (tx: Tx, docId: DocId, actor: Actor): Promise<Result<EnvelopeRow, AppError>> => {
    const state = await readState(tx, docId);
    if (state === null || !can(actor, 'document.read', { kind: 'document', state }, org()).ok) return NOT_FOUND;
    const envelope = await envelopeOf(tx, docId);
    return envelope === undefined ? NOT_FOUND : ok(envelope);
  };

  api.signedIn({
    method: 'POST', path: '/api/exchange/preview', summary: '分送范围按今天的通讯录是哪些单位', body: previewRequest, response: preview,
    handle: async ({ body }) => {
      const view = org();
      const { recipients, leftOut } = resolve(body.distribution, view, body.senderId);
      const units = recipients.flatMap(({ organId }) => view.unit(organId) ?? []);
      return ok({
        count: units.length, leftOut: leftOut.length,
        levels: LEVELS.map((level) => ({ level, count: units.filter((unit) => unit.level === level).length })).filter(({ count }) => count > 0),
        units: units.slice(0, PREVIEW_UNITS).map(({ id, fullName }) => ({ organId: id, name: fullName, pathLabel: placeLabel((each) => view.unit(each), id) })),
      });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/exchange/keys/:organId', summary: '单位的验签公钥（SM2）', params: z.strictObject({ organId: z.string().regex(/^[a-z0-9]{6,40}$/) }), response: keyAnswer,
    handle: async ({ params: { organId } }) => {
      const key = await storage.read((tx) => keys.publicKeyOf(tx, organId));
      return key === null ? err(appError('not-found')) : ok({ organId, publicKey: key });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/exchange/:docId/board', summary: '签收情况：按层级、上级单位计数，逐家列出', params: docParams, query: boardQuery, response: board,
    handle: ({ params, query: { offset: from, limit, ...filter } }, { actor }) => storage.read(async (tx) => {
      const envelope = await open(tx, params.docId, actor);
      if (!envelope.ok) return envelope;
      const mayAct = mayLookAfter(actor, envelope.value.organ_id).ok;
      return ok(await readBoard(tx, envelope.value, { filter, offset: from, limit, now: clock.now(), mayAct }, org()));
    }),
  });
  api.signedIn({
    method: 'POST', path: '/api/exchange/:docId', summary: '催收、撤回、补发（一个操作编号只生效一次）', params: docParams, body: exchangeAct, response: exchangeAnswer,
    handle: async ({ params, body }, { actor }) => {
      const deps: SendDeps = { crypto, keys, random, view: org(), planFor: (organId) => flows.planFor(organId, 'receipt'), audienceOf: (state) => audience(state, org()) };
      const acted = await storage.tx(async (tx) => {
        const envelope = await open(tx, params.docId, actor);
        if (!envelope.ok) return envelope;
        const may = mayLookAfter(actor, envelope.value.organ_id);
        if (!may.ok) return err(appError(may.code, { rule: may.rule }));
        const now = clock.now();
        return actOnDeliveries(tx, deps, envelope.value, body, { opId: body.opId, actor: stampOf(actor, envelope.value.organ_id, org()), at: now, claimedAt: null });
      });
      if (!acted.ok) return acted;
      tell(acted.value.changes);
      return ok(acted.value.answer);
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/exchange/:docId/package', summary: '签名封装包：清单、签名、各部分及回执，供验证', params: docParams, query: z.strictObject({ offset }), response: packageAnswer,
    handle: ({ params, query }, { actor }) => storage.read(async (tx) => {
      const sent = await open(tx, params.docId, actor);
      if (sent.ok) return ok(await readPackage(tx, sent.value, null, query.offset));
      const received = await openReceived(tx, params.docId, actor);
      return received === null ? NOT_FOUND : ok(await readPackage(tx, received, params.docId, query.offset));
    }),
  });

  /** At the other end: the envelope in which this copy came. */
  async function openReceived(tx: Tx, copyId: DocId, actor: Actor): Promise<EnvelopeRow | null> {
    const state = await readState(tx, copyId);
    if (state === null || !can(actor, 'document.read', { kind: 'document', state }, org()).ok) return null;
    const row = await tx.selectFrom('delivery').innerJoin('envelope', 'envelope.id', 'delivery.envelope_id').selectAll('envelope').where('delivery.id', '=', copyId).executeTakeFirst();
    return row ?? null;
  }

  function tell(changes: readonly Change[]): void {
    for (const { after, lastSeq } of changes) feed.publish(audience(after, org()), lastSeq);
  }
}
