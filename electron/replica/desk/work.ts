/**
 * 拟稿 and every act on a document, taken on this machine: judged at once, stored with its op id, sent when it can be.
 * Always true: what was taken is on disk before the person is told; what cannot be stored was not taken.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { createDocId, createOpId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { bodyText, canonicalContent, type Content } from '#shared/doc/canonical.ts';
import { birthOf, contentOfCreate, type BasisContent } from '#shared/doc/first-content.ts';
import type { ActRequest, CallInput, FollowPreview, OutboxItem } from '#shared/ipc/contract.ts';
import type { Unit } from '#shared/org/model.ts';
import { actionOf, decide, type DecideContext } from '#shared/workflow/decide.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { commandsResponse, documentView } from '#shared/protocol/http.ts';
import { isSettled } from '#shared/sync/outbox.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { dueFor } from '#shared/time/deadline.ts';
import { derive } from '#shared/workflow/basis.ts';
import type { CommandOf } from '#shared/workflow/command.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import { RELATION_OF } from '#shared/workflow/follow-up.ts';
import { isUpward, type ContentFacts, type DocumentEvent, type DocumentState, type Stamp } from '#shared/workflow/model.ts';
import { isServerOnly } from '#shared/workflow/holders.ts';
import type { FlowId } from '#shared/workflow/flow.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { templateOf, titleFor, type Template } from '#shared/workflow/templates.ts';
import type { Directory } from '#electron/replica/directory/directory.ts';
import type { Documents } from '#electron/replica/docs/documents.ts';
import type { Seams } from '#electron/replica/ports.ts';
import type { StorageMonitor } from '#electron/replica/store/storage-monitor.ts';
import type { Http } from '#electron/replica/sync/http.ts';
import { commandFor, serverOnly, takeAct } from './acts.ts';
import type { Desk } from './desk.ts';
import { outboxItem } from './pages.ts';
import type { Workbook } from './workbook.ts';

export interface WorkOptions {
  readonly seams: Seams;
  readonly actor: Actor;
  readonly stamp: Stamp;
  readonly workbook: Workbook;
  readonly desk: Desk;
  readonly documents: () => Documents;
  readonly directory: Directory;
  readonly storage: StorageMonitor;
  readonly http: Http;
  readonly isOnline: () => boolean;
  readonly calendar: () => Calendar;
  readonly planFor: (organId: string, flow: FlowId) => Plan;
  /** Something was taken or changed: tell windows, wake the sender. */
  readonly onTaken: (docId: string) => void;
}

/** So much of a text tells which one it is. */
const PREVIEW_LINES = 3;

export type Work = ReturnType<typeof createWork>;

