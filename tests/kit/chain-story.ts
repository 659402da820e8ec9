/** 请示 that go up level by level and come back answered, driven over http as any client would. */
import type { DocumentView, Outcome } from '#shared/protocol/http.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import { RELATION_OF, type FollowUp } from '#shared/workflow/follow-up.ts';
import { randomId, type ServerClient } from './server-client.ts';

/** Whoever drafts, signs and receives at one organ; one person may be several of them. */
export interface ChainOffice {
  readonly drafter: ServerClient;
  readonly leader: ServerClient;
  readonly registrar: ServerClient;
  /** Where the organ has the long way: 部门审核, 核稿, 用印. */
  readonly more: { readonly [role in 'sectionHead' | 'reviewer' | 'sealKeeper']?: ServerClient };
}

const accepted = (outcome: Outcome): void => {
  if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
};

export const organOf = ({ drafter }: ChainOffice): { readonly organId: string; readonly organName: string } => {
  const [post] = drafter.session.person.memberships;
  if (post === undefined) throw new Error('no post');
  return { organId: post.organId, organName: post.organName };
};

type OnStep = 'submit' | 'signOff' | 'register' | 'print' | 'seal' | 'dispatch' | 'receive' | 'refuse' | 'approve' | 'propose' | 'instruct' | 'complete';
const BINDING: readonly OnStep[] = ['submit', 'approve', 'signOff', 'register', 'print', 'seal', 'dispatch'];

/** An act on the step and the text as they stand. */
export async function stepOn(client: ServerClient, docId: string, kind: OnStep, more: object = {}): Promise<Outcome> {
  const { state } = await client.view(docId);
  const contentHash = BINDING.includes(kind) ? (await client.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash : undefined;
  return client.act({ kind, docId, stepNo: state.stepNo, ...(contentHash === undefined ? {} : { contentHash }), ...more });
}

/** From draft to 已发, whatever steps the organ has set in between. */
export async function issue(office: ChainOffice, docId: string): Promise<DocumentView> {
  const { drafter, leader, registrar, more } = office;
  const WAY = {
    drafting: [drafter, 'submit', { people: [], dueAt: null, reasons: {} }], departmentReview: [more.sectionHead, 'approve', { people: [] }], officeReview: [more.reviewer, 'approve', { people: [] }],
    signing: [leader, 'signOff', {}], proofreading: [registrar, 'approve', { people: [] }], registering: [registrar, 'register', {}], printing: [registrar, 'print', {}],
    sealing: [more.sealKeeper, 'seal', {}], dispatching: [registrar, 'dispatch', {}],
  } as const satisfies { readonly [stage in Stage]?: readonly [ServerClient | undefined, OnStep, object] };
  const way: Partial<Record<Stage, readonly [ServerClient | undefined, OnStep, object]>> = WAY;
  for (;;) {
    const view = await drafter.view(docId);
    const [client, kind, fields] = way[view.state.stage] ?? [];
    if (client === undefined || kind === undefined) return view;
    accepted(await stepOn(client, docId, kind, { opinion: '', ...fields }));
  }
}

/** A 请示 of its own matter, written and sent. */
export async function ask(office: ChainOffice, recipient: ChainOffice, subject: string): Promise<string> {
  const docId = randomId();
  const [own, to] = [organOf(office), organOf(recipient)];
  accepted(await office.drafter.act({
    kind: 'create', docId, templateId: 'request-1', ...own, mainRecipientId: to.organId, mainRecipientName: to.organName, title: `${own.organName}关于${subject}的请示`, urgency: 'normal', basis: null,
  }));
  await write(office.drafter, docId, '村道多处塌方，群众出行困难，需资金 12 万元。');
  await issue(office, docId);
  return docId;
}

export async function write(client: ServerClient, docId: string, words: string): Promise<void> {
  const open = await client.open(docId);
  open.type(words);
  const hash = open.hash();
  for (let tries = 0; (await client.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash !== hash; tries += 1) if (tries > 200) throw new Error('the words did not arrive');
  open.close();
}

export const TEMPLATES = { answer: 'reply-2', escalate: 'request-escalation-1', correct: 'request-1' } as const;

/** 拟稿 of a document that follows from another one; answers what the server said. */
export async function follow(client: ServerClient, followUp: FollowUp, basisId: string, recipient: { readonly organId: string; readonly organName: string }, more: object = {}): Promise<{ readonly docId: string; readonly outcome: Outcome }> {
  const docId = randomId();
  const { state } = await client.view(basisId);
  const outcome = await client.act({
    kind: 'create', docId, templateId: TEMPLATES[followUp], organId: state?.organId ?? 'nowhere1', organName: state?.organName ?? '某单位', mainRecipientId: recipient.organId, mainRecipientName: recipient.organName,
    title: `${state?.organName ?? ''}关于修缮村道的${followUp === 'answer' ? '批复' : '请示'}`, urgency: 'normal', basis: { docId: basisId, relation: RELATION_OF[followUp] }, ...more,
  });
  return { docId, outcome };
}

/** Drafted, signed, sent. */
export async function followAndIssue(office: ChainOffice, followUp: FollowUp, basisId: string, recipient: ChainOffice): Promise<string> {
  const { docId, outcome } = await follow(office.drafter, followUp, basisId, organOf(recipient));
  accepted(outcome);
  if (followUp !== 'correct') await write(office.drafter, docId, followUp === 'escalate' ? '我们的意见：拟同意。' : '原则同意所请事项。');
  await issue(office, docId);
  return docId;
}

/** The copy that an organ has of a document. */
export async function copyOf(client: ServerClient, originId: string): Promise<string> {
  const found = (await client.feed()).documents.find(({ state }) => state.direction === 'incoming' && state.origin.docId === originId);
  if (found === undefined) throw new Error(`no copy of ${originId}`);
  return found.state.docId;
}

/** Signed for, and where it is a 请示, on the desk of whoever drafts the answer. */
export async function take(office: ChainOffice, originId: string): Promise<string> {
  const docId = await copyOf(office.registrar, originId);
  accepted(await stepOn(office.registrar, docId, 'receive'));
  const { state } = await office.registrar.view(docId);
  if (state.stage === 'registering') accepted(await office.registrar.act({ kind: 'register', docId, stepNo: state.stepNo, contentHash: null, opinion: '' }));
  return docId;
}

/** The office has looked at it, and the leader gives it to whoever drafts. */
export async function assign(office: ChainOffice, copyId: string): Promise<void> {
  const { reviewer } = office.more;
  const stage = async (): Promise<Stage> => (await office.registrar.view(copyId)).state.stage;
  if (reviewer !== undefined && await stage() === 'screening') accepted(await reviewer.act({ kind: 'approve', docId: copyId, stepNo: (await reviewer.view(copyId)).state.stepNo, contentHash: (await reviewer.view(copyId)).state.contentHash, opinion: '', people: [] }));
  if (reviewer !== undefined && await stage() === 'proposing') accepted(await stepOn(reviewer, copyId, 'propose', { opinion: '请领导批示', to: 'deciding', people: [], dueAt: null }));
  accepted(await stepOn(office.leader, copyId, 'instruct', { opinion: '请研究', to: 'handling', people: [{ personId: office.drafter.session.person.personId, share: 'lead' }], dueAt: null }));
}
