/** A 报告 of a township on its whole short way: drafted, signed, issued, and put away by the registrar. Driven over http, as any client would. */
import type { Outcome } from '#shared/protocol/http.ts';
import type { ServerClient } from './server-client.ts';

export interface Office {
  readonly drafter: ServerClient;
  readonly mayor: ServerClient;
  readonly registrar: ServerClient;
}

const accepted = (outcome: Outcome): void => {
  if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
};

export const draftReport = async ({ drafter }: Office, title: string): Promise<string> =>
  (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'report-1', title })).body.docId;

export async function issueReport({ drafter, mayor }: Office, docId: string): Promise<string> {
  const { hash } = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body;
  accepted(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} }));
  accepted(await mayor.act({ kind: 'signOff', docId, stepNo: 1, contentHash: hash, opinion: '同意' }));
  return hash;
}

export const archive = ({ registrar }: Office, docId: string, stepNo = 4): Promise<Outcome> => registrar.act({ kind: 'archive', docId, stepNo });
