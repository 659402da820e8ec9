import { describe, expect, it } from 'vitest';
import { parse } from '#shared/base/parse.ts';
import { CREATE, HASH, id, NOW, op } from '#tests/kit/story.ts';
import { MESSAGE, SUBPROTOCOL, SYNC } from './collab.ts';
import { commandsRequest, COMMANDS_PER_REQUEST_MAX, createDocumentRequest, errorBody, feedResponse, outcome, signInRequest } from './http.ts';

const submit = { kind: 'submit', opId: op(1), docId: id(1), claimedAt: NOW, stepNo: 0, contentHash: HASH, opinion: '', people: [], dueAt: null, reasons: {} };

describe('requests', () => {
  it('[PRO02] refuse unknown fields wherever they stand', () => {
    for (const [schema, body, field] of [
      [signInRequest, { login: 'a', password: 'b', remember: true }, 'remember'],
      [createDocumentRequest, { templateId: 'request-1', organ: 'x' }, 'organ'],
      [commandsRequest, { commands: [{ ...submit, force: true }] }, 'commands.0.force'],
    ] as const) expect(parse(schema, body)).toEqual({ ok: false, error: { code: 'request.unknown-field', field } });
  });

  it('[PRO02] are bounded: at least one command, at most a hundred; names trimmed, never empty', () => {
    expect(parse(commandsRequest, { commands: [] }).ok).toBe(false);
    expect(parse(commandsRequest, { commands: Array.from({ length: COMMANDS_PER_REQUEST_MAX + 1 }, () => submit) }).ok).toBe(false);
    expect(parse(commandsRequest, { commands: [submit, { ...CREATE, opId: op(2), docId: id(2), claimedAt: NOW }] }).ok).toBe(true);
    expect(parse(signInRequest, { login: ' ', password: 'b' }).ok).toBe(false);
    expect(parse(signInRequest, { login: ' li.lan ', password: ' b ' })).toMatchObject({ value: { login: 'li.lan', password: ' b ' } });
    expect(parse(createDocumentRequest, { templateId: 'request-1' }).ok).toBe(true);
  });
});

describe('answers', () => {
  it('[PRO02] may carry more than this version knows', () => {
    const document = { state: { docId: id(1), direction: 'outgoing', stage: 'drafting', stepNo: 0, later: 1 }, events: [{ seq: 1, docId: id(1), docSeq: 1, body: { kind: 'renamed' }, extra: {} }] };
    expect(parse(feedResponse, { cursor: 1, more: false, documents: [document], gone: [], hint: 'later' })).toMatchObject({ ok: true, value: { documents: [document] } });
  });

  it('[PRO03] say accepted, refused or reconfirm, with act and document', () => {
    const ids = { opId: op(1), docId: id(1) };
    expect(parse(outcome, { ...ids, status: 'accepted', seq: 4 }).ok).toBe(true);
    for (const status of ['refused', 'reconfirm']) {
      expect(parse(outcome, { ...ids, status, error: { code: 'workflow.stale-step', message: '…', rule: 'WF08' } }).ok).toBe(true);
      expect(parse(outcome, { ...ids, status }).ok).toBe(false);
    }
    expect(parse(outcome, { ...ids, status: 'lost', seq: 1 }).ok).toBe(false);
    expect(parse(outcome, { docId: id(1), status: 'accepted', seq: 1 }).ok).toBe(false);
    expect(parse(errorBody, { error: { code: 'made.up', message: '' } }).ok).toBe(false);
  });
});

describe('the collaboration socket', () => {
  it('[PRO04] keeps y-websocket’s four message types and puts its own well above them', () => {
    expect([MESSAGE.sync, MESSAGE.awareness, MESSAGE.auth, MESSAGE.queryAwareness]).toEqual([0, 1, 2, 3]);
    expect([SYNC.step1, SYNC.step2, SYNC.update]).toEqual([0, 1, 2]);
    const numbers = Object.values(MESSAGE);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((number) => number > 3).every((number) => number >= 100)).toBe(true);
    expect(SUBPROTOCOL.extended.startsWith(SUBPROTOCOL.bearerPrefix)).toBe(false);
  });
});
