import { describe, expect, it } from 'vitest';
import { acted, awaitingReceipt, closed, drafting, deciding, event, EVERY_STATE, filed, HASH, id, issued, NOW, OTHER_HASH, planFor, returned, shared, signing, tell } from '#tests/kit/story.ts';
import { evolve, replay } from './evolve.ts';
import type { DocumentEvent, DocumentState, EventBody, OutgoingState } from './model.ts';

describe('state', () => {
  it('[WF19] is the fold of its events: replaying gives the same state', () => {
    const bodies: readonly EventBody[] = [
      { kind: 'created', docType: 'request', templateId: 'request-1', plan: planFor('town0001', 'dispatch'), organId: 'town0001', organName: '楚米镇', title: '题', urgency: 'normal', mainRecipientId: 'county01', mainRecipientName: '桐梓县', basis: null, inReplyTo: null },
      { kind: 'invited', people: [{ personId: 'drafter02', name: '王建国' }] },
      acted('submit', 'drafting', 'signing', { contentHash: HASH, subject: { title: '新题', mainRecipientId: 'county01', mainRecipientName: '桐梓县' } }),
      acted('withdraw', 'signing', 'drafting'),
      acted('submit', 'drafting', 'signing', { contentHash: OTHER_HASH, subject: { title: '又题', mainRecipientId: 'county01', mainRecipientName: '桐梓县' } }),
    ];
    const events: readonly DocumentEvent[] = bodies.map((body, index) => event(id(1), body, 'drafter01', index + 1, NOW + index));
    const once = replay(events);
    expect(replay(events)).toEqual(once);
    expect(once).toMatchObject({ stage: 'signing', stepNo: 3, title: '又题', contentHash: OTHER_HASH, collaboratorIds: ['drafter02'], createdAt: NOW, updatedAt: NOW + 4, since: NOW + 4 });
    expect(replay([])).toBeNull();
  });

  it('[WF19] never changes a state that was handed in', () => {
    const frozen = Object.freeze({ ...drafting(), collaboratorIds: Object.freeze(['drafter02']) });
    evolve(frozen as DocumentState, event(id(1), { kind: 'invited', people: [{ personId: 'townrevi1', name: '郑涛' }] }, 'drafter01'));
    expect(frozen.collaboratorIds).toEqual(['drafter02']);
  });

  it('[WF19] takes an event of the other direction, or of a document never created, for a bug', () => {
    for (const body of [{ kind: 'invited', people: [] }, { kind: 'bounced', organId: 'town0001', organName: '某镇', reason: '不全' }] as const) {
      expect(() => evolve(deciding(), event(id(2), body, 'drafter01'))).toThrow('incoming');
    }
    expect(() => evolve(null, event(id(1), acted('withdraw', 'signing', 'drafting'), 'drafter01'))).toThrow('never created');
  });

  it('[WF13] counts hand-offs and says since when; being invited, numbered, answered or read is none', () => {
    const steps = Object.fromEntries(Object.entries(EVERY_STATE).map(([name, make]) => [name, make().stepNo]));
    expect(steps).toEqual({ drafting: 0, shared: 0, signing: 1, returned: 2, issued: 4, closed: 5, awaitingReceipt: 0, deciding: 2, replied: 3, replyArrived: 0, filed: 2, archivedOut: 6, archivedIn: 4 });
    const answered = evolve(issued(), event(id(1), { kind: 'answered', replyDocId: id(900), decision: 'approve', number: '桐府发〔2026〕7号' }, 'countyhd1', 9, NOW + 60_000)) as OutgoingState;
    expect(answered).toMatchObject({ stage: 'issued', stepNo: 4, since: issued().since, answer: { docId: id(900), decision: 'approve' } });
    expect(evolve(drafting(), event(id(1), acted('submit', 'drafting', 'signing'), 'drafter01', 9, NOW + 60_000)).since).toBe(NOW + 60_000);
  });

  it('[WF13] forgets the reason of a return once the text is handed on again', () => {
    expect(returned().returned).not.toBeNull();
    expect(tell(returned(), { kind: 'submit', stepNo: 2, contentHash: HASH, opinion: '', people: [], dueAt: null, reasons: {} }, { by: 'drafter01' }).returned).toBeNull();
  });

  it('[WF20] remembers a reader once', () => {
    const read = (state: DocumentState): DocumentState => tell(state, { kind: 'read' }, { by: 'drafter01' });
    expect(read(read(filed())).readBy).toEqual(['drafter01']);
    expect(read(closed()).stepNo).toBe(closed().stepNo);
  });

  it('[WF03] keeps an invited person once, however often they are invited', () => {
    expect(tell(shared(), { kind: 'invite', personIds: ['drafter02'] }, { by: 'drafter01' }).collaboratorIds).toEqual(['drafter02']);
  });

  it('[WF12] goes from stage to stage as the diagram says', () => {
    expect([drafting(), signing(), returned(), issued(), closed(), awaitingReceipt(), deciding(), filed()].map((state) => state.stage))
      .toEqual(['drafting', 'signing', 'drafting', 'issued', 'closed', 'awaitingReceipt', 'deciding', 'filed']);
  });
});
