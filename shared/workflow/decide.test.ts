import { describe, expect, it } from 'vitest';
import { ORGAN } from '#tests/kit/small-org.ts';
import {
  archivedIn, archivedOut, ask, awaitingReceipt, CLIENT, closed, CONTENT, CREATE, deciding, drafting, EVERY_STATE, filed, HASH, id, issued, NUMBER, OTHER_HASH, replied,
  replyArrived, returned, shared, signing, SUBMIT, whatHappened, op, type Ask, type Given,
} from '#tests/kit/story.ts';
import type { DocumentState } from './model.ts';

type Answer = readonly string[] | string;
/** What came of it in one line: the kinds of the events, or how and why it was not done. */
function answer(state: DocumentState | null, what: Ask, given: Given): Answer {
  const decided = ask(state, what, given);
  return decided.ok ? decided.value.map((body) => whatHappened({ body })) : `${decided.error.kind} ${decided.error.error.code} ${decided.error.error.rule ?? ''}`;
}

const submit = (stepNo = 0, contentHash = HASH): Ask => ({ ...SUBMIT, stepNo, contentHash });
const signOff = (stepNo = 1, contentHash = HASH): Ask => ({ kind: 'signOff', stepNo, contentHash, opinion: '同意' });
const sendBack = (stepNo = 1, reason = '请补充资金来源'): Ask => ({ kind: 'return', stepNo, contentHash: HASH, opinion: reason, to: 'drafting' });
const withdraw = (stepNo = 1): Ask => ({ kind: 'withdraw', stepNo });
const receive = (stepNo = 0): Ask => ({ kind: 'receive', stepNo });
const reply = (stepNo = 2, contentHash = HASH): Ask => ({ kind: 'reply', stepNo, contentHash, decision: 'approve', text: '同意。' });
const archive = (stepNo = 5): Ask => ({ kind: 'archive', stepNo });
const invite: Ask = { kind: 'invite', personIds: ['drafter02'] };

describe('拟稿', () => {
  it('[WF01] is born from a known template and from no other', () => {
    expect(answer(null, CREATE, { by: 'drafter01' })).toEqual(['created']);
    expect(answer(null, { ...CREATE, templateId: 'request-99' }, { by: 'drafter01' })).toBe('refused document.template-unknown WF01');
  });

  it('[WF02] is born once', () => {
    expect(answer(drafting(), CREATE, { by: 'drafter01' })).toBe('refused workflow.exists WF02');
  });

  it('[WF07] names the direct superior organ, not one past it, beside it or below it', () => {
    for (const mainRecipientId of [ORGAN.prefecture, ORGAN.neighbour, ORGAN.village, ORGAN.town, 'nowhere1']) {
      expect(answer(null, { ...CREATE, mainRecipientId }, { by: 'drafter01' })).toBe('refused workflow.missing-recipient WF07');
    }
  });

  it('[POL02] is refused to somebody without a drafting post in that organ', () => {
    expect(answer(null, CREATE, { by: 'neighdra1' })).toBe('refused policy.denied POL02');
    expect(answer(null, CREATE, { by: 'townhead1' })).toBe('refused policy.denied POL02');
  });
});

describe('names', () => {
  it('[WF22] of organs are the directory’s, whatever a client or the text claims', () => {
    const forged = ask(null, { ...CREATE, organName: '贵州省人民政府', mainRecipientName: '某机关' }, { by: 'drafter01' });
    expect(forged).toMatchObject({ value: [{ organName: '桐梓县楚米镇人民政府', mainRecipientName: '桐梓县人民政府' }] });
    const submitted = ask(drafting(), submit(), { by: 'drafter01', content: { ...CONTENT, mainRecipientName: '某机关' } });
    expect(submitted).toMatchObject({ value: [{ subject: { mainRecipientName: '桐梓县人民政府' } }] });
  });
});

describe('邀请协作', () => {
  it('[WF03] invites people whom the directory knows, all or nobody', () => {
    expect(answer(drafting(), invite, { by: 'drafter01' })).toEqual(['invited']);
    expect(answer(drafting(), { kind: 'invite', personIds: ['drafter02', 'nobody01'] }, { by: 'drafter01' })).toBe('refused not-found WF03');
  });
});

