/** After a restart everybody opens their large document at the same moment. */
import { now, pause, until } from '../driver/clock.ts';
import { largeDocument, type LargeDocument } from '../driver/large-document.ts';
import { limitOf, startMeter } from '../driver/meter.ts';
import { rssPeakKb } from '../driver/process.ts';
import { failIfLost, open, settle, type Context, type Outcome } from '../driver/scenario.ts';
import type { Client } from '../driver/client.ts';

const BYTES = 200_000;
const AT_ONCE = 10;
const LOAD_LIMIT_MS = 60_000;
const OPEN_LIMIT_MS = 40_000;

export async function s3(context: Context): Promise<Outcome> {
  const documents = context.isQuick ? 40 : 200;
  const large = largeDocument(BYTES, 3);
  const isComplete = ({ covered }: Client): boolean => [...large.vector].every(([client, clock]) => (covered.get(client) ?? 0) >= clock);
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let doc = next; doc < documents; doc = next) {
      next += 1;
      await fill(context, doc, large, isComplete);
    }
  }));
  await pause(3_000); // Hocuspocus stores two seconds after the last edit; it shall have its chance.
  await settle(context.server.pid());
  await context.server.stop();
  const startedAt = now();
  await context.server.startAgain();
  const startMs = now() - startedAt;
  await settle(context.server.pid(), 10_000);

  const rssIdleMb = rssPeakKb(context.server.pid()) / 1_024;
  const meter = startMeter(context.server.pid());
  const openedAt = now();
  const clients = Array.from({ length: documents }, (_, doc) => open(context, doc, 1));
  await until('everybody to have all of their document', () => { failIfLost(clients); return clients.every(isComplete); }, OPEN_LIMIT_MS, 1);
  const openMs = now() - openedAt;
  const cost = meter.stop();
  const rssPeakMb = rssPeakKb(context.server.pid()) / 1_024;
  for (const client of clients) client.end();
  return {
    metrics: { openMs, rssPeakMb, rssStartedMb: rssIdleMb, cpuSeconds: cost.serverCpuMs / 1_000, startMs, bytesEach: large.bytes },
    limit: limitOf(cost), othersCores: cost.othersCpuMs / cost.wallMs,
  };
}

/** Writes the history as its author would, and looks from a second place whether it arrived. */
async function fill(context: Context, doc: number, large: LargeDocument, isComplete: (client: Client) => boolean): Promise<void> {
  const author = open(context, doc, 0);
  await until('an author to be synced', () => { failIfLost([author]); return author.isReady(); }, LOAD_LIMIT_MS);
  for (const update of large.updates) author.update(update);
  const reader = open(context, doc, 1);
  let askedAt = now();
  await until('a document to be filled', () => {
    failIfLost([author, reader]);
    if (isComplete(reader)) return true;
    if (now() - askedAt > 3_000) {
      askedAt = now();
      reader.askForAll();
    }
    return false;
  }, LOAD_LIMIT_MS);
  author.end();
  reader.end();
}
