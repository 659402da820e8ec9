/** Documents, commands and the feed. `POST /api/documents` is a façade: it words the create command that a client would send. */
import { z } from 'zod';
import { appError, type AppError } from '#shared/base/errors.ts';
import { createDocId, createOpId, isDocId, type DocId } from '#shared/base/ids.ts';
import type { Clock, Random } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import {
  commandsRequest, commandsResponse, createDocumentRequest, documentView, feedResponse, outcome as outcomeSchema, HEX_128, type DocumentView, type FeedResponse, type Outcome,
} from '#shared/protocol/http.ts';
import type { CommandOf } from '#shared/workflow/command.ts';
import { currentStep } from '#shared/workflow/holders.ts';
import { isUpward } from '#shared/workflow/model.ts';
import { templateOf, titleFor } from '#shared/workflow/templates.ts';
import { postFor } from '#server/commands/actor.ts';
import type { Execute } from '#server/commands/execute.ts';
import type { Delegations } from '#server/delegations/delegations.ts';
import type { Directory } from '#server/directory/directory.ts';
import { readViews } from '#server/documents/documents.ts';
import { readFeed } from '#server/documents/feed.ts';
import { versionParams, versionResponse } from '#shared/protocol/versions.ts';
import { readCurrent, readFrozen } from '#server/documents/frozen.ts';
import { historyParams, historyResponse, pastTextParams, pastTextResponse } from '#shared/protocol/history.ts';
import { readPast, readPeriods } from '#server/documents/history.ts';
import { authorsResponse } from '#shared/protocol/authors.ts';
import { readOwners } from '#server/rooms/ledger.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Texts } from '#server/text/texts.ts';
import type { Api } from './api.ts';

export interface DocumentDeps {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly delegations: Pick<Delegations, 'heldBy'>;
  readonly execute: Execute;
  readonly clock: Clock;
  readonly random: Random;
  readonly texts: Texts;
}

const docParams = z.strictObject({ docId: z.string().regex(HEX_128).refine(isDocId) as unknown as z.ZodType<DocId, string> });
const createResponse = z.object({ docId: z.string(), outcome: outcomeSchema, document: documentView });
const contentResponse = z.object({
  hash: z.string(),
  /** Frozen at a hand-off, or the text as it stands now. */
  isFrozen: z.boolean(),
  at: z.number(),
  content: z.object({ v: z.number(), meta: z.record(z.string(), z.string()), blocks: z.array(z.looseObject({ type: z.string() })), revisions: z.record(z.string(), z.object({ by: z.string(), at: z.number() })).optional() }),
});

/** What a title says before its author has named the matter. */
const UNNAMED_SUBJECT = '有关事项';

