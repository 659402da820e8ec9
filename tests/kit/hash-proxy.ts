/**
 * What stands in front of several nodes: sockets of one document go to one node (rendezvous hashing over those that answer), everything else to
 * any. A node that stops answering loses its connections here, so that clients go elsewhere at once, as behind any router with health checks.
 */
import { createHash } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface HashProxy {
  readonly url: string;
  /** The node that new sockets of this document are sent to. */
  ownerOf(docId: string): string | undefined;
  up(): readonly string[];
  close(): Promise<void>;
}

interface Node {
  readonly url: URL;
  readonly sockets: Set<Duplex>;
  isUp: boolean;
  misses: number;
}

const CHECK_INTERVAL_MS = 150;
const CHECK_TIMEOUT_MS = 500;
const MISSES_MAX = 2;

export async function startHashProxy(urls: readonly string[]): Promise<HashProxy> {
  const nodes: readonly Node[] = urls.map((url) => ({ url: new URL(url), sockets: new Set(), isUp: true, misses: 0 }));
  const near = new Set<Socket>();
  let turn = 0;
  let isClosed = false;

  const weight = (node: Node, key: string): string => createHash('sha256').update(`${node.url.host} ${key}`).digest('hex');
  const nodeFor = (key: string): Node | undefined => nodes.filter(({ isUp }) => isUp).toSorted((a, b) => (weight(a, key) < weight(b, key) ? 1 : -1))[0];
  const anyNode = (): Node | undefined => {
    const up = nodes.filter(({ isUp }) => isUp);
    turn += 1;
    return up[turn % up.length];
  };

  const check = async (node: Node): Promise<void> => {
    try {
      const answer = await fetch(new URL('/healthz', node.url), { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
      const { status } = (await answer.json()) as { readonly status: string };
      node.misses = status === 'draining' ? MISSES_MAX : 0;
    } catch (error) {
      // Refused: there is no process. Anything else may be a slow moment.
      node.misses += error instanceof TypeError ? MISSES_MAX : 1;
    }
    node.isUp = node.misses < MISSES_MAX;
    if (!node.isUp) for (const socket of node.sockets) socket.destroy();
  };
  const checking = nodes.map(async (node) => {
    while (!isClosed) {
      await check(node);
      await new Promise((resolve) => setTimeout(resolve, CHECK_INTERVAL_MS));
    }
  });

  const forward = (incoming: IncomingMessage, response: ServerResponse): void => {
    const node = anyNode();
    const fail = (): void => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    };
    if (node === undefined) return fail();
    const outgoing = httpRequest({ host: node.url.hostname, port: node.url.port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('socket', (socket) => {
      node.sockets.add(socket);
      socket.once('close', () => node.sockets.delete(socket));
    });
    outgoing.on('error', fail);
    incoming.pipe(outgoing);
  };

  const upgrade = (incoming: IncomingMessage, client: Duplex, head: Buffer): void => {
    const path = (incoming.url ?? '').split('?', 1)[0] ?? '';
    const node = path.startsWith('/collab/') ? nodeFor(path.slice('/collab/'.length)) : anyNode();
    client.on('error', () => client.destroy());
    if (node === undefined) return void client.destroy();
    const far = connect({ host: node.url.hostname, port: Number(node.url.port) }, () => {
      const headers = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, index) => `${incoming.rawHeaders[index * 2]}: ${incoming.rawHeaders[index * 2 + 1]}\r\n`);
      far.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
      if (head.length > 0) far.write(head);
      far.pipe(client);
      client.pipe(far);
    });
    node.sockets.add(far);
    far.on('error', () => far.destroy());
    far.on('close', () => {
      node.sockets.delete(far);
      client.destroy();
    });
    client.on('close', () => far.destroy());
  };

  const server = createServer(forward);
  server.on('upgrade', upgrade);
  server.on('connection', (socket) => {
    near.add(socket);
    socket.once('close', () => near.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ownerOf: (docId) => nodeFor(docId)?.url.origin,
    up: () => nodes.filter(({ isUp }) => isUp).map(({ url }) => url.origin),
    close: async () => {
      isClosed = true;
      for (const socket of near) socket.destroy();
      for (const { sockets } of nodes) for (const socket of sockets) socket.destroy();
      await Promise.all([...checking, new Promise((resolve) => server.close(resolve))]);
    },
  };
}
