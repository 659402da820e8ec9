import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { ERRORS, type ErrorCode } from '#shared/base/errors.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';
import { archive, draftReport, issueReport } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';

const TOWN = '楚米镇人民政府';
const SESSION_MS = 12 * 3_600_000;

let office: InProcessServer;
let drafter: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer({ framesPerSecond: 4 }, { pingIntervalMs: 100 });
});
let isDown = false;
const shutDown = async (): Promise<void> => {
  isDown = true;
  await office.close();
};
afterAll(async () => { if (!isDown) await shutDown(); });
beforeEach(async () => {
  drafter = await office.as(TOWN, 'drafter');
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
});

const open = async (person: ServerClient = drafter): Promise<RawCollab> => {
  const raw = await openRaw(person, docId);
  await raw.sync();
  return raw;
};
const unknownOpcode = encoding.encode((encoder) => encoding.writeVarUint(encoder, 77));
const queryAwareness = encoding.encode((encoder) => encoding.writeVarUint(encoder, MESSAGE.queryAwareness));

/** One way for each to lose the line; answers the socket that was closed. */
const ENDINGS: readonly { readonly code: ErrorCode; readonly how: string; readonly end: () => Promise<RawCollab> }[] = [
  { code: 'auth.required', how: 'a token that nobody has', end: () => openRaw({ ...drafter, token: 'nobody' }, docId) },
  {
    code: 'auth.required', how: 'signing out', end: async () => {
      const raw = await open();
      await drafter.delete('/api/session');
      return raw;
    },
  },
  {
    code: 'auth.disabled', how: 'a disabled account', end: async () => {
      const colleague = await office.as(TOWN, 'sectionHead');
      const { personId } = colleague.session.person;
      await drafter.act({ kind: 'invite', docId, personIds: [personId] });
      const raw = await open(colleague);
      await office.server.storage.tx((tx) => tx.updateTable('account').set({ is_disabled: 1 }).where('person_id', '=', personId).execute());
      return raw;
    },
  },
  { code: 'not-found', how: 'a document of others', end: async () => openRaw(await office.as('海校街道', 'drafter'), docId) },
  {
    code: 'protocol.unsupported', how: 'a text message', end: async () => {
      const raw = await open();
      raw.socket.send('hello');
      return raw;
    },
  },
  {
    code: 'protocol.unsupported', how: 'an unknown message', end: async () => {
      const raw = await open();
      raw.send(unknownOpcode);
      return raw;
    },
  },
  {
    code: 'document.rejected-edit', how: 'an edit that the gate rejects', end: async () => {
      const raw = await open();
      const foreign = new Y.Doc();
      foreign.getMap('hidden').set('a', 1);
      raw.update(Y.encodeStateAsUpdate(foreign));
      return raw;
    },
  },
  {
    code: 'document.resync', how: 'answers that never fit', end: async () => {
      const raw = await open();
      edit(raw, '丢失');
      const gap = edit(raw, '后续');
      // Its own answers to the questions of the server would bring what is missing.
      raw.doc.destroy();
      raw.socket.removeAllListeners('message');
      for (let count = 0; count < 10; count += 1) {
        raw.sendSync((encoder) => {
          encoding.writeVarUint(encoder, SYNC.step2);
          encoding.writeVarUint8Array(encoder, gap);
        });
      }
      return raw;
    },
  },
  {
    code: 'document.resync', how: '归档', end: async () => {
      const story = { drafter, mayor: await office.as(TOWN, 'principalLeader'), registrar: await office.as(TOWN, 'registrar') };
      docId = await draftReport(story, '关于关闭代码的报告');
      const raw = await open();
      await issueReport(story, docId);
      await archive(story, docId);
      return raw;
    },
  },
  {
    code: 'request.too-many', how: 'more frames than anybody types', end: async () => {
      const raw = await open();
      for (let count = 0; count < 200; count += 1) raw.send(queryAwareness);
      return raw;
    },
  },
];

describe('the end of a line', () => {
  it.each(ENDINGS)('[SYN64] $how: closed with the number of $code, which is the reason', async ({ code, end }) => {
    const raw = await end();
    expect(await raw.farewell).toEqual({ code: ERRORS[code].close, reason: code });
  });

  it('[SYN09] a session that is over closes its open lines, and opens no new one', async () => {
    const raw = await open();
    office.passMs(SESSION_MS + 1);
    const expired = { code: ERRORS['auth.expired'].close, reason: 'auth.expired' };
    expect(await raw.farewell).toEqual(expired);
    expect(await (await openRaw(drafter, docId)).farewell).toEqual(expired);
  });

  it('[SYN64] a server that is shut down says so', async () => {
    const raw = await open();
    await shutDown();
    expect(await raw.farewell).toEqual({ code: ERRORS['server.draining'].close, reason: 'server.draining' });
  });
});
