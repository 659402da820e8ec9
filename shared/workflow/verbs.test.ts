/** The verbs of office work on the whole way of 发文, 收文 and 督办: what each demands, and where it leads. */
import { describe, expect, it } from 'vitest';
import { ORGAN, type PersonKey } from '#tests/kit/small-org.ts';
import { ask, awaitingReceipt, CLIENT, CONTENT, CREATE, drafting, HASH, NOW, SERVER, SUBMIT, tell, whatHappened, type Ask } from '#tests/kit/story.ts';
import type { DocumentState, IncomingState, OutgoingState } from './model.ts';
import { earlierStages } from './onward.ts';
import type { Plan } from './plan.ts';

const whole = (flow: Plan['flow']): Plan => ({ flow, version: 1, skip: [], auto: [], people: {}, days: {} });
const draft = (): OutgoingState => ({ ...drafting(), docType: 'notice', mainRecipientId: null, plan: whole('dispatch') });
const CONTENT_OF_NOTICE = { ...CONTENT, mainRecipientId: null, mainRecipientName: '' };
const named = (personIds: readonly PersonKey[], share: 'sign' | 'lead' | 'assist' = 'sign'): { personId: string; share: 'sign' | 'lead' | 'assist' }[] => personIds.map((personId) => ({ personId, share }));

const by = <S extends DocumentState>(state: S, who: PersonKey, what: Ask): S => tell(state, what, { by: who, content: { ...CONTENT_OF_NOTICE, hash: state.contentHash ?? HASH } });
const answer = (state: DocumentState, who: PersonKey, what: Ask, openParts = 0): string => {
  const decided = ask(state, what, { by: who, content: { ...CONTENT_OF_NOTICE, hash: state.contentHash ?? HASH }, openParts });
  return decided.ok ? decided.value.map((body) => whatHappened({ body })).join() : `${decided.error.error.code} ${decided.error.error.rule ?? ''}`;
};
const approve = (state: DocumentState): Ask => ({ kind: 'approve', stepNo: state.stepNo, contentHash: HASH, opinion: '同意', people: [] });
const disagree = (state: DocumentState): Ask => ({ kind: 'disagree', stepNo: state.stepNo, contentHash: HASH, opinion: '经费来源不明' });

const review = (people = named([])): OutgoingState => by(draft(), 'drafter01', { ...SUBMIT, stepNo: 0, people });
const countersigning = (): OutgoingState => { const state = review(named(['towndepu1', 'townsuper'])); return by(state, 'townrevi1', approve(state)); };
const officeReview = (): OutgoingState => { const state = review(); return by(state, 'townrevi1', approve(state)); };
const signing = (): OutgoingState => { const state = officeReview(); return by(state, 'townrevi1', approve(state)); };
const signed = (): OutgoingState => { const state = signing(); return by(state, 'townhead1', { kind: 'signOff', stepNo: state.stepNo, contentHash: HASH, opinion: '同意' }); };

describe('撤回', () => {
  it('[WF24] is for whoever handed it on, while nobody has acted on it', () => {
    const state = countersigning();
    const withdraw: Ask = { kind: 'withdraw', stepNo: state.stepNo };
    expect(by(state, 'townrevi1', withdraw)).toMatchObject({ stage: 'departmentReview' });
    expect(answer(state, 'drafter01', withdraw)).toBe('policy.denied POL19');
    const begun = by(state, 'towndepu1', approve(state));
    expect(answer(begun, 'townrevi1', { kind: 'withdraw', stepNo: begun.stepNo })).toBe('workflow.wrong-stage WF24');
  });

  it('[WF24] goes never past what is final: a receipt that was given, a number that was allotted', () => {
    const copy: IncomingState = { ...awaitingReceipt(), plan: whole('receipt') };
    const registering = tell(copy, { kind: 'receive', stepNo: 0 }, { by: 'countyrg1' });
    const screening = tell(registering, { kind: 'register', stepNo: 1, contentHash: null, opinion: '', reserved: null }, { by: 'countyrg1' });
    expect(ask(screening, { kind: 'withdraw', stepNo: 2 }, { by: 'countyrg1' })).toMatchObject({ ok: false });
  });
});

