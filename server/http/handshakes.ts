/**
 * Bounds the connections of one address that have not finished their first request: a county may sit behind one address, a flood of
 * silent connections may not fill the table of files. What has said who it is counts no longer.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export function guardHandshakes(server: Server, perAddressMax: number): () => void {
  const silent = new Map<string, number>();
  const counted = new WeakMap<Socket, string>();

  const release = (socket: Socket): void => {
    const address = counted.get(socket);
    if (address === undefined) return;
    counted.delete(socket);
    // Thousands of them stay open for a day: nothing is kept for one that counts no longer.
    socket.off('close', onClose);
    const left = (silent.get(address) ?? 1) - 1;
    if (left === 0) silent.delete(address);
    else silent.set(address, left);
  };
  function onClose(this: Socket): void {
    release(this);
  }
  const onConnection = (socket: Socket): void => {
    const address = socket.remoteAddress ?? '';
    const count = (silent.get(address) ?? 0) + 1;
    if (count > perAddressMax) {
      socket.destroy();
      return;
    }
    silent.set(address, count);
    counted.set(socket, address);
    socket.on('close', onClose);
  };
  const onRequest = ({ socket }: IncomingMessage): void => release(socket);
  server.on('connection', onConnection);
  server.on('request', onRequest);
  server.on('upgrade', onRequest);
  return () => {
    server.off('connection', onConnection);
    server.off('request', onRequest);
    server.off('upgrade', onRequest);
  };
}
