/** 答复, 转报 and 补正 as they are judged: who may, which 文种, to whom, with what words, and when not any more. */
import { describe, expect, it } from 'vitest';
import { answeredDocument, derive } from '#shared/workflow/basis.ts';
import { derivedFrom, derivedOn, refusalOf, type Derived, type FollowUp } from '#shared/workflow/follow-up.ts';
import { contentFacts, readContent, type Content } from '#shared/doc/canonical.ts';
import { birthOf } from '#shared/doc/first-content.ts';
import { can } from '#shared/policy/can.ts';
import { deskTab } from '#shared/policy/desk.ts';
import type { CommandOf } from './command.ts';
import { evolve } from './evolve.ts';
import type { DocumentState, IncomingState, OutgoingState } from './model.ts';
import { templateOf, type Template } from './templates.ts';
import { sm3 } from '#server/sm3.ts';
import { actorOf, ORGAN, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { acted, ask, awaitingReceipt, CLIENT, closed, CONTENT, CREATE, deciding, drafting, event, HASH, id, issued, NUMBER, replied, signing, SUBMIT, tell, type Ask, type Given } from '#tests/kit/story.ts';
import * as Y from 'yjs';

const org = smallOrg();
const asked = (more: Partial<IncomingState> = {}): IncomingState => ({ ...deciding(), ...more });
/** Given by the leader to somebody who drafts. */
const handling = (): IncomingState => tell(deciding(), { kind: 'instruct', stepNo: 2, opinion: '请办理', to: 'handling', people: [{ personId: 'countydr1' as never, share: 'lead' }], dueAt: null }, { by: 'countyhd1' });
const sentBack = (): OutgoingState => evolve(issued(), event(id(1), { kind: 'bounced', organId: ORGAN.county, organName: '桐梓县人民政府', reason: '缺联系人' }, 'countyrg1')) as OutgoingState;

const FROM: { readonly [each in FollowUp]: (basis: DocumentState) => Partial<Ask & { kind: 'create' }> } = {
  answer: (basis) => ({ templateId: 'reply-2', mainRecipientId: ORGAN.town, basis: { docId: basis.docId, relation: 'reply' } }),
  escalate: (basis) => ({ templateId: 'request-escalation-1', mainRecipientId: ORGAN.prefecture, basis: { docId: basis.docId, relation: 'escalation' } }),
  correct: (basis) => ({ templateId: 'request-1', organId: ORGAN.town, mainRecipientId: ORGAN.county, basis: { docId: basis.docId, relation: 'correction' } }),
};
function make(followUp: FollowUp, basis: DocumentState | null, by: PersonKey, more: object = {}, given: Partial<Given> = {}): string {
  const what = { ...CREATE, organId: ORGAN.county, ...FROM[followUp](basis ?? deciding()), ...more } as Ask;
  const decided = ask(null, what, { by, basis, ...given });
  return decided.ok ? (decided.value[0]?.kind ?? '') : `${decided.error.error.code} ${decided.error.error.rule ?? ''}`;
}
const made = (more: Partial<Derived>): Derived => ({ docId: id(50), relation: 'reply', isOver: false, isSent: false, isAnswered: false, isSentBack: false, ...more });
const may = (by: PersonKey, followUp: FollowUp, state: DocumentState): string => {
  const right = can(actorOf(by), `document.${followUp}`, { kind: 'document', state }, org);
  return right.ok ? right.rule : `${right.code} ${right.rule}`;
};

describe('who may', () => {
  it('[POL41] answer: who reads the received 请示 or 函 and drafts for its organ, while an answer ends its step', () => {
    expect(may('countyrg1', 'answer', deciding())).toBe('POL41');
    expect(may('countyhd1', 'answer', deciding())).toBe('policy.denied POL41');
    expect(may('countydr1', 'answer', deciding())).toBe('not-found POL04');
    expect(may('countydr1', 'answer', handling())).toBe('POL41');
    expect(may('countyrg1', 'answer', asked({ docType: 'letter' }))).toBe('POL41');
    for (const state of [asked({ docType: 'report' }), awaitingReceipt(), replied()]) expect(may('countyrg1', 'answer', state)).toBe('workflow.wrong-stage POL41');
    expect(may('drafter01', 'answer', issued())).toBe('workflow.wrong-stage POL41');
  });

  it('[POL42] pass it up: the same of a 请示, where there is a superior', () => {
    expect(may('countyrg1', 'escalate', deciding())).toBe('POL42');
    expect(may('countyrg1', 'escalate', asked({ docType: 'letter' }))).toBe('workflow.wrong-stage POL42');
    expect(may('countyhd1', 'escalate', deciding())).toBe('policy.denied POL42');
    const atTop = { ...org, parentOrgan: () => undefined };
    expect(can(actorOf('countyrg1'), 'document.escalate', { kind: 'document', state: deciding() }, atTop)).toMatchObject({ ok: false, code: 'workflow.no-superior', rule: 'POL42' });
  });

  it('[POL43] put it right: what its 主送 sent back and has not answered; it is a to-do of its drafter meanwhile', () => {
    expect(may('drafter01', 'correct', sentBack())).toBe('POL43');
    expect(may('townregi1', 'correct', sentBack())).toBe('POL43');
    expect(may('townhead1', 'correct', sentBack())).toBe('policy.denied POL43');
    for (const state of [issued(), closed(), drafting(), { ...sentBack(), mainRecipientId: ORGAN.prefecture }]) expect(may('drafter01', 'correct', state)).toBe('workflow.wrong-stage POL43');
    expect(deskTab(actorOf('drafter01'), sentBack(), org)).toBe('todo');
    expect(deskTab(actorOf('drafter02'), sentBack(), org)).toBe('done');
    expect(deskTab(actorOf('drafter01'), issued(), org)).toBe('done');
  });
});

describe('an answer', () => {
  it('[WF50] is a 批复 to the subordinate who asked and a 复函 to anybody else, from the organ that received it', () => {
    expect(derive('answer', deciding(), org)).toMatchObject({ template: { docType: 'reply' }, recipientId: ORGAN.town });
    expect(derive('answer', asked({ docType: 'letter' }), org)).toMatchObject({ template: { docType: 'letter' } });
    const neighbour = { ...deciding().origin, organId: ORGAN.prefecture, organName: '遵义市人民政府' };
    expect(derive('answer', asked({ origin: neighbour }), org)).toMatchObject({ template: { docType: 'letter', docTypeName: '复函' }, recipientId: ORGAN.prefecture });
    expect(make('answer', deciding(), 'countyrg1')).toBe('created');
    expect(make('answer', deciding(), 'countyhd1')).toBe('policy.denied POL02');
    expect(make('answer', deciding(), 'countyrg1', { templateId: 'letter-reply-1' })).toBe('request.invalid WF50');
    expect(make('answer', deciding(), 'countyrg1', { mainRecipientId: ORGAN.neighbour })).toBe('request.invalid WF50');
    expect(make('answer', { ...deciding(), organId: ORGAN.town }, 'townregi1')).toBe('policy.denied POL02');
    expect(make('answer', null, 'countyrg1')).toBe('not-found POL04');
    expect(make('answer', null, 'countyrg1', {}, { authority: CLIENT })).toBe('not-found POL04');
    expect(make('answer', deciding(), 'countyrg1', { basis: null })).toBe('request.invalid WF50');
    expect(make('answer', deciding(), 'countyrg1', {}, { derived: [made({})] })).toBe('workflow.already-drafted WF50');
    expect(make('answer', deciding(), 'countyrg1', {}, { derived: [made({ isOver: true })] })).toBe('created');
  });

  it('[WF50] of whom it is the answer stands in it from the beginning (R15)', () => {
    const born = ask(null, { ...CREATE, organId: ORGAN.county, ...FROM.answer(deciding()) } as Ask, { by: 'countyrg1', basis: deciding() });
    expect(born).toMatchObject({ ok: true, value: [{ inReplyTo: id(1), basis: { docId: id(2), relation: 'reply' }, mainRecipientName: '桐梓县楚米镇人民政府' }] });
    const state = { ...drafting(), docType: 'reply' as const, basis: { docId: id(2), relation: 'reply' as const } };
    expect(answeredDocument(state, deciding())).toEqual({ kind: 'document', docType: 'request', sender: { kind: 'organ', id: ORGAN.town, name: '桐梓县楚米镇人民政府' } });
    expect(answeredDocument(state, null)).toBeNull();
    expect(answeredDocument({ ...state, basis: null }, null)).toEqual({ kind: 'none' });
  });

  it('[WF51] begins with title, 主送 and quotation by custom', () => {
    const titled = (title: string, more: Partial<IncomingState> = {}): string => derive('answer', asked({ title, ...more }), org)?.title ?? '';
    expect(titled(CONTENT.title)).toBe('桐梓县人民政府关于修缮村道的批复');
    expect(titled('关于报批《村庄规划》有关事宜')).toBe('桐梓县人民政府关于《关于报批〈村庄规划〉有关事宜》的批复');
    expect(titled('遵义市关于《村庄规划》意见的函', { docType: 'letter' })).toBe('桐梓县人民政府关于《遵义市关于〈村庄规划〉意见的函》的复函');
    expect(titled('长'.repeat(200))).toBe('桐梓县人民政府关于有关事项的批复');
    const text = wordsOf(birth('answer', asked({ title: '楚米镇关于《村庄规划》的请示' })));
    expect(text.title).toBe('桐梓县人民政府关于《村庄规划》的批复');
    expect(text.body).toEqual([`你镇《楚米镇关于〈村庄规划〉的请示》（${NUMBER}）收悉。经研究，现批复如下：`, '', '此复。']);
    expect(text.meta).toMatchObject({ mainRecipientId: ORGAN.town, organId: ORGAN.county, docType: 'reply' });
  });
});

describe('转报', () => {
  it('[WF52] is a 请示 of its own to the direct superior, never past it, once and beside no answer', () => {
    expect(derive('escalate', deciding(), org)).toMatchObject({ template: { docType: 'request' }, recipientId: ORGAN.prefecture, title: '桐梓县人民政府关于修缮村道的请示' });
    expect(make('escalate', deciding(), 'countyrg1')).toBe('created');
    expect(make('escalate', deciding(), 'countyrg1', { mainRecipientId: ORGAN.province })).toBe('request.invalid WF52');
    expect(make('escalate', deciding(), 'countyrg1', { templateId: 'report-1' })).toBe('request.invalid WF52');
    for (const relation of ['reply', 'escalation'] as const) expect(make('escalate', deciding(), 'countyrg1', {}, { derived: [made({ relation })] })).toBe('workflow.already-drafted WF52');
    expect(wordsOf(birth('escalate', deciding())).body[0]).toBe(`桐梓县楚米镇人民政府报来《${CONTENT.title}》（${NUMBER}）。经研究，所请事项超出本级权限，现将有关情况和我们的意见请示如下：`);
  });

  it('[WF53] holds the answer back while it lies with the superior, and no longer', () => {
    const sent = made({ relation: 'escalation', isSent: true });
    expect(make('answer', deciding(), 'countyrg1', {}, { derived: [sent] })).toBe('workflow.awaits-superior WF53');
    for (const over of [{ isAnswered: true }, { isSentBack: true }, { isOver: true }]) expect(make('answer', deciding(), 'countyrg1', {}, { derived: [{ ...sent, ...over }] })).toBe('created');
    expect(refusalOf('answer', [made({ relation: 'escalation' })])).toBe('workflow.already-drafted');
    const reply = { kind: 'reply', stepNo: 2, contentHash: HASH, decision: 'approve', text: '同意。' } as const;
    expect(ask(deciding(), reply, { by: 'countyhd1', derived: [sent] })).toMatchObject({ ok: false, error: { error: { code: 'workflow.awaits-superior', rule: 'WF53' } } });
    expect(ask(deciding(), reply, { by: 'countyhd1', derived: [made({ relation: 'escalation' })] })).toMatchObject({ ok: true });
  });
});

describe('a draft on another document', () => {
  const draft = (relation: 'reply' | 'escalation' | 'correction', basis: DocumentState): OutgoingState => ({ ...drafting(), basis: { docId: basis.docId, relation } });
  const submitted = (relation: 'reply' | 'escalation' | 'correction', basis: DocumentState): string => {
    const decided = ask(draft(relation, basis), { ...SUBMIT, stepNo: 0 }, { by: 'drafter01', basis });
    return decided.ok ? 'on' : decided.error.error.code;
  };

  it('[WF54] goes on while that is open, at no step afterwards', () => {
    for (const relation of ['reply', 'escalation'] as const) {
      expect(submitted(relation, deciding())).toBe('on');
      expect(submitted(relation, handling())).toBe('on');
      expect(submitted(relation, replied())).toBe('workflow.already-answered');
    }
    expect(submitted('correction', sentBack())).toBe('on');
    expect(submitted('correction', closed())).toBe('workflow.already-answered');
    const signed = { ...signing(), basis: { docId: id(2), relation: 'reply' as const } };
    expect(ask(signed, { kind: 'signOff', stepNo: 1, contentHash: HASH, opinion: '' }, { by: 'townhead1', basis: replied() })).toMatchObject({ ok: false, error: { error: { code: 'workflow.already-answered', rule: 'WF54' } } });
    expect(ask(signed, { kind: 'signOff', stepNo: 1, contentHash: HASH, opinion: '' }, { by: 'townhead1', basis: null, authority: CLIENT })).toMatchObject({ ok: true });
  });

  it('[WF57] says something of its own before it is handed on', () => {
    for (const [followUp, relation] of [['answer', 'reply'], ['escalate', 'escalation']] as const) {
      const blank = readContent(docOf(birth(followUp, deciding())));
      const said = { ...blank, blocks: blank.blocks.map((block) => (block.type === 'paragraph' && block.runs.length === 0 ? { ...block, runs: [{ text: '原则同意。', marks: [] }] } : block)) };
      const state: OutgoingState = { ...drafting(), docType: relation === 'reply' ? 'reply' : 'request', organId: ORGAN.county, organName: '桐梓县人民政府', basis: { docId: id(2), relation }, drafter: { ...drafting().drafter, personId: 'countydr1' as never } };
      const submitting = (text: Content) => ask(state, { ...SUBMIT, stepNo: 0 }, { by: 'countydr1', basis: deciding(), text, content: { ...CONTENT, mainRecipientId: relation === 'reply' ? ORGAN.town : ORGAN.prefecture } });
      expect(submitting(blank), followUp).toMatchObject({ ok: false, error: { error: { code: 'workflow.empty-document', rule: 'WF57' } } });
      expect(submitting(said), followUp).toMatchObject({ ok: true });
    }
  });

  it('[WF55] 补正 is the same once more, to the same, with the very text that was sent', () => {
    const content = readContent(docOf(birth('answer', deciding())));
    expect(derive('correct', sentBack(), org)).toMatchObject({ template: { docType: 'request' }, recipientId: ORGAN.county, title: CONTENT.title });
    expect(make('correct', sentBack(), 'drafter01')).toBe('created');
    expect(make('correct', sentBack(), 'drafter01', { templateId: 'report-1' })).toBe('request.invalid WF55');
    expect(make('correct', sentBack(), 'drafter01', {}, { derived: [made({ relation: 'correction' })] })).toBe('workflow.already-drafted WF55');
    expect(make('correct', issued(), 'drafter01')).toBe('workflow.wrong-stage POL43');
    expect(contentFacts(docOf(birth('correct', sentBack(), content)), sm3).hash).toBe(contentFacts(docOf(birth('answer', deciding())), sm3).hash);
  });

  it('[WF56] begins with the same bytes wherever it is born', () => {
    const content = readContent(docOf(birth('answer', deciding())));
    for (const followUp of ['answer', 'escalate'] as const) expect(birth(followUp, deciding())).toEqual(birth(followUp, deciding()));
    expect(birth('correct', sentBack(), content)).toEqual(birth('correct', sentBack(), JSON.parse(JSON.stringify(content)) as Content));
  });

  it('[WF55 WF52] what corrects a 转报 stands in its place, and what was stopped counts for nothing', () => {
    const up = { ...issued(), docId: id(60), basis: { docId: id(2), relation: 'escalation' as const } };
    const back = { ...up, bounces: [{ organId: ORGAN.county, organName: '', reason: '', at: 1 }], stage: 'closed' as const };
    const again = { ...up, docId: id(61), basis: { docId: id(60), relation: 'correction' as const } };
    const stopped = evolve({ ...drafting(), docId: id(62), basis: { docId: id(2), relation: 'reply' } }, event(id(62), acted('terminate', 'drafting', 'terminated'), 'drafter01')) as OutgoingState;
    const found = derivedOn(id(2), [again, back, stopped, { ...up, docId: id(63), basis: { docId: id(9), relation: 'escalation' } }]);
    expect(found.map(({ docId, relation, isOver }) => [docId, relation, isOver])).toEqual([[id(60), 'escalation', false], [id(61), 'escalation', false], [id(62), 'reply', true]]);
    expect(refusalOf('answer', found)).toBe('workflow.awaits-superior');
    expect(refusalOf('answer', [derivedFrom(back, 'escalation')])).toBeNull();
    expect(refusalOf('answer', [derivedFrom({ ...again, answer: { docId: id(64), decision: null, at: 1 } }, 'escalation')])).toBeNull();
  });
});

function birth(followUp: FollowUp, basis: DocumentState, content: Content | null = null): Uint8Array {
  const due = derive(followUp, basis, org);
  if (due === null) throw new Error('nothing follows');
  const command = {
    ...CREATE, docId: id(7), templateId: due.template.id, organId: basis.organId, organName: basis.organName, mainRecipientId: due.recipientId, mainRecipientName: due.recipientName, title: due.title,
    basis: { docId: basis.docId, relation: FROM[followUp](basis).basis?.relation ?? 'reply' },
  } as CommandOf<'create'>;
  return birthOf(command, templateOf(command.templateId) as Template, { state: basis, content });
}
function docOf(bytes: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  return doc;
}
function wordsOf(bytes: Uint8Array): { readonly title: string; readonly body: readonly string[]; readonly meta: Content['meta'] } {
  const { blocks, meta } = readContent(docOf(bytes));
  const said = blocks.map(({ type, runs }) => ({ type, text: runs.map(({ text }) => text).join('') }));
  return { title: said.find(({ type }) => type === 'docTitle')?.text ?? '', body: said.filter(({ type }) => type === 'paragraph').map(({ text }) => text), meta };
}
