/** One keep-alive HTTP connection, one request at a time, reduced to what a load needs: a full client would be the thing that is measured. */
import { createConnection } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Caller {
  call(method: 'GET' | 'POST', path: string, token: string, body?: unknown): Promise<Answer>;
  end(): void;
}

const HEAD_END = '\r\n\r\n';

export function openCaller(port: number): Caller {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | null = null;
  let read: Buffer = Buffer.alloc(0);
  let ended: Error | null = null;

  socket.on('data', (chunk) => {
    read = read.length === 0 ? chunk : Buffer.concat([read, chunk]);
    const headEnd = read.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = read.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + HEAD_END.length + length;
    if (read.length < end) return;
    const body: unknown = JSON.parse(read.toString('utf8', headEnd + HEAD_END.length, end));
    read = read.subarray(end);
    const answered = waiting;
    waiting = null;
    answered?.resolve({ status: Number(head.slice(9, 12)), body });
  });
  const fail = (error: Error): void => {
    ended = error;
    waiting?.reject(error);
    waiting = null;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection ended')));

  return {
    call: (method, path, token, body) => new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      waiting = { resolve, reject };
      const text = body === undefined ? '' : JSON.stringify(body);
      const more = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n${more}\r\n${text}`);
    }),
    end: () => { socket.destroy(); },
  };
}
