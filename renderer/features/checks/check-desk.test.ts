import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { bodyOf } from '#shared/doc/shape.ts';
import type { Finding } from '#shared/gbt9704/check/model.ts';
import { replica } from '#tests/kit/documents.ts';
import { UNITS } from '#tests/kit/small-org.ts';
import { drafting } from '#tests/kit/story.ts';
import { CHECKED_AT_LEAST_EVERY_MS, createCheckDesk, RESTS_AFTER_MS } from './check-desk.ts';
import { createChecker, type CheckWorker } from './checker.ts';
import type { DraftFacts, FromWorker, ToWorker } from './messages.ts';

const FACTS: DraftFacts = { state: drafting(), extras: {}, units: UNITS, ties: {} };

/** Time that passes when it is told to. */
function clock() {
  let now = 0;
  let due: { readonly at: number; readonly run: () => void } | null = null;
  return {
    now: () => now,
    after: (ms: number, run: () => void) => {
      const mine = { at: now + ms, run };
      due = mine;
      return () => { if (due === mine) due = null; };
    },
    pass: (ms: number) => {
      now += ms;
      if (due === null || due.at > now) return;
      const { run } = due;
      due = null;
      run();
    },
  };
}

const rulesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule }) => rule);
/** Into the first paragraph, which is empty at first. */
const type = (doc: Y.Doc, letters: string): void => doc.transact(() => {
  const paragraph = bodyOf(doc).get(2) as Y.XmlElement;
  if (paragraph.length === 0) paragraph.insert(0, [new Y.XmlText()]);
  (paragraph.get(0) as Y.XmlText).insert(0, letters);
});

describe('checking while one types', () => {
  it('[CHK30] waits until typing rests, answers once and about the newest text', () => {
    const time = clock();
    const answers: FromWorker[] = [];
    const take = createCheckDesk({ ...time, post: (message) => answers.push(message) });
    const doc = replica(11);
    doc.on('update', (update: Uint8Array) => take({ kind: 'text', update }));
    take({ kind: 'text', update: Y.encodeStateAsUpdate(doc) });
    time.pass(RESTS_AFTER_MS);
    expect(answers, 'without facts there is nothing to ask').toEqual([]);
    take({ kind: 'facts', facts: FACTS });
    for (const letters of ['机', '密']) {
      time.pass(RESTS_AFTER_MS - 10);
      type(doc, letters);
    }
    expect(answers).toEqual([]);
    time.pass(RESTS_AFTER_MS);
    expect(answers.map(({ findings }) => rulesOf(findings))).toEqual([['R8']]);
    type(doc, '绝密★');
    time.pass(RESTS_AFTER_MS);
    expect(rulesOf(answers.at(-1)!.findings)).toEqual(['R8', 'R21']);
    time.pass(60_000);
    expect(answers).toHaveLength(2);
  });

  it('[CHK30] does not wait for ever for somebody who never rests', () => {
    const time = clock();
    const answers: FromWorker[] = [];
    const take = createCheckDesk({ ...time, post: (message) => answers.push(message) });
    const doc = replica(11);
    take({ kind: 'facts', facts: FACTS });
    take({ kind: 'text', update: Y.encodeStateAsUpdate(doc) });
    doc.on('update', (update: Uint8Array) => take({ kind: 'text', update }));
    for (let passed = 0; passed < CHECKED_AT_LEAST_EVERY_MS + RESTS_AFTER_MS; passed += 100) {
      type(doc, '字');
      time.pass(100);
    }
    expect(answers).toHaveLength(1);
  });

  it('[CHK31] a worker that dies is started again with the whole text and the facts, a few times and no more', () => {
    const workers: (CheckWorker & { readonly heard: ToWorker[]; isOver: boolean })[] = [];
    const start = (): CheckWorker => {
      const worker = { heard: [] as ToWorker[], isOver: false, onmessage: null, onerror: null, postMessage: (message: ToWorker) => { worker.heard.push(message); }, terminate: () => { worker.isOver = true; } };
      workers.push(worker);
      return worker;
    };
    const stops: boolean[] = [];
    const doc = replica(11);
    const checker = createChecker(doc, start, { onFindings: () => undefined, onStopped: (willRestart) => stops.push(willRestart) });
    checker.know(FACTS);
    type(doc, '路基');
    expect(workers[0]?.heard.map(({ kind }) => kind)).toEqual(['text', 'facts', 'text']);
    const fail = (): void => { workers.at(-1)?.onerror?.({ preventDefault: () => undefined } as ErrorEvent); };
    fail();
    expect(workers[0]?.isOver).toBe(true);
    expect(workers[1]?.heard.map(({ kind }) => kind)).toEqual(['text', 'facts']);
    const copy = new Y.Doc();
    const [whole] = workers[1]!.heard;
    if (whole?.kind === 'text') Y.applyUpdate(copy, whole.update);
    expect(bodyOf(copy).toJSON()).toBe(bodyOf(doc).toJSON());
    for (let more = 0; more < 5; more += 1) fail();
    expect(stops).toEqual([true, true, true, false]);
    expect(workers).toHaveLength(4);
    type(doc, '又');
    checker.close();
    expect(workers[3]?.isOver).toBe(true);
  });
});
