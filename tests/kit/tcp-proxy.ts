/**
 * A network cable for tests: a TCP proxy whose link can be cut (open connections die, new ones are refused) and joined again.
 * The address stays the same over cuts.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TcpProxy {
  /** `http://127.0.0.1:…`, the far end of the cable. */
  readonly url: string;
  cut(): void;
  join(): void;
  isCut(): boolean;
  /** The server behind it has moved, for example after a restart on another port. */
  target(url: string): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  let target = new URL(targetUrl);
  let isCut = false;
  const open = new Set<Socket>();

  const track = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const server: Server = createServer((near) => {
    track(near);
    if (isCut) return void near.destroy();
    const far = connect({ host: target.hostname.replace(/^\[|\]$/g, ''), port: Number(target.port) });
    track(far);
    near.pipe(far);
    far.pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const destroyAll = (): void => { for (const socket of open) socket.destroy(); };

  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => { isCut = true; destroyAll(); },
    join: () => { isCut = false; },
    isCut: () => isCut,
    target: (url) => { target = new URL(url); },
    close: async () => {
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