describe('退回', () => {
  it('[WF25] goes to any step that was passed, and to no other', () => {
    const state = signing();
    const back = (to: 'drafting' | 'departmentReview' | 'officeReview' | 'proofreading' | 'countersigning'): Ask => ({ kind: 'return', stepNo: state.stepNo, contentHash: HASH, opinion: '请核实', to });
    expect(earlierStages(state)).toEqual(['officeReview', 'departmentReview', 'drafting']);
    for (const to of ['drafting', 'departmentReview', 'officeReview'] as const) expect(by(state, 'townhead1', back(to))).toMatchObject({ stage: to, returned: { reason: '请核实' } });
    for (const to of ['proofreading', 'countersigning'] as const) expect(answer(state, 'townhead1', back(to))).toBe('workflow.not-an-earlier-step WF25');
  });

  it('[WF25] a choice goes to one of the steps that its row names', () => {
    const copy: IncomingState = { ...awaitingReceipt(), plan: { ...whole('receipt'), skip: ['screening'], auto: ['registering'] } };
    const proposing = tell(copy, { kind: 'receive', stepNo: 0 }, { by: 'countyrg1' });
    const propose = (to: 'deciding' | 'handling' | 'replied'): Ask => ({ kind: 'propose', stepNo: 2, opinion: '拟请领导阅示', to, people: named(['countydr1'], 'lead'), dueAt: null });
    expect(tell(proposing, propose('deciding'), { by: 'countyrv1' })).toMatchObject({ stage: 'deciding', assignees: [] });
    expect(tell(proposing, propose('handling'), { by: 'countyrv1' })).toMatchObject({ stage: 'handling', assignees: [{ personId: 'countydr1', share: 'lead', answer: null }] });
    expect(ask(proposing, propose('replied'), { by: 'countyrv1' })).toMatchObject({ ok: false, error: { error: { rule: 'WF25' } } });
  });
});

describe('who is named', () => {
  it('[WF26] somebody, where the act is about people; exactly one for 转办 and 改派', () => {
    const state = officeReview();
    const pass = (kind: 'transfer' | 'addSigner', people: readonly PersonKey[]): string => answer(state, 'townrevi1', { kind, stepNo: state.stepNo, opinion: '', people: named(people) });
    expect(pass('transfer', [])).toBe('workflow.missing-people WF26');
    expect(pass('transfer', ['drafter02', 'towndepu1'])).toBe('workflow.missing-people WF26');
    expect(pass('transfer', ['drafter02'])).toBe('transfer');
    expect(pass('addSigner', [])).toBe('workflow.missing-people WF26');
    expect(answer(state, 'townadmi1', { kind: 'reassign', stepNo: state.stepNo, opinion: '', people: [], from: null })).toBe('workflow.missing-people WF26');
  });

  it('[WF27] nothing goes on while somebody asked by 加签 has not spoken', () => {
    const asked = by(officeReview(), 'townrevi1', { kind: 'addSigner', stepNo: 2, opinion: '请财政把关', people: named(['towndepu1']) });
    expect(asked.assignees).toMatchObject([{ personId: 'towndepu1', share: 'consult', answer: null }]);
    expect(answer(asked, 'townrevi1', approve(asked))).toBe('workflow.awaits-others WF27');
    const spoken = by(asked, 'towndepu1', { kind: 'note', stepNo: asked.stepNo, opinion: '经费已落实' });
    expect(answer(spoken, 'townrevi1', approve(spoken))).toBe('approve');
  });

  it('[WF32] 加签 adds one more of the same to a round; 转办 and 改派 replace who holds the step', () => {
    const round = countersigning();
    const wider = by(round, 'drafter01', { kind: 'addSigner', stepNo: round.stepNo, opinion: '', people: named(['townseal1']) });
    expect(wider.assignees.map(({ personId, share }) => [personId, share])).toEqual([['towndepu1', 'sign'], ['townsuper', 'sign'], ['townseal1', 'sign']]);
    const passed = by(officeReview(), 'townrevi1', { kind: 'transfer', stepNo: 2, opinion: '', people: named(['drafter02']) });
    expect(answer(passed, 'townrevi1', approve(passed))).toBe('workflow.not-your-step POL19');
    expect(answer(passed, 'drafter02', approve(passed))).toBe('approve');
    const moved = by(passed, 'townadmi1', { kind: 'reassign', stepNo: passed.stepNo, opinion: '', people: named(['towndepu1']), from: null });
    expect(moved.assignees.map(({ personId }) => personId)).toEqual(['towndepu1']);
  });
});

