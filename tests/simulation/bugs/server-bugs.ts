/** Bugs of the server, planted around its storage, its executor, its rooms and what it says: the replicas are honest, the office is not. */
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { OpId } from '#shared/base/ids.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';
import type { Command } from '#shared/workflow/command.ts';
import type { Execute } from '#server/commands/execute.ts';
import { sm3 } from '#server/sm3.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readText } from '#server/text/stored-text.ts';
import type { ServerSpoils } from '#tests/simulation/world/server.ts';
import { durableFrame } from './line-bugs.ts';
import { every, type PlantedBug } from './planted.ts';

const server = (make: () => ServerSpoils): PlantedBug['spoils'] => () => ({ server: make() });
const executing = (spoil: (execute: Execute, storage: Storage) => Execute): PlantedBug['spoils'] => server(() => ({ execute: spoil }));
const feed = (change: (body: { readonly cursor: number; readonly documents: readonly unknown[]; readonly gone: readonly string[] }) => object): PlantedBug['spoils'] => server(() => ({
  answer: (asked, answer) => (asked.path.startsWith('/api/feed') && answer.status === 200 ? { ...answer, body: JSON.stringify({ ...(JSON.parse(String(answer.body)) as object), ...change(JSON.parse(String(answer.body)) as never) }) } : answer),
}));

class Lost extends Error {}

export const SERVER_BUGS: readonly PlantedBug[] = [
  { name: 'the server acknowledges an edit in five and does not keep it', spoils: server(() => ({ storage: (storage) => {
    const isTime = every(5);
    return { ...storage, appendUpdate: (update) => (isTime() ? Promise.resolve(1_000_000) : storage.appendUpdate(update)) };
  } })) },
  { name: 'the server acknowledges before it writes, and dies', spoils: server(() => ({ storage: (storage) => ({ ...storage, appendUpdate: (update) => {
    setTimeout(() => { storage.appendUpdate(update).catch(() => undefined); }, 3_000);
    return Promise.resolve(1_000_000);
  } }) })) },
  { name: 'the server acknowledges one edit too many', spoils: server(() => ({ frame: (frame) => (frame[0] === MESSAGE.durable ? durableFrame(decoding.readVarUint(decoding.createDecoder(frame.subarray(1))) + 1) : frame) })) },
  { name: 'the server never acknowledges', spoils: server(() => ({ frame: (frame) => (frame[0] === MESSAGE.durable ? null : frame) })) },
  { name: 'an edit in three is not shown to others', spoils: server(() => {
    const isTime = every(3);
    return { frame: (frame) => (frame[0] === MESSAGE.sync && frame[1] === SYNC.update && isTime() ? null : frame) };
  }) },
  { name: 'what is missing is answered with nothing', spoils: server(() => ({ frame: (frame) => (frame[0] === MESSAGE.sync && frame[1] === SYNC.step2 ? Uint8Array.of(MESSAGE.sync, SYNC.step2, 2, 0, 0) : frame) })) },
  { name: 'an act that is sent again is done again', spoils: executing((execute) => {
    const seen = new Map<string, number>();
    return (actor, command) => {
      const times = seen.get(command.opId) ?? 0;
      seen.set(command.opId, times + 1);
      return times === 0 ? execute(actor, command) : execute(actor, { ...command, opId: sm3(`${command.opId} ${times}`).slice(0, 32) as OpId }).then((outcome) => ({ ...outcome, opId: command.opId }));
    };
  }) },
  { name: 'an act in four is accepted and not done', spoils: executing((execute) => {
    const isTime = every(4);
    return (actor, command) => (isTime() ? Promise.resolve({ opId: command.opId, docId: command.docId, status: 'accepted', seq: 1 }) : execute(actor, command));
  }) },
  { name: 'the hash of a text is ignored: whatever stands there is handed on', spoils: executing((execute, storage) => async (actor, command) => {
    if (!('contentHash' in command)) return execute(actor, command);
    const { parts } = await readText(storage, command.docId);
    const doc = new Y.Doc();
    for (const part of parts) Y.applyUpdate(doc, part);
    return execute(actor, { ...command, contentHash: contentFacts(doc, sm3).hash } as Command);
  }) },
  { name: 'an act is refused that was done', spoils: executing((execute) => async (actor, command) => {
    const outcome = await execute(actor, command);
    return command.kind === 'invite' && outcome.status === 'accepted' ? { opId: command.opId, docId: command.docId, status: 'refused', error: { code: 'policy.denied', message: '' } } : outcome;
  }) },
  { name: 'a write in six is undone after it was answered', spoils: server(() => ({ storage: (storage) => {
    const isTime = every(6);
    return { ...storage, groupedTx: async (run, ahead) => {
      if (!isTime()) return storage.groupedTx(run, ahead);
      const kept: { answer?: Awaited<ReturnType<typeof run>> } = {};
      await storage.groupedTx(async (tx) => {
        kept.answer = await run(tx);
        throw new Lost();
      }, ahead).catch((error: unknown) => { if (!(error instanceof Lost)) throw error; });
      return kept.answer as Awaited<ReturnType<typeof run>>;
    } };
  } })) },
  { name: 'a document is not held while it is handed on, and its room hears nothing of it', spoils: server(() => ({ rooms: (rooms) => ({ ...rooms, exclusive: (_docId, run) => run(), changed: () => undefined }) })) },
  { name: 'a room does not hear that its document was handed on', spoils: server(() => ({ rooms: (rooms) => ({ ...rooms, changed: () => undefined }) })) },
  { name: 'everybody reads the feed of the drafter', spoils: server(() => {
    let drafters: string | null = null;
    return { asked: (asked) => {
      drafters ??= asked.token;
      return asked.path.startsWith('/api/feed') && drafters !== null ? { ...asked, token: drafters } : asked;
    } };
  }) },
  { name: 'every document is gone for a moment', spoils: feed(({ documents }) => ({ documents: [], gone: documents.map((view) => (view as { readonly state: { readonly docId: string } }).state.docId) })) },
  { name: 'the feed forgets a document in four', spoils: server(() => {
    const isTime = every(4);
    return { answer: (asked, answer) => (asked.path.startsWith('/api/feed') && answer.status === 200 && String(answer.body).includes('"stage"') && isTime() ? { ...answer, body: JSON.stringify({ ...(JSON.parse(String(answer.body)) as object), documents: [] }) } : answer) };
  }) },
  { name: 'whoever was shut out stays in', spoils: server(() => ({ isBlind: true })) },
  { name: 'outcomes are answered for other acts', spoils: server(() => ({ answer: (asked, answer) => (asked.path === '/api/commands' && answer.status === 200 ? { ...answer, body: String(answer.body).replaceAll(/"opId":"(.)(.)/gu, '"opId":"$2$1') } : answer) })) },
];
