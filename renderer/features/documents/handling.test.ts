import { describe, expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import { replay } from '#shared/workflow/evolve.ts';
import type { DocId, OpId, PersonId, UnitId } from '#shared/base/ids.ts';
import type { DocumentPage, OfferedAction } from '#shared/ipc/contract.ts';
import type { DocumentEvent, EventBody, Stamp } from '#shared/workflow/model.ts';
import { acted, planFor } from '#tests/kit/story.ts';
import { addressOf } from '#shared/exchange/citing.ts';
import { replyText } from './reply-text.ts';
import { barActs, steps } from './steps.ts';
import { signedAt, timelineLines } from './timeline-lines.ts';

const DOC = 'a'.repeat(32) as DocId;
const who = (name: string): Stamp => ({ personId: `p-${name}` as PersonId, name, title: '科员', unitName: '党政办' });
const hash = 'c'.repeat(64);
const line = (docSeq: number, body: EventBody, at: number, claimedAt: number | null = null): DocumentEvent =>
  ({ seq: docSeq, docId: DOC, docSeq, opId: `${docSeq}` as OpId, actor: who('李兰'), at, claimedAt, body });
const created = line(1, { kind: 'created', docType: 'request', templateId: 'request-1', plan: planFor('town0001', 'dispatch'), urgency: 'normal', basis: null, organId: 'town0001' as UnitId, organName: '楚米镇人民政府', title: '题', mainRecipientId: 'county01' as UnitId, mainRecipientName: '桐梓县人民政府', inReplyTo: null }, 1_000);
const submitted = line(2, acted('submit', 'drafting', 'signing', { contentHash: hash, subject: { title: '题', mainRecipientId: 'county01' as UnitId, mainRecipientName: '桐梓县人民政府' } }), 500_000, 100_000);
const delivered = line(1, { kind: 'delivered', docType: 'request', plan: planFor('county01', 'receipt'), urgency: 'normal', dueAt: null, organId: 'county01' as UnitId, organName: '桐梓县人民政府', title: '桐梓县楚米镇人民政府关于饮水的请示', number: '楚米府呈〔2026〕1号', contentHash: hash, origin: { docId: DOC, organId: 'town0001' as UnitId, organName: '桐梓县楚米镇人民政府', drafterId: 'p' as PersonId, signedOffBy: '王应云', signedOffAt: 7, answers: null } }, 7);

const page = (events: readonly DocumentEvent[], actions: readonly OfferedAction[], pending: DocumentPage['pending'] = []): DocumentPage => {
  const state = replay(events);
  if (state === null) throw new Error('no state');
  return { view: { state, events }, actions, pending, penHolders: [], derived: [], sync: 'synced', contentHash: hash };
};
const offer = (action: OfferedAction['action'], code: string | null = null): OfferedAction => ({ action, ok: code === null, code, rule: null });

describe('the bar of acts', () => {
  it('[UI14] puts the primary act last, greys what is not this person’s with its reason, and leaves out other stages’ acts', () => {
    const acts = barActs(page([created], [offer('document.submit'), offer('document.invite'), offer('document.signOff', 'workflow.wrong-stage'), offer('document.edit')]), 'p', true);
    expect(acts).toEqual([{ act: 'invite', isPrimary: false, isRare: false, refusal: null }, { act: 'submit', isPrimary: true, isRare: false, refusal: null }]);
    expect(barActs(page([created], [offer('document.submit', 'workflow.not-your-step')]), 'p', true)).toEqual([{ act: 'submit', isPrimary: false, isRare: false, refusal: 'workflow.not-your-step' }]);
  });
  it('[UI15] greys server-only acts while offline, and an act that already waits to be sent', () => {
    expect(barActs(page([created, submitted], [offer('document.withdraw')]), 'p', false)).toEqual([{ act: 'withdraw', isPrimary: false, isRare: false, refusal: 'workflow.server-only' }]);
    const pending = [{ opId: 'x', docId: DOC, title: '题', kind: 'submit', state: 'waiting' as const, claimedAt: 0, error: null }];
    expect(barActs(page([created], [offer('document.submit')], pending), 'p', false)).toEqual([{ act: 'submit', isPrimary: false, isRare: false, refusal: 'waiting' }]);
    const again = pending.map((item) => ({ ...item, state: 'reconfirm' as const, error: appError('workflow.stale-content') }));
    expect(barActs(page([created], [offer('document.submit')], again), 'p', true)[0]).toMatchObject({ isPrimary: true, refusal: null });
  });
  it('[UI42] greys every act on a document that is broken at the server, with that as the reason', () => {
    const acts = barActs(page([created], [offer('document.submit'), offer('document.invite')]), 'p', true, true);
    expect(acts).toEqual([{ act: 'invite', isPrimary: false, isRare: false, refusal: 'document.broken' }, { act: 'submit', isPrimary: false, isRare: false, refusal: 'document.broken' }]);
  });
  it('[UI84] shows 答复, 转报 and 补正 where they are offered, never as the primary act, greyed with the reason', () => {
    const offered = [offer('document.answer'), offer('document.escalate'), offer('document.correct', 'workflow.wrong-stage'), offer('document.instruct')];
    const bar = (derived: DocumentPage['derived'], isOnline = true) => barActs(page([delivered], offered), 'p', isOnline, false, 0, derived).map(({ act, isPrimary, refusal }) => [act, isPrimary, refusal]);
    expect(bar([])).toEqual([['escalate', false, null], ['answer', false, null], ['instruct', true, null]]);
    expect(bar([], false).slice(0, 2)).toEqual([['escalate', false, null], ['answer', false, null]]);
    const sent = { docId: DOC, relation: 'escalation', isOver: false, isSent: true, isAnswered: false, isSentBack: false } as const;
    expect(bar([sent])).toEqual([['escalate', false, 'workflow.already-drafted'], ['answer', false, 'workflow.awaits-superior'], ['instruct', true, null]]);
    expect(bar([{ ...sent, isAnswered: true }]).map(([, , refusal]) => refusal)).toEqual(['workflow.already-drafted', null, null]);
    expect(barActs(page([delivered], [offer('document.escalate', 'workflow.no-superior'), offer('document.answer', 'policy.denied')]), 'p', true)).toMatchObject([{ act: 'escalate', refusal: 'workflow.no-superior' }]);
  });
  it('[UI30] offers 归档 beside the bar’s own acts and never as the primary one; an archived document shows 已归档 as where it is', () => {
    expect(barActs(page([delivered, line(2, acted('receive', 'awaitingReceipt', 'filed'), 8)], [offer('document.archive')]), 'p', true)).toEqual([{ act: 'archive', isPrimary: false, isRare: false, refusal: null }]);
    const archived = page([created, submitted, line(3, acted('signOff', 'signing', 'issued', { contentHash: hash }), 2), line(4, acted('close', 'issued', 'closed'), 2), line(5, acted('archive', 'closed', 'archived', { contentHash: hash }), 3)], [offer('document.archive', 'workflow.wrong-stage')]);
    expect(steps(archived.view.state).at(-1)).toEqual({ stage: 'archived', at: 'now' });
    expect(steps(archived.view.state).slice(0, -1).every(({ at }) => at === 'past')).toBe(true);
    expect(barActs(archived, 'p', true)).toEqual([]);
  });
  it('[UI16] draws the way of an outgoing and of an incoming document', () => {
    expect(steps(page([created, submitted], []).view.state).map(({ at }) => at)).toEqual(['past', 'now', 'next', 'next']);
    expect(steps(page([delivered], []).view.state).map(({ stage }) => stage)).toEqual(['awaitingReceipt', 'deciding', 'replied']);
  });
});

describe('the 历程', () => {
  it('[UI17] is newest first, with the hash, and with the author’s own clock where an act was made offline', () => {
    const lines = timelineLines([created, submitted]);
    expect(lines.map(({ kind, claimedAt }) => [kind, claimedAt])).toEqual([['submit', 100_000], ['created', null]]);
    expect(lines[0]).toMatchObject({ who: '李兰', post: '党政办 · 科员', contentHash: hash, detail: '桐梓县人民政府' });
    expect(signedAt([created, submitted])).toBeNull();
    expect(signedAt([delivered])).toBe(7);
  });
});

describe('the text of a 批复', () => {
  it('[UI18] begins by custom and addresses the organ by its level', () => {
    expect([addressOf('桐梓县楚米镇人民政府'), addressOf('桐梓县人民政府'), addressOf('娄山关街道办事处'), addressOf('桐梓县教育局'), addressOf('三座村村民委员会')]).toEqual(['镇', '县', '街道', '局', '村']);
    const state = replay([delivered]);
    if (state?.direction !== 'incoming') throw new Error('not incoming');
    expect(replyText(state, 'approve')).toBe('你镇《桐梓县楚米镇人民政府关于饮水的请示》（楚米府呈〔2026〕1号）收悉。经研究，现批复如下：\n原则同意所请事项，请按有关规定组织实施。\n此复。');
    expect(replyText(state, 'reject')).toContain('不予同意');
  });
});
