/** A 督办 of a township, set up by its drafter, approved by its leader and given to one person, whole or as a part of another. Driven over http, as any client would. */
import type { Outcome } from '#shared/protocol/http.ts';
import { randomId, type ServerClient } from './server-client.ts';

export interface SupervisionOffice {
  readonly drafter: ServerClient;
  readonly leader: ServerClient;
  /** Whom it is given to. */
  readonly lead: ServerClient;
}

export async function createSupervision(client: ServerClient, subject: string, whole: string | null): Promise<{ readonly docId: string; readonly outcome: Outcome }> {
  const docId = randomId();
  const [post] = client.session.person.memberships;
  const outcome = await client.act({
    kind: 'create', docId, templateId: 'supervision-1', organId: post?.organId, organName: post?.organName, mainRecipientId: null, mainRecipientName: '',
    title: `${post?.organName}关于${subject}的督办件`, urgency: 'normal', basis: whole === null ? null : { docId: whole, relation: 'part' },
  });
  return { docId, outcome };
}

/** An act on the step and the text as they stand. */
export async function step(client: ServerClient, docId: string, kind: 'submit' | 'approve' | 'receive' | 'report' | 'complete', more: object = {}): Promise<Outcome> {
  const { state } = await client.view(docId);
  const { hash } = (await client.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body;
  return client.act({ kind, docId, stepNo: state.stepNo, ...(kind === 'submit' || kind === 'approve' ? { contentHash: hash } : {}), ...more });
}

/** Given to the lead, who has not signed for it yet; null leaves its day to the table. */
export async function assignSupervision({ drafter, leader, lead }: SupervisionOffice, subject: string, whole: string | null, dueAt: number | null = null): Promise<string> {
  const { docId, outcome } = await createSupervision(drafter, subject, whole);
  const outcomes = [outcome];
  outcomes.push(await step(drafter, docId, 'submit', { opinion: '', people: [{ personId: lead.session.person.personId, share: 'lead' }], dueAt, reasons: {} }));
  outcomes.push(await step(leader, docId, 'approve', { opinion: '同意立项', people: [] }));
  const refused = outcomes.find(({ status }) => status !== 'accepted');
  if (refused !== undefined) throw new Error(JSON.stringify(refused));
  return docId;
}