describe('会签', () => {
  it('[WF31] goes on when all agree, and to 协商 when somebody does not; then it is agreed in writing or signed again', () => {
    const state = countersigning();
    const one = by(state, 'towndepu1', approve(state));
    expect(one).toMatchObject({ stage: 'countersigning', stepNo: state.stepNo });
    expect(by(one, 'townsuper', approve(one))).toMatchObject({ stage: 'officeReview', assignees: [] });
    const disputed = by(one, 'townsuper', disagree(one));
    expect(disputed.stage).toBe('consulting');
    expect(by(disputed, 'drafter01', { kind: 'resolve', stepNo: disputed.stepNo, contentHash: HASH, opinion: '经协商，意见一致' })).toMatchObject({ stage: 'officeReview' });
    const again = by(disputed, 'drafter01', { kind: 'recountersign', stepNo: disputed.stepNo, contentHash: HASH, opinion: '' });
    expect(again.assignees).toMatchObject([{ personId: 'towndepu1', answer: null }, { personId: 'townsuper', answer: null }]);
  });
});

describe('after 签发', () => {
  it('[WF28] another hand than the signer’s seals it', () => {
    const sealing: OutgoingState = { ...signed(), stage: 'sealing' };
    const seal: Ask = { kind: 'seal', stepNo: sealing.stepNo, contentHash: HASH, opinion: '' };
    expect(answer(sealing, 'townseal1', seal)).toBe('seal');
    const own = sealing.signedOffBy === null ? sealing : { ...sealing, signedOffBy: { ...sealing.signedOffBy, personId: 'townseal1' } };
    expect(answer(own, 'townseal1', seal)).toBe('workflow.same-person WF28');
  });

  it('[WF33] what has its number keeps it', () => {
    const registering = by(signed(), 'townregi1', approve(signed()));
    const register: Ask = { kind: 'register', stepNo: registering.stepNo, contentHash: HASH, opinion: '', reserved: null };
    const numbered = by(registering, 'townregi1', register);
    expect(numbered.number).not.toBeNull();
    const once = ask({ ...registering, number: '楚米府发〔2026〕9号' }, register, { by: 'townregi1', content: CONTENT_OF_NOTICE });
    expect(once).toMatchObject({ value: [{ act: 'register', number: null }] });
  });

  it('[WF35] 作废, 撤销, 废止 name a day and a reason, and take nothing away', () => {
    const issued: OutgoingState = { ...signed(), stage: 'issued', number: '楚米府发〔2026〕9号' };
    const invalidate = (opinion: string): Ask => ({ kind: 'invalidate', stepNo: issued.stepNo, opinion, how: 'repeal', from: NOW + 1 });
    expect(answer(issued, 'townhead1', invalidate(''))).toBe('workflow.missing-reason WF05');
    expect(answer(issued, 'drafter01', invalidate('已被新文件替代'))).toBe('policy.denied POL19');
    expect(by(issued, 'townhead1', invalidate('已被新文件替代'))).toMatchObject({ stage: 'issued', number: issued.number, contentHash: HASH, invalidated: { how: 'repeal', from: NOW + 1, reason: '已被新文件替代' } });
  });
});

