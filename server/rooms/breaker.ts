/**
 * The breaker (熔断): which documents are read-only because of their own faults. The rows of `document_fault` are the truth, for every node and
 * over restarts; what is held here is what this process has heard of them, so that an edit can be refused without asking storage.
 * Decides when a document breaks and up to where it is good; rooms and commands act on it, `heal` (server/ops) ends it.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { countFault, lookForBroken, readFault, writeFault, type BrokenDocument, type FaultReason } from '#server/documents/faults.ts';
import type { Log } from '#server/log.ts';
import { StorageError, type Storage } from '#server/storage/storage.ts';
import { findLastGood } from '#server/text/last-good.ts';
import { isOfTheText, TextFailure } from '#server/text/lane.ts';
import type { Texts } from '#server/text/texts.ts';

export interface Breaker {
  isBroken(docId: DocId): boolean;
  /** Read together with the document, so that what is read and what may be written agree. */
  learn(docId: DocId, isBroken: boolean): void;
  /** One more fault, in the document's turn and while nothing of it is under way. Answers whether the document is read-only now. */
  blame(docId: DocId, error: unknown): Promise<boolean>;
  /** Reads what other processes have written: `heal` above all. */
  look(): Promise<void>;
  close(): void;
}

export interface BreakerDeps {
  readonly storage: Storage;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly log: Log;
  /** Broken by another process, or healed. */
  readonly onChange: (docId: DocId) => void;
}

const LOOK_EVERY_MS = 4_000;

/** What is not the document's own: the disk, the machine, a server that stops. */
const isFault = (error: unknown): boolean => !(error instanceof StorageError) && (isOfTheText(error) || !(error instanceof TextFailure));

export function createBreaker({ storage, texts, clock, log, onChange }: BreakerDeps): Breaker {
  const broken = new Set<DocId>();
  /** The disk would not take them yet. */
  const unwritten = new Map<DocId, BrokenDocument>();

  /** Nothing is lost by writing later: this process refuses edits meanwhile, and a disk that takes nothing takes no edits either. */
  const write = async (fault: BrokenDocument): Promise<void> => {
    unwritten.set(fault.docId, fault);
    await storage.tx((tx) => writeFault(tx, fault));
    unwritten.delete(fault.docId);
  };

  const blame = async (docId: DocId, error: unknown): Promise<boolean> => {
    if (broken.has(docId)) return true;
    if (!isFault(error)) return false;
    const reason: FaultReason = isOfTheText(error) ? error.reason : 'error';
    const { fault, isEnough } = countFault(await storage.read((tx) => readFault(tx, docId)), docId, reason, clock.now());
    log.warn({ docId, reason, count: fault.count }, 'a document has had a fault');
    if (!isEnough) {
      await storage.tx((tx) => writeFault(tx, fault));
      return false;
    }
    const upToSeq = await findLastGood(storage, texts, docId);
    broken.add(docId);
    log.error({ docId, reason, count: fault.count, upToSeq }, 'a document is read-only from its last good state');
    await write({ ...fault, openedAt: fault.at, upToSeq }).catch((failure: unknown) => log.warn({ err: failure, docId }, 'a broken document could not be written down yet'));
    return true;
  };

  const look = async (): Promise<void> => {
    for (const fault of unwritten.values()) await write(fault);
    // What breaks here while this is reading is in neither.
    const before = new Set(broken);
    const now = new Set((await lookForBroken(storage)).map(({ docId }) => docId));
    for (const docId of before) if (!now.has(docId) && broken.delete(docId)) onChange(docId);
    for (const docId of now) {
      if (broken.has(docId)) continue;
      broken.add(docId);
      onChange(docId);
    }
  };
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look().catch((error: unknown) => log.debug({ err: error }, 'broken documents could not be read')).finally(() => { looking = null; });
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    isBroken: (docId) => broken.has(docId),
    learn: (docId, isBroken) => { if (isBroken) broken.add(docId); },
    blame,
    look,
    close: () => clearInterval(timer),
  };
}
