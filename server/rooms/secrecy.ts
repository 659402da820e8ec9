/**
 * The server's own guard against state secrets (R21). A client of ours sends nothing of a text that shows a 密级 mark; this is for the others. A room does not
 * hold the text, so an update is only looked over for characters that a mark has; where one comes, the text as it is now stored is built in a text thread and
 * looked at, as it is whenever a document is compacted. One that shows a mark is closed for writing, but for deletions, and somebody is woken;
 * it opens again when a later look finds none.
 *
 * Always true: what is closed stays closed over a restart (a row of `meta`), and no word of a text is in a log. Not true: that a mark never lies on the disk:
 * the update that brought it is durable before anybody could see what it spells.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { hasSignOfSecrecy } from '#shared/gbt9704/check/classified.ts';
import type { Log } from '#server/log.ts';
import { ALARM } from '#server/ops/alarms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readText } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';

export interface SecrecyDeps {
  readonly storage: Storage;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly log: Log;
  /** Closed or open again. */
  readonly onChange: (docId: DocId) => void;
}

export interface Secrecy {
  isClosed(docId: DocId): boolean;
  /** An update has become part of the text. */
  admitted(docId: DocId, bytes: Uint8Array): void;
  /** Looks at the text as it is stored. */
  look(docId: DocId): Promise<void>;
  /** Once in a while: looks at what has changed and might show a mark by what was taken out between. */
  tick(): void;
  /** Nobody writes in it now. */
  forget(docId: DocId): void;
  /** Resolves when every look is over. */
  settled(): Promise<void>;
}

const PREFIX = 'classified.';
const utf8 = new TextDecoder();

export function createSecrecy({ storage, texts, clock, log, onChange }: SecrecyDeps): Secrecy {
  const closed = new Set<DocId>();
  /** Documents in which a character of a mark was written: from then on a deletion may bring two of them together. */
  const suspects = new Set<DocId>();
  const due = new Set<DocId>();
  const looking = new Map<DocId, Promise<void>>();
  const again = new Set<DocId>();

  const known = storage.read((tx) => tx.selectFrom('meta').select('key').where('key', 'like', `${PREFIX}%`).execute()).then((rows) => {
    for (const { key } of rows) {
      closed.add(key.slice(PREFIX.length) as DocId);
      onChange(key.slice(PREFIX.length) as DocId);
    }
  }).catch((error: unknown) => { log.warn({ err: error }, 'which documents are closed for secrecy could not be read'); });

  const judge = async (docId: DocId): Promise<void> => {
    await known;
    const { parts } = await readText(storage, docId);
    const { facts } = await texts.inspect(docId, parts);
    if (facts.isClassified === closed.has(docId)) return;
    const key = `${PREFIX}${docId}`;
    if (facts.isClassified) {
      closed.add(docId);
      onChange(docId);
      log.error({ alarm: ALARM.classified, docId }, 'a text shows a mark of secrecy; it is closed for writing');
      await storage.tx((tx) => tx.insertInto('meta').values({ key, value: String(clock.now()) }).onConflict((c) => c.doNothing()).execute());
    } else {
      await storage.tx((tx) => tx.deleteFrom('meta').where('key', '=', key).execute());
      closed.delete(docId);
      onChange(docId);
      log.info({ alarm: ALARM.classified, docId, isOver: true }, 'a text shows no mark of secrecy any more');
    }
  };
  /** One look at a time; what comes meanwhile is looked at once, afterwards. */
  const look = (docId: DocId): Promise<void> => {
    const running = looking.get(docId);
    if (running !== undefined) {
      again.add(docId);
      return running;
    }
    const work = (async () => {
      do {
        again.delete(docId);
        await judge(docId);
      } while (again.has(docId));
    })().catch((error: unknown) => { log.warn({ err: error, docId }, 'a text could not be looked at for marks of secrecy'); }).finally(() => looking.delete(docId));
    looking.set(docId, work);
    return work;
  };

  return {
    isClosed: (docId) => closed.has(docId),
    look,
    admitted: (docId, bytes) => {
      if (hasSignOfSecrecy(utf8.decode(bytes))) {
        suspects.add(docId);
        void look(docId);
      } else if (closed.has(docId)) void look(docId);
      else if (suspects.has(docId)) due.add(docId);
    },
    tick: () => {
      for (const docId of due) void look(docId);
      due.clear();
    },
    forget: (docId) => {
      suspects.delete(docId);
      if (due.delete(docId)) void look(docId);
    },
    settled: async () => {
      await known;
      while (looking.size > 0) await Promise.all(looking.values());
    },
  };
}
