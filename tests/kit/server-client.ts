/** A person at the server's public face: signs in, asks, acts, opens documents with the stock provider. */
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { DocumentView, FeedResponse, Outcome, SessionResponse } from '#shared/protocol/http.ts';
import type { Command } from '#shared/workflow/command.ts';
import { randomBytes } from 'node:crypto';
import { sm3 } from '#server/sm3.ts';
import { waitFor } from './wait-for.ts';

export const randomId = (): string => randomBytes(16).toString('hex');

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** A command with plain strings for ids and without what every one needs; the server parses it like anybody's. */
export interface Act {
  readonly kind: Command['kind'];
  readonly docId: string;
  readonly [field: string]: unknown;
}

export interface ServerClient {
  readonly url: string;
  readonly token: string;
  readonly session: SessionResponse;
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  delete(path: string): Promise<Answer>;
  /** One command, its envelope filled in; answers the outcome. */
  act(act: Act): Promise<Outcome>;
  view(docId: string): Promise<DocumentView>;
  feed(after?: number): Promise<FeedResponse>;
  /** A new 请示 with a body, ready to be handed on. */
  open(docId: string): Promise<OpenDocument>;
}

export interface OpenDocument {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  type(text: string): void;
  text(): string;
  hash(): string;
  close(): void;
}

export async function request<T>(url: string, path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const response = await fetch(url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T };
}

export const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

export async function signIn(url: string, account: { readonly login: string; readonly password: string }): Promise<ServerClient> {
  const answer = await request<SessionResponse>(url, '/api/session', json({ login: account.login, password: account.password }));
  if (answer.status !== 200) throw new Error(`${account.login} could not sign in: ${JSON.stringify(answer.body)}`);
  const { token } = answer.body;
  // One for all, so that the same act sent again is the same.
  const claimedAt = Date.now();
  const authorization = { authorization: `Bearer ${token}` };
  const get = <T>(path: string): Promise<Answer<T>> => request<T>(url, path, { headers: authorization });
  const post = <T>(path: string, body: unknown): Promise<Answer<T>> => request<T>(url, path, json(body, authorization));
  return {
    url, token, session: answer.body, get, post,
    delete: (path) => request(url, path, { method: 'DELETE', headers: authorization }),
    act: async (act) => {
      const { body } = await post<{ readonly outcomes: readonly [Outcome] }>('/api/commands', { commands: [{ opId: randomId(), claimedAt, ...act }] });
      if (body.outcomes === undefined) throw new Error(JSON.stringify(body));
      return body.outcomes[0];
    },
    view: async (docId) => (await get<DocumentView>(`/api/documents/${docId}`)).body,
    feed: async (after = 0) => (await get<FeedResponse>(`/api/feed?after=${after}`)).body,
    open: (docId) => openDocument(url, token, docId),
  };
}

async function openDocument(url: string, token: string, docId: string): Promise<OpenDocument> {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${url.replace(/^http/, 'ws')}/collab`, docId, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket, protocols: [`${SUBPROTOCOL.bearerPrefix}${token}`], disableBc: true,
  });
  await waitFor(() => provider.synced, { what: `document ${docId} to be synced` });
  return {
    doc, provider,
    type: (text) => typeInto(doc, text),
    text: () => bodyOf(doc).toString(),
    hash: () => contentFacts(doc, sm3).hash,
    close: () => {
      provider.destroy();
      doc.destroy();
    },
  };
}

/** Appends to the first paragraph of the body. */
export function typeInto(doc: Y.Doc, text: string): void {
  const paragraph = bodyOf(doc).toArray().find((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === NODE.paragraph);
  if (paragraph === undefined) throw new Error('no paragraph');
  doc.transact(() => {
    const first = paragraph.get(0);
    if (first instanceof Y.XmlText) first.insert(first.length, text);
    else paragraph.insert(0, [new Y.XmlText(text)]);
  });
}
