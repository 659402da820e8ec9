import { describe, expect, it } from 'vitest';
import { windowRequest } from '#shared/workflow/command.ts';
import { rowOf } from '#shared/workflow/holders.ts';
import { actorOf, PEOPLE, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { awaitingReceipt, closed, EVERY_STATE, filed, HASH, replied, signing, shared } from '#tests/kit/story.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { BATCH_ACTS, batchActs, bindsText, needsWords } from './batch.ts';
import { can } from './can.ts';

const org = smallOrg();
const acts = (by: PersonKey, state: DocumentState): readonly string[] => batchActs(actorOf(by), state, org);

describe('acts for many documents at once', () => {
  it('[POL26] are what the person may do on each of them', () => {
    expect(acts('countyrg1', awaitingReceipt())).toEqual(['receive']);
    expect(acts('countyhd1', awaitingReceipt())).toEqual([]);
    expect(acts('townhead1', filed())).toEqual(['read']);
    expect(acts('townregi1', closed())).toEqual(['archive']);
    expect(acts('countyrg1', replied())).toEqual(['archive']);
    for (const make of Object.values(EVERY_STATE)) {
      for (const by of PEOPLE) for (const act of batchActs(actorOf(by), make(), org)) expect(can(actorOf(by), act === 'read' ? 'document.markRead' : `document.${act}`, { kind: 'document', state: make() }, org).ok).toBe(true);
    }
  });

  it('[POL26] never sign, hand on a draft, turn back or stop', () => {
    expect(acts('townhead1', signing())).toEqual([]);
    expect(acts('drafter01', shared())).toEqual([]);
    for (const act of ['signOff', 'submit', 'return', 'refuse', 'reply', 'seal', 'dispatch', 'terminate', 'invalidate', 'withdraw']) expect(BATCH_ACTS).not.toContain(act);
  });

  it('[POL26] ask for an opinion and the hash of the text at most: with both, every request is whole', () => {
    for (const act of BATCH_ACTS) {
      const opinion = act === 'read' || act === 'receive' || act === 'archive' ? {} : { opinion: '同意' };
      const bound = bindsText(act, 'outgoing') ? { contentHash: HASH } : {};
      const people = act === 'approve' ? { people: [] } : {};
      expect(windowRequest.safeParse({ kind: act, docId: '1'.repeat(32), ...opinion, ...bound, ...people }).success).toBe(true);
    }
  });

  it('[POL26] know from the tables where words are due', () => {
    for (const make of Object.values(EVERY_STATE)) {
      const state = make();
      for (const act of BATCH_ACTS) if (act !== 'read' && needsWords(act) && rowOf(state, act) !== undefined) expect(rowOf(state, act)?.needs).toBe('opinion');
    }
  });
});