export function addDocumentRoutes(api: Api, deps: DocumentDeps): void {
  const { storage, directory, execute, clock } = deps;

  const readable = async (docId: DocId, actor: Actor): Promise<Result<DocumentView, AppError>> => {
    const [view] = await storage.read((tx) => readViews(tx, [docId]));
    const mayRead = view !== undefined && can(actor, 'document.read', { kind: 'document', state: view.state }, directory.orgView()).ok;
    return mayRead ? ok(view) : err(appError('not-found', { rule: 'POL04' }));
  };

  api.signedIn({
    method: 'POST', path: '/api/documents', summary: '拟稿：由模板新建文稿', body: createDocumentRequest, response: createResponse, status: 201,
    handle: async ({ body }, { actor }) => {
      const command = wordCreate(body, actor, deps);
      if (!command.ok) return command;
      const outcome = await execute(actor, command.value);
      if (outcome.status !== 'accepted') return err(outcome.error as AppError);
      const view = await readable(command.value.docId, actor);
      return view.ok ? ok({ docId: command.value.docId, outcome, document: view.value }) : view;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId', summary: '文稿状态与历程', params: docParams, response: documentView,
    handle: ({ params }, { actor }) => readable(params.docId, actor),
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/content', summary: '正文：已流转的为定稿，起草中的为当前内容', params: docParams, response: contentResponse,
    handle: async ({ params }, { actor }) => {
      const view = await readable(params.docId, actor);
      if (!view.ok) return view;
      const { state } = view.value;
      const frozenHash = currentStep(state).text === undefined ? state.contentHash : null;
      const frozen = frozenHash === null ? null : await storage.read((tx) => readFrozen(tx, params.docId, frozenHash));
      if (frozen !== null) return ok({ hash: frozen.hash, isFrozen: true, at: frozen.at, content: JSON.parse(frozen.canonical) });
      const { facts, canonical } = await readCurrent(storage, deps.texts, params.docId);
      return ok({ hash: facts.hash, isFrozen: false, at: clock.now(), content: JSON.parse(canonical) });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/versions/:hash', summary: '定稿：某次流转时的正文（按内容摘要）', params: versionParams, response: versionResponse,
    handle: async ({ params }, { actor }) => {
      const view = await readable(params.docId, actor);
      if (!view.ok) return view;
      // Texts are kept by their hash alone: without this, whoever knows a hash could read what was sent to others.
      const isItsOwn = view.value.events.some(({ body }) => (body.kind === 'acted' || body.kind === 'delivered') && body.contentHash === params.hash);
      const frozen = isItsOwn ? await storage.read((tx) => readFrozen(tx, params.docId, params.hash)) : null;
      return frozen === null ? err(appError('not-found', { rule: 'CMP06' })) : ok({ hash: frozen.hash, at: frozen.at, canonical: frozen.canonical });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/history', summary: '修改记录：何时由谁修改过正文', params: historyParams, response: historyResponse,
    handle: async ({ params }, { actor }) => {
      const view = await readable(params.docId, actor);
      if (!view.ok) return view;
      const org = directory.orgView();
      const periods = await storage.read((tx) => readPeriods(tx, params.docId));
      return ok({ docId: params.docId, periods: periods.map((period) => ({ ...period, people: period.people.map((personId) => ({ personId, name: org.person(personId)?.name ?? '' })) })) });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/history/:upTo', summary: '某段修改结束时的正文', params: pastTextParams, response: pastTextResponse,
    handle: async ({ params: { docId, upTo } }, { actor }) => {
      const view = await readable(docId, actor);
      if (!view.ok) return view;
      const parts = await storage.read((tx) => readPast(tx, docId, upTo));
      if (parts === null) return err(appError('not-found', { rule: 'CMP10' }));
      const { canonical } = await deps.texts.inspect(docId, parts);
      return ok({ docId, upTo, canonical });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/authors', summary: '正文各段落笔的执笔人（客户端编号与人员对照）', params: docParams, response: authorsResponse,
    handle: async ({ params }, { actor }) => {
      const view = await readable(params.docId, actor);
      if (!view.ok) return view;
      const owners = await storage.read((tx) => readOwners(tx, params.docId));
      const org = directory.orgView();
      return ok({ docId: params.docId, authors: owners.map((owner) => ({ ...owner, name: org.person(owner.personId)?.name ?? '' })) });
    },
  });
  api.signedIn({
    method: 'POST', path: '/api/commands', summary: '办理：按顺序执行，逐条答复', body: commandsRequest, response: commandsResponse,
    handle: async ({ body }, { actor }) => {
      const outcomes: Outcome[] = [];
      for (const command of body.commands) outcomes.push(await execute(actor, command));
      return ok({ outcomes });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/feed', summary: '与我有关的变化', query: z.strictObject({ after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0) }), response: feedResponse,
    handle: async ({ query }, { actor }) => ok({ ...await readFeed(storage, actor, query.after, directory.orgView()), standsFor: untilOf(actor, deps.delegations) }),
  });
}

/** With the end of each, so that a client without a network knows when it is over. */
function untilOf(actor: Actor, delegations: Pick<Delegations, 'heldBy'>): FeedResponse['standsFor'] {
  const held = delegations.heldBy(actor.personId);
  return (actor.standsFor ?? []).map(({ personId, name, organId, memberships }) => ({
    personId, name, organId, memberships: memberships.map((post) => ({ ...post, roles: [...post.roles] })),
    until: Math.max(...held.filter((each) => each.principalId === personId && each.organId === organId).map((each) => each.until)),
  }));
}

function wordCreate(body: z.output<typeof createDocumentRequest>, actor: Actor, { directory, clock, random }: DocumentDeps): Result<CommandOf<'create'>, AppError> {
  const org = directory.orgView();
  const organId = body.organId ?? postFor(actor, null)?.organId;
  const organ = organId === undefined ? undefined : org.unit(organId);
  if (organ === undefined) return err(appError('policy.denied', { rule: 'POL02' }));
  const template = templateOf(body.templateId);
  if (template === undefined) return err(appError('document.template-unknown', { rule: 'WF01' }));
  const recipient = isUpward(template.docType) ? org.parentOrgan(organ.id) : body.mainRecipientId === undefined ? undefined : org.unit(body.mainRecipientId);
  if (recipient === undefined && (isUpward(template.docType) || body.mainRecipientId !== undefined)) return err(appError('workflow.missing-recipient', { rule: 'WF07' }));
  return ok({
    kind: 'create', opId: body.opId ?? createOpId(random), docId: body.docId ?? createDocId(random), claimedAt: clock.now(), templateId: template.id,
    organId: organ.id, organName: organ.fullName, mainRecipientId: recipient?.id ?? null, mainRecipientName: recipient?.fullName ?? '',
    title: body.title ?? titleFor(organ.fullName, UNNAMED_SUBJECT, template), urgency: body.urgency ?? 'normal', basis: body.basis ?? null,
  });
}
