import * as decoding from 'lib0/decoding';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentFacts } from '#shared/doc/canonical.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
const WORDS_AFTER = 20;

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let leader: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer();
  [drafter, colleague, leader] = await Promise.all([office.as(TOWN, 'drafter'), office.as(TOWN, 'sectionHead'), office.as(TOWN, 'principalLeader')]);
});
afterAll(() => office.close());
beforeEach(async () => {
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于权限的请示' })).body.docId;
});

const open = async (person: ServerClient): Promise<RawCollab> => {
  const raw = await openRaw(person, docId, [SUBPROTOCOL.extended]);
  await raw.sync();
  return raw;
};
/** What it was told last: '' when it may write. */
const toldNext = async (raw: RawCollab): Promise<string> => {
  const decoder = await raw.take(MESSAGE.permission);
  decoding.readVarUint(decoder);
  return decoding.readVarString(decoder);
};
const content = async (): Promise<{ readonly hash: string; readonly text: string }> => {
  const { hash, content: of } = (await drafter.get<{ readonly hash: string; readonly content: unknown }>(`/api/documents/${docId}/content`)).body;
  return { hash, text: JSON.stringify(of) };
};
const accepted = async (person: ServerClient, act: Parameters<ServerClient['act']>[0]): Promise<void> => {
  expect(await person.act(act)).toMatchObject({ status: 'accepted' });
};
const logRows = async (): Promise<number> =>
  (await office.server.storage.read((tx) => tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId as never).execute())).length;
const refusals = (raw: RawCollab): readonly { readonly number: number; readonly code: string }[] =>
  raw.seen.filter(({ type }) => type === MESSAGE.refused).map(({ decoder }) => ({ number: decoding.readVarUint(decoder), code: decoding.readVarString(decoder) }));

describe('rights of an open connection', () => {
  it('[AUTH11] follow every event that changes them, both ways, on the line that is open', async () => {
    await accepted(drafter, { kind: 'invite', docId, personIds: [colleague.session.person.personId] });
    const [mine, theirs] = [await open(drafter), await open(colleague)];
    expect(await Promise.all([toldNext(mine), toldNext(theirs)])).toEqual(['', '']);
    mine.update(edit(mine, '正文。'));
    const { hash } = await waitFor(async () => ((await content()).text.includes('正文。') ? content() : null));

    await accepted(drafter, { kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} });
    expect(await Promise.all([toldNext(mine), toldNext(theirs)])).toEqual(['document.read-only', 'document.read-only']);
    const above = await open(leader);
    expect(await toldNext(above)).toBe('document.read-only');

    await accepted(drafter, { kind: 'withdraw', docId, stepNo: 1 });
    expect(await Promise.all([toldNext(mine), toldNext(theirs), toldNext(above)])).toEqual(['', '', 'policy.denied']);
    theirs.update(edit(theirs, '撤回后写。'));
    await waitFor(() => bodyOf(mine.doc).toString().includes('撤回后写。'));

    await accepted(drafter, { kind: 'submit', docId, stepNo: 2, contentHash: (await content()).hash, opinion: '', people: [], dueAt: null, reasons: {} });
    expect(await Promise.all([toldNext(mine), toldNext(theirs), toldNext(above)])).toEqual(['document.read-only', 'document.read-only', 'document.read-only']);
    await accepted(leader, { kind: 'return', docId, stepNo: 3, contentHash: (await content()).hash, opinion: '请补充', to: 'drafting' });
    expect(await Promise.all([toldNext(mine), toldNext(theirs), toldNext(above)])).toEqual(['', '', 'policy.denied']);

    await accepted(drafter, { kind: 'invite', docId, personIds: [leader.session.person.personId] });
    expect(await toldNext(above)).toBe('');
    above.update(edit(above, '受邀后写。'));
    await waitFor(() => bodyOf(mine.doc).toString().includes('受邀后写。'));
    for (const raw of [mine, theirs, above]) raw.socket.close();
  });

  it('[SYN67] whoever may only read is shown every edit and stores none', async () => {
    const mine = await open(drafter);
    mine.update(edit(mine, '正文。'));
    const { hash } = await waitFor(async () => ((await content()).text.includes('正文。') ? content() : null));
    await accepted(drafter, { kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} });
    await accepted(drafter, { kind: 'withdraw', docId, stepNo: 1 });
    const reader = await open(leader);
    expect(await toldNext(reader)).toBe('policy.denied');
    const before = await logRows();
    reader.update(edit(reader, '读者写的。'));
    await waitFor(() => reader.seen.some(({ type }) => type === MESSAGE.refused));
    expect(refusals(reader).map(({ code }) => code)).toEqual(['policy.denied']);
    expect(await logRows()).toBe(before);
    mine.update(edit(mine, '拟稿人写的。'));
    await waitFor(() => bodyOf(reader.doc).toString().includes('拟稿人写的。'));
    expect(bodyOf(mine.doc).toString()).not.toContain('读者写的。');
    expect((await content()).text).not.toContain('读者写的。');
    expect(reader.socket.readyState).toBe(reader.socket.OPEN);
    for (const raw of [mine, reader]) raw.socket.close();
  });

  it('[SYN65] of the edits under way while a document is handed on, each is in the text that was bound or refused by code, and none is left unanswered', async () => {
    const mine = await open(drafter);
    expect(await toldNext(mine)).toBe('');
    const words: string[] = [];
    const write = (): void => {
      const word = `〔${words.length}〕`;
      words.push(word);
      mine.update(edit(mine, word));
    };
    /** Hands on what is stored, and begins to write a little later in each round: at first too early, and then at the very moment. */
    const handOn = async (writesAfterTicks: number): Promise<string | null> => {
      const hash = await waitFor(async () => ((await content()).hash === contentFacts(mine.doc, sm3).hash ? (await content()).hash : null));
      let ticks = 0;
      const typing = setInterval(() => {
        ticks += 1;
        if (ticks > writesAfterTicks) write();
      }, 1);
      try {
        const { status } = await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} });
        const atAnswer = words.length;
        await waitFor(() => words.length > atAnswer + WORDS_AFTER);
        return status === 'accepted' ? hash : null;
      } finally {
        clearInterval(typing);
      }
    };
    write();
    let bound: string | null = null;
    for (let round = 0; bound === null; round += 1) bound = await handOn(round);
    // The first message was the answer to the server's step 1.
    const numberOf = (index: number): number => index + 2;
    const last = numberOf(words.length - 1);
    await waitFor(() => mine.seen.filter(({ type }) => type === MESSAGE.refused).length >= WORDS_AFTER && refusedLast(mine) === last, { what: 'the last word to be answered' });
    const refused = refusals(mine);
    const numbers = new Set(refused.map(({ number }) => number));
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['document.read-only']));
    const { hash, text } = await content();
    expect(hash).toBe(bound);
    expect(words.filter((word, index) => text.includes(word) === numbers.has(numberOf(index)))).toEqual([]);
    // Its author still has every word.
    expect(words.filter((word) => !bodyOf(mine.doc).toString().includes(word))).toEqual([]);
    const reader = await open(drafter);
    expect(contentFacts(reader.doc, sm3).hash).toBe(bound);
    for (const raw of [mine, reader]) raw.socket.close();
  });
});

/** The number of the message that was refused last, without taking it. */
function refusedLast(raw: RawCollab): number {
  const last = raw.seen.findLast(({ type }) => type === MESSAGE.refused);
  return last === undefined ? 0 : decoding.readVarUint(decoding.clone(last.decoder));
}