export function createWork(options: WorkOptions) {
  const { seams, workbook, directory, storage, actor } = options;

  const contextWith = (content: ContentFacts | null, text: Content | null): DecideContext => ({
    actor, org: directory.org(), now: seams.clock.now(), content, known: directory.known, text, planFor: options.planFor, deadline: (days, urgency) => dueFor({ urgency, limitDays: days }, options.calendar(), seams.clock.now()), openParts: 0, basis: null, derived: [], authority: { kind: 'client' },
  });
  const storageRefused = (): AppError => {
    const state = storage.state();
    return appError(`storage.${state === 'ok' ? 'failed' : state}`);
  };
  const stored = (write: () => void): Result<null, AppError> => (storage.attempt(write) ? ok(null) : err(storageRefused()));

  /** The organ in whose name this person drafts: the main post first. */
  const draftingOrgan = (): Unit | undefined => {
    const posts = [...actor.memberships].sort((a, b) => Number(b.primary) - Number(a.primary));
    const post = posts.find(({ organId }) => can(actor, 'document.create', { kind: 'organ', organId }, directory.org()).ok);
    return post === undefined ? undefined : directory.org().unit(post.organId);
  };

  const create = async (input: CallInput<'document.create'>): Promise<Result<{ readonly docId: string }, AppError>> => {
    // Somebody who has just signed in: their own post may be on a page that has not come yet.
    if (draftingOrgan() === undefined) await directory.sync();
    const template = templateOf(input.templateId);
    if (template === undefined) return err(appError('document.template-unknown', { rule: 'WF01' }));
    const organ = draftingOrgan();
    if (organ === undefined) return err(appError('policy.denied', { rule: 'POL02' }));
    const recipient = isUpward(template.docType) ? directory.org().parentOrgan(organ.id) : input.mainRecipientId === null ? undefined : directory.org().unit(input.mainRecipientId);
    if (recipient === undefined && (isUpward(template.docType) || input.mainRecipientId !== null)) return err(appError('workflow.missing-recipient', { rule: 'WF07' }));
    const command: CommandOf<'create'> = {
      kind: 'create', opId: createOpId(seams.random), docId: createDocId(seams.random), claimedAt: seams.clock.now(), templateId: template.id,
      organId: organ.id, organName: organ.fullName, mainRecipientId: recipient?.id ?? null, mainRecipientName: recipient?.fullName ?? '',
      title: titleFor(organ.fullName, input.subject, template), urgency: input.urgency, basis: input.basis as CommandOf<'create'>['basis'],
    };
    return give(command, template, null);
  };

  interface Following { readonly command: CommandOf<'create'>; readonly template: Template; readonly basis: BasisContent }

  /** 答复, 转报, 补正: what it says and to whom follows from the document that it is written for, in the name of the organ whose that is. */
  const wordFollowing = ({ docId, followUp, urgency }: CallInput<'document.follow'>): Result<Following, AppError> => {
    const basis = options.desk.foreseen(docId);
    if (basis === undefined) return err(appError('not-found', { rule: 'POL04' }));
    const right = can(actor, `document.${followUp}`, { kind: 'document', state: basis }, directory.org());
    if (!right.ok) return err(appError(right.code, { rule: right.rule }));
    const due = derive(followUp, basis, directory.org());
    if (due === null) return err(appError('workflow.missing-recipient', { rule: 'WF07' }));
    const content = followUp === 'correct' ? sentText(basis) : null;
    if (followUp === 'correct' && content === null) return err(appError('document.resync', { rule: 'WF55' }));
    const command: CommandOf<'create'> = {
      kind: 'create', opId: createOpId(seams.random), docId: createDocId(seams.random), claimedAt: seams.clock.now(), templateId: due.template.id,
      organId: basis.organId, organName: directory.org().unit(basis.organId)?.fullName ?? basis.organName, mainRecipientId: due.recipientId, mainRecipientName: due.recipientName,
      title: due.title, urgency, basis: { docId: basis.docId, relation: RELATION_OF[followUp] },
    };
    return ok({ command, template: due.template, basis: { state: basis, content } });
  };

  const follow = async (input: CallInput<'document.follow'>): Promise<Result<{ readonly docId: string }, AppError>> => {
    const worded = wordFollowing(input);
    return worded.ok ? give(worded.value.command, worded.value.template, worded.value.basis.content) : worded;
  };

  /** What it will begin with; nothing is written. */
  const followPreview = async (input: CallInput<'document.followPreview'>): Promise<Result<FollowPreview, AppError>> => {
    const worded = wordFollowing({ ...input, urgency: 'normal' });
    if (!worded.ok) return worded;
    const { command, template, basis } = worded.value;
    const paragraphs = basis.content === null ? contentOfCreate(command, template, basis.state).paragraphs : bodyText(basis.content).split('\n').slice(0, PREVIEW_LINES);
    return ok({ docTypeName: template.docTypeName, title: command.title, recipientName: command.mainRecipientName, paragraphs });
  };

  /** The text that was sent, where this machine has it: a 补正 begins with the same on both sides. */
  const sentText = (basis: DocumentState): Content | null => {
    const session = options.documents().peek(basis.docId);
    return session.isEmpty() || session.content().hash !== basis.contentHash ? null : (JSON.parse(canonicalContent(session.blocks())) as Content);
  };

  /** Born on this machine: its first text, and the act that waits to be sent. */
  const give = (command: CommandOf<'create'>, template: Template, content: Content | null): Result<{ readonly docId: string }, AppError> => {
    const basis = command.basis === null ? null : (options.desk.foreseen(command.basis.docId) ?? null);
    const derived = basis === null ? [] : options.desk.derivedOn(basis.docId);
    const decided = decide(null, command, { ...contextWith(null, null), basis, derived });
    if (!decided.ok) return err(decided.error.error);
    const events = decided.value.map((body, index): DocumentEvent => ({
      seq: 0, docId: command.docId, docSeq: index, opId: command.opId, actor: options.stamp, at: command.claimedAt, claimedAt: command.claimedAt, body,
    }));
    const state = events.reduce<ReturnType<typeof evolve> | null>(evolve, null);
    if (state === null) return err(appError('internal'));
    const entry = { command, title: command.title, effects: decided.value, state: 'waiting' as const, error: null, takenAt: command.claimedAt };
    const written = stored(() => { workbook.birth({ state, events }, birthOf(command, template, basis === null ? null : { state: basis, content }), entry); });
    if (!written.ok) return written;
    options.onTaken(command.docId);
    return ok({ docId: command.docId });
  };

  /** 撤回 and 归档 cannot wait: they are asked of the server now, and its answer is the answer. */
  const askNow = async (request: ActRequest): Promise<Result<OutboxItem, AppError>> => {
    const state = workbook.view(request.docId)?.state;
    if (state === undefined) return err(appError('not-found', { rule: 'POL04' }));
    const right = can(actor, actionOf(request.kind), { kind: 'document', state }, directory.org());
    if (!right.ok) return err(appError(right.code, { rule: right.rule }));
    if (!options.isOnline()) return err(serverOnly());
    const command = commandFor(request, createOpId(seams.random), state, seams.clock.now());
    const answer = await options.http.post('/api/commands', { commands: [command] }, commandsResponse);
    if (!answer.ok) return answer;
    const outcome = answer.value.outcomes[0];
    if (outcome === undefined) return err(appError('network.not-this-server'));
    if (outcome.status !== 'accepted') {
      const { message: _message, ...error } = outcome.error;
      return err(error as AppError);
    }
    const view = await options.http.get(`/api/documents/${request.docId}`, documentView);
    if (view.ok) storage.attempt(() => { workbook.putFeed([view.value], null); });
    options.onTaken(request.docId);
    return ok({ opId: command.opId, docId: request.docId, title: state.title, kind: command.kind, state: 'sending', claimedAt: command.claimedAt, error: null });
  };

  const act = async (request: ActRequest): Promise<Result<OutboxItem, AppError>> => {
    const state = options.desk.foreseen(request.docId);
    if (state === undefined) return err(appError('not-found', { rule: 'POL04' }));
    if (isServerOnly(state, request.kind)) return askNow(request);
    const session = options.documents().peek(request.docId);
    // The hash binds what is on disk: an act must never name a text that a crash could take away.
    if (!session.flush()) return err(storageRefused());
    await learnNames(request.kind === 'invite' ? request.personIds : 'people' in request ? request.people.map((each) => each.personId) : []);
    const content = session.isEmpty() ? null : session.content();
    const taken = takeAct(request, createOpId(seams.random), state, { ...contextWith(content, session.isEmpty() ? null : session.blocks()), ...options.desk.hanging(state) });
    if (!taken.ok) return taken;
    const written = stored(() => { workbook.change([{ kind: 'taken', entry: taken.value }]); });
    if (!written.ok) return written;
    options.onTaken(request.docId);
    return ok(outboxItem(taken.value));
  };

  /** People beyond the cached scope are known by name only after the server was asked. */
  const learnNames = async (personIds: readonly string[]): Promise<void> => {
    for (const personId of personIds) if (directory.known(personId) === undefined) await directory.person(personId);
  };

  return {
    create,
    follow,
    followPreview,
    act,
    dismiss: (opId: string): Result<null, AppError> => {
      const entry = workbook.outbox().find((item) => item.command.opId === opId);
      if (entry === undefined) return err(appError('not-found'));
      // A document whose 拟稿 the server refused exists nowhere else: it goes with its act; what was typed stays as a branch.
      const isStillborn = entry.command.kind === 'create' && isSettled(entry);
      if (isStillborn) options.documents().forget(entry.command.docId);
      const written = stored(() => {
        workbook.change([{ kind: 'dismissed', opId }]);
        if (isStillborn) workbook.remove(entry.command.docId);
      });
      if (written.ok) options.onTaken(entry.command.docId);
      return written;
    },
  };
}