describe('送审', () => {
  it('[WF04] hands on a text with a title and a body, and no other', () => {
    expect(answer(drafting(), submit(), { by: 'drafter01' })).toEqual(['submit']);
    expect(answer(drafting(), submit(), { by: 'drafter01', content: { ...CONTENT, title: ' ' } })).toBe('refused workflow.empty-document WF04');
    expect(answer(drafting(), submit(), { by: 'drafter01', content: { ...CONTENT, bodyLength: 0 } })).toBe('refused workflow.empty-document WF04');
    expect(answer(drafting(), submit(), { by: 'drafter01', content: null })).toBe('refused workflow.empty-document WF04');
  });

  it('[WF06] is refused for a text with a 密级 mark, and so is 签发', () => {
    const content = { ...CONTENT, isClassified: true };
    expect(answer(drafting(), submit(), { by: 'drafter01', content })).toBe('refused document.classified WF06');
    expect(answer(signing(), signOff(), { by: 'townhead1', content })).toBe('refused document.classified WF06');
  });

  it('[WF07] checks the recipient that stands in the text', () => {
    expect(answer(drafting(), submit(), { by: 'drafter01', content: { ...CONTENT, mainRecipientId: null } })).toBe('refused workflow.missing-recipient WF07');
    expect(answer(drafting(), submit(), { by: 'drafter01', content: { ...CONTENT, mainRecipientId: ORGAN.prefecture } })).toBe('refused workflow.missing-recipient WF07');
  });

  it('[WF11] is refused by the server, but not foreseen by a client, when nobody can sign off', () => {
    const inVillage = { ...drafting(), organId: ORGAN.village };
    const content = { ...CONTENT, mainRecipientId: ORGAN.town };
    expect(answer(inVillage, submit(), { by: 'drafter01', content })).toBe('refused workflow.nobody-holds-next WF11');
    expect(answer(inVillage, submit(), { by: 'drafter01', content, authority: CLIENT })).toEqual(['submit']);
  });
});

describe('签发, 退回, 撤回', () => {
  it('[WF14] numbers and issues in the same breath on the server; a client leaves the number to come', () => {
    expect(answer(signing(), signOff(), { by: 'townhead1' })).toEqual(['signOff', 'register', 'dispatch']);
    expect(answer(signing(), signOff(), { by: 'townhead1', authority: CLIENT })).toEqual(['signOff']);
    expect(issued()).toMatchObject({ stage: 'issued', number: NUMBER, contentHash: HASH, signedOffBy: { personId: 'townhead1' } });
  });

  it('[WF05] sends back with a reason and not without', () => {
    expect(answer(signing(), sendBack(), { by: 'townhead1' })).toEqual(['return']);
    expect(answer(signing(), sendBack(1, ''), { by: 'townhead1' })).toBe('refused workflow.missing-reason WF05');
    expect(returned().returned).toMatchObject({ reason: '请补充资金来源', by: { name: '陈强' } });
  });

  it('[WF10] withdraws on the server and never on a client', () => {
    expect(answer(signing(), withdraw(), { by: 'drafter01' })).toEqual(['withdraw']);
    expect(answer(signing(), withdraw(), { by: 'drafter01', authority: CLIENT })).toBe('refused workflow.server-only WF10');
  });
});

describe('签收, 批复', () => {
  it('[WF15] sends a 请示 to 待批示 and a 批复 to 办结', () => {
    expect(deciding()).toMatchObject({ stage: 'deciding', receivedBy: { personId: 'countyrg1' } });
    expect(filed()).toMatchObject({ stage: 'filed', receivedBy: { personId: 'townregi1' } });
  });

  it('[WF16] binds decision, text and the id of the document that it becomes', () => {
    expect(replied()).toMatchObject({ stage: 'replied', reply: { decision: 'approve', text: '同意。', docId: id(900) } });
    const foreseen = ask(deciding(), reply(), { by: 'countyhd1', authority: CLIENT });
    expect(foreseen).toMatchObject({ value: [{ act: 'reply', decision: 'approve', link: op(1) }] });
  });
});

describe('归档', () => {
  it('[WF23] binds the text that was handed on last, and refuses any other', () => {
    expect(archivedOut()).toMatchObject({ stage: 'archived', contentHash: HASH, number: NUMBER });
    expect(archivedIn()).toMatchObject({ stage: 'archived', contentHash: HASH });
    for (const content of [null, { ...CONTENT, hash: OTHER_HASH }]) {
      expect(answer(closed(), archive(5), { by: 'townregi1', content })).toBe('refused storage.corrupt WF23');
    }
  });

  it('[WF10] happens on the server and never on a client', () => {
    expect(answer(closed(), archive(5), { by: 'townregi1' })).toEqual(['archive']);
    expect(answer(closed(), archive(5), { by: 'townregi1', authority: CLIENT })).toBe('refused workflow.server-only WF10');
  });
});

describe('待重新确认', () => {
  it('[WF08] asks again when the step has moved on, in either direction', () => {
    expect(answer(signing(), signOff(0), { by: 'townhead1' })).toBe('reconfirm workflow.stale-step WF08');
    expect(answer(signing(), signOff(2), { by: 'townhead1' })).toBe('reconfirm workflow.stale-step WF08');
    expect(answer(awaitingReceipt(), receive(3), { by: 'countyrg1' })).toBe('reconfirm workflow.stale-step WF08');
  });

  it('[WF08] asks again also whoever no longer holds the pen: "it moved" rather than "you may not"', () => {
    expect(answer(returned(), signOff(1), { by: 'townhead1' })).toBe('reconfirm workflow.stale-step WF08');
    expect(answer(signing(), submit(0), { by: 'drafter01' })).toBe('reconfirm workflow.stale-step WF08');
  });

  it('[WF09] asks again when the text is not the one its author saw', () => {
    for (const [state, what, by] of [[drafting(), submit(0, OTHER_HASH), 'drafter01'], [signing(), signOff(1, OTHER_HASH), 'townhead1'], [deciding(), reply(2, OTHER_HASH), 'countyhd1']] as const) {
      expect(answer(state, what, { by })).toBe('reconfirm workflow.stale-content WF09');
    }
  });

  it('[WF09] compares with what the last hand-off froze when the text is not at hand', () => {
    expect(answer(deciding(), reply(2, OTHER_HASH), { by: 'countyhd1', content: null })).toBe('reconfirm workflow.stale-content WF09');
    expect(answer(deciding(), reply(2, HASH), { by: 'countyhd1', content: null })).toEqual(['reply']);
  });

  it('[POL04] tells nothing to somebody who may not read, not even that it moved', () => {
    expect(answer(signing(), signOff(7), { by: 'neighhea1' })).toBe('refused not-found POL04');
    expect(answer(null, receive(), { by: 'countyrg1' })).toBe('refused not-found POL04');
  });
});