describe('督办', () => {
  const handling: OutgoingState = {
    ...draft(), docType: 'supervision', plan: whole('supervision'), stage: 'handling', dueAt: NOW + 10,
    assignees: [{ personId: 'drafter02', name: '王建国', title: '', unitName: '', share: 'lead', answer: null }],
    trail: [{ stage: 'registering', by: 'townsuper', assignees: [] }, { stage: 'assigned', by: 'drafter02', assignees: [] }],
  };

  it('[WF29] 申请延期 names a later day, and the old one stands until it is granted', () => {
    const extend = (dueAt: number): Ask => ({ kind: 'extend', stepNo: handling.stepNo, opinion: '需进一步核实', dueAt });
    expect(answer(handling, 'drafter02', extend(NOW + 10))).toBe('workflow.not-later WF29');
    const asked = by(handling, 'drafter02', extend(NOW + 99));
    expect(asked).toMatchObject({ dueAt: NOW + 10, extension: { until: NOW + 99 } });
    const decide = (decision: 'approve' | 'reject'): Ask => ({ kind: 'grant', stepNo: asked.stepNo, opinion: '', decision });
    expect(by(asked, 'drafter01', decide('approve'))).toMatchObject({ dueAt: NOW + 99, extension: null });
    expect(by(asked, 'drafter01', decide('reject'))).toMatchObject({ dueAt: NOW + 10, extension: null });
    expect(answer(handling, 'drafter01', decide('approve'))).toBe('workflow.wrong-stage WF29');
  });

  it('[WF40 POL40] is broken down while it is in hand, by who set it up, a 督查员 or the 主办, into 督办 of the same organ and no further', () => {
    const part = (by: PersonKey, whole: DocumentState | null, more: object = {}, authority = SERVER): string => {
      const decided = ask(null, { ...CREATE, templateId: 'supervision-1', mainRecipientId: null, mainRecipientName: '', basis: { docId: handling.docId, relation: 'part' }, ...more } as Ask, { by, basis: whole, authority });
      return decided.ok ? (decided.value[0]?.kind ?? '') : `${decided.error.error.code} ${decided.error.error.rule ?? ''}`;
    };
    for (const who of ['drafter01', 'townsuper', 'drafter02'] as const) expect(part(who, handling), who).toBe('created');
    expect(part('townregi1', handling)).toBe('not-found POL04');
    expect(part('drafter01', handling, { templateId: 'notice-1' })).toBe('request.invalid WF40');
    expect(part('drafter01', { ...handling, stage: 'checking' })).toBe('workflow.wrong-stage POL40');
    expect(part('drafter01', { ...handling, basis: { docId: handling.docId, relation: 'part' } })).toBe('workflow.wrong-stage POL40');
    expect(part('drafter01', { ...handling, organId: ORGAN.county })).toBe('request.invalid WF40');
    // Nobody hangs a part on what they cannot see; a client that has not got it asks the server.
    expect(part('drafter01', null)).toBe('not-found POL04');
    expect(part('drafter01', null, {}, CLIENT)).toBe('created');
  });

  it('[WF11] a step that is done in the same breath needs nobody to hold it: a unit without a 督查员 sets up 督办 all the same', () => {
    const county = (auto: Plan['auto']): OutgoingState => ({
      ...handling, organId: ORGAN.village, stage: 'approving', trail: [{ stage: 'drafting', by: 'drafter01', assignees: [] }], plan: { ...handling.plan, auto },
      assignees: [{ personId: 'townhead1', name: '', title: '', unitName: '', share: 'sign', answer: null }], named: handling.assignees,
    });
    expect(answer(county([]), 'townhead1', approve(county([])))).toBe('workflow.nobody-holds-next WF11');
    expect(answer(county(['registering']), 'townhead1', approve(county([])))).toBe('approve,register');
  });

  it('[WF30] is reported done and stopped only when all its parts are', () => {
    const complete: Ask = { kind: 'complete', stepNo: handling.stepNo, opinion: '已办结' };
    expect(answer(handling, 'drafter02', complete, 1)).toBe('workflow.parts-open WF30');
    expect(answer(handling, 'drafter02', complete)).toBe('complete');
    const again: OutgoingState = { ...handling, stage: 'drafting', assignees: [] };
    expect(answer(again, 'drafter01', { kind: 'terminate', stepNo: again.stepNo, opinion: '不再办理' }, 1)).toBe('workflow.parts-open WF30');
  });

  it('[WF30] is struck off only when all its parts are', () => {
    const checking: OutgoingState = { ...handling, stage: 'checking', assignees: [] };
    expect(answer(checking, 'drafter01', approve(checking), 2)).toBe('workflow.parts-open WF30');
    expect(answer(checking, 'drafter01', approve(checking), 0)).toBe('approve');
  });
});

describe('行文规则', () => {
  const text = (paragraph: string) => ({ meta: {}, blocks: [{ type: 'docTitle', attrs: {}, runs: [{ text: '桐梓县楚米镇人民政府关于饮水安全的报告', marks: [] }] }, { type: 'paragraph', attrs: {}, runs: [{ text: paragraph, marks: [] }] }] });
  const report: OutgoingState = { ...drafting(), docType: 'report', title: '桐梓县楚米镇人民政府关于饮水安全的报告' };
  const submit = (paragraph: string) => ask(report, { ...SUBMIT, stepNo: 0 }, { by: 'drafter01', text: text(paragraph) });

  it('[WF36] a 报告 that asks for a decision is not handed on (R5); one that reports is', () => {
    expect(submit('现将有关情况报告如下。妥否，请批示。')).toMatchObject({ ok: false, error: { kind: 'refused', error: { code: 'workflow.rule-broken', rule: 'WF36', data: { rule: 'R5' } } } });
    expect(submit('现将有关情况报告如下。特此报告。')).toMatchObject({ ok: true });
  });

  it('[WF36] is asked again at 签发', () => {
    const waiting = tell(report, { ...SUBMIT, stepNo: 0 }, { by: 'drafter01' });
    expect(ask(waiting, { kind: 'signOff', stepNo: 1, contentHash: HASH, opinion: '' }, { by: 'townhead1', text: text('妥否，请批示。') })).toMatchObject({ ok: false, error: { error: { data: { rule: 'R5' } } } });
  });
});
