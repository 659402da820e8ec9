/** A document as months of work leave it: many hands, insertions everywhere, deletions, as a history of updates. The same for every server. */
import * as Y from 'yjs';
import { dice } from './clock.ts';

export interface LargeDocument {
  readonly updates: readonly Uint8Array[];
  /** What a client must cover to have all of it. */
  readonly vector: ReadonlyMap<number, number>;
  readonly bytes: number;
}

const HANDS = 8;
const EDITS_PER_UPDATE = 150;
const WORDS = ['关于', '请求', '修缮', '村道', '经费', '的请示', '根据', '上级', '会议精神', '现将有关情况', '报告如下', '，', '。'] as const;

export function largeDocument(bytesMin: number, seed: number): LargeDocument {
  const random = dice(seed);
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  let before = Y.encodeStateVector(doc);
  const body = doc.getXmlFragment('body');
  let bytes = 0;
  for (let edit = 1; ; edit += 1) {
    doc.clientID = 1_000 + Math.floor(random() * HANDS);
    doc.transact(() => {
      if (body.length === 0 || (body.length < 60 && random() < 0.02)) {
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText()]);
        body.insert(Math.floor(random() * (body.length + 1)), [paragraph]);
      }
      const paragraph = body.get(Math.floor(random() * body.length));
      const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
      if (!(text instanceof Y.XmlText)) throw new Error('a paragraph without its text');
      if (text.length > 40 && random() < 0.15) text.delete(Math.floor(random() * (text.length - 5)), 1 + Math.floor(random() * 4));
      else text.insert(Math.floor(random() * (text.length + 1)), WORDS[Math.floor(random() * WORDS.length)] as string);
    });
    if (edit % EDITS_PER_UPDATE !== 0) continue;
    updates.push(Y.encodeStateAsUpdate(doc, before));
    before = Y.encodeStateVector(doc);
    bytes = Y.encodeStateAsUpdate(doc).byteLength;
    if (bytes >= bytesMin) break;
  }
  return { updates, vector: Y.decodeStateVector(Y.encodeStateVector(doc)), bytes };
}