describe('every act in every stage', () => {
  const acts = {
    invite: () => invite, submit: submit, signOff: signOff, return: sendBack, withdraw: withdraw, receive: receive, reply: reply, archive: archive, read: (): Ask => ({ kind: 'read' }),
  } as const;
  type Act = keyof typeof acts;
  /** Who may do what, where; everything else is refused to everybody who asks. */
  const allowed: Readonly<Record<keyof typeof EVERY_STATE, Partial<Record<Act, Given['by']>>>> = {
    drafting: { invite: 'drafter01', submit: 'drafter01', read: 'drafter01' },
    shared: { invite: 'drafter01', submit: 'drafter01', read: 'drafter02' },
    signing: { signOff: 'townhead1', return: 'townhead1', withdraw: 'drafter01', read: 'townhead1' },
    returned: { invite: 'drafter01', submit: 'drafter01', read: 'townhead1' },
    issued: { read: 'townregi1' },
    closed: { archive: 'townregi1', read: 'drafter02' },
    awaitingReceipt: { receive: 'countyrg1', read: 'countyrg1' },
    deciding: { reply: 'countyhd1', read: 'countyde1' },
    replied: { archive: 'countyrg1', read: 'countyrv1' },
    replyArrived: { receive: 'townregi1', read: 'townregi1' },
    filed: { archive: 'townregi1', read: 'drafter01' },
    archivedOut: { read: 'townregi1' },
    archivedIn: { read: 'countyrg1' },
  };
  const contentOf = (state: DocumentState): Given['content'] => ({ ...CONTENT, hash: state.contentHash ?? HASH });
  const people = ['drafter01', 'drafter02', 'townhead1', 'towndepu1', 'townregi1', 'countyhd1', 'countyde1', 'countyrg1', 'countyrv1', 'neighhea1', 'sysadmin1'] as const;

  for (const [name, make] of Object.entries(EVERY_STATE) as [keyof typeof EVERY_STATE, () => DocumentState][]) {
    for (const act of Object.keys(acts) as Act[]) {
      const holder = allowed[name][act];
      it(`[WF12] ${name}: ${act} is ${holder === undefined ? 'refused to everybody' : `done by ${holder}`}`, () => {
        const state = make();
        const what = acts[act](state.stepNo, state.contentHash ?? HASH);
        const adjusted = 'contentHash' in what ? { ...what, contentHash: state.contentHash ?? HASH } : what;
        const may = people.filter((by) => ask(state, adjusted, { by, content: contentOf(state) ?? null }).ok);
        if (act === 'read') expect(may).toContain(holder);
        else expect(may).toEqual(holder === undefined ? [] : [holder]);
        for (const by of people.filter((person) => !may.includes(person))) {
          const refused = ask(state, adjusted, { by, content: contentOf(state) ?? null });
          expect(refused.ok ? null : refused.error.kind).toBe('refused');
          expect(refused.ok ? null : refused.error.error.rule).toMatch(/^(POL|WF)\d{2}$/u);
        }
      });
    }
  }

  it('[WF12] has no stage from which the story cannot go on', () => {
    expect([shared().stage, signing().stage, issued().stage, closed().stage, replyArrived().stage]).toEqual(['drafting', 'signing', 'issued', 'closed', 'awaitingReceipt']);
  });
});

describe('修订', () => {
  it('[WF60] a text with open revisions is neither handed on to be signed nor signed; back it may go', () => {
    const revised = { ...CONTENT, isRevised: true };
    expect(answer(drafting(), submit(), { by: 'drafter01', content: revised })).toBe('refused workflow.revisions-open WF60');
    expect(answer(signing(), signOff(), { by: 'townhead1', content: revised })).toBe('refused workflow.revisions-open WF60');
    expect(answer(signing(), sendBack(), { by: 'townhead1', content: revised })).toEqual(['return']);
    // The long way: the reviewers see them, and the last one settles them.
    const long = { ...drafting(), plan: { ...drafting().plan, skip: ['countersigning', 'departmentReview'] } } as DocumentState;
    expect(answer(long, submit(), { by: 'drafter01', content: revised })).toEqual(['submit']);
    expect(answer(drafting(), submit(), { by: 'drafter01', authority: CLIENT, content: revised })).toBe('refused workflow.revisions-open WF60');
  });
});
