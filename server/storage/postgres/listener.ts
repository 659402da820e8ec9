/**
 * LISTEN on a connection of its own, connected again whenever it breaks. What it hears is only ever a hint: the truth is read by cursor,
 * so a notification that was missed costs time and nothing else.
 */
import pg from 'pg';
import { clientConfig } from './connection.ts';

export interface Listener {
  close(): Promise<void>;
}

const RETRY_MS = 1_000;

/** `onConnect` is called on every new connection: what happened before it went unheard. */
export function listen(url: string, name: string, channels: readonly string[], onNotice: (channel: string, payload: string) => void, onConnect: () => void): Listener {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const again = (broken: pg.Client): void => {
    if (client !== broken) return;
    client = null;
    broken.end().catch(() => {});
    if (!isClosed) timer = setTimeout(connect, RETRY_MS);
  };

  function connect(): void {
    timer = null;
    const opening = new pg.Client(clientConfig(url, 'reading', name));
    client = opening;
    opening.on('error', () => again(opening));
    opening.on('end', () => again(opening));
    opening.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''));
    opening.connect()
      .then(() => opening.query(channels.map((channel) => `listen ${channel}`).join('; ')))
      .then(() => { if (client === opening) onConnect(); }, () => again(opening));
  }
  connect();

  return {
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      const last = client;
      client = null;
      await last?.end().catch(() => {});
    },
  };
}
