/**
 * One document's way, written down a second time and by hand: what happens when acts come one after another. It shares no line with the product
 * (not the tables, not `decide`, `evolve` or `can`), so that a mistake has to be made twice to stay hidden.
 * A township's own document (拟稿, 会签, 协商, 签发, 终止) and a county's received copy (签收, 批示, 批复, 退回) in the short plan.
 */
import type { Op, Who } from './history.ts';

interface Asked { readonly who: Who; readonly said: 'nothing' | 'yes' | 'no' }
interface Passed { readonly stage: string; readonly by: Who; readonly asked: readonly Asked[] }

export interface Model {
  readonly stage: string;
  readonly stepNo: number;
  /** Edits that the text contains. */
  readonly text: number;
  /** The text that was handed on last. */
  readonly bound: number | null;
  readonly asked: readonly Asked[];
  readonly named: readonly Who[];
  readonly trail: readonly Passed[];
  readonly hasMate: boolean;
  readonly isNumbered: boolean;
  readonly events: number;
  /** Op id → who asked what, and the answer for ever. */
  readonly answered: { readonly [opId: string]: { readonly asked: string; readonly answer: string } };
}

export interface Stepped { readonly state: Model; readonly answer: string }

const EMPTY: Model = { stage: 'none', stepNo: 0, text: 0, bound: null, asked: [], named: [], trail: [], hasMate: false, isNumbered: false, events: 0, answered: {} };
export const unborn = EMPTY;
export const delivered: Model = { ...EMPTY, stage: 'awaitingReceipt', bound: 0, events: 1 };

const ORDER = ['drafting', 'countersigning', 'consulting', 'signing', 'registering', 'dispatching', 'issued', 'awaitingReceipt', 'deciding'];
const isBefore = (a: string, b: string): boolean => ORDER.includes(a) && ORDER.indexOf(a) < ORDER.indexOf(b);

/** Who may do what at which stage. `asked`: whoever was named and has not answered. `sender`: who handed it on last. */
const RIGHTS: { readonly [stage: string]: { readonly [act: string]: readonly (Who | 'asked' | 'sender')[] } } = {
  drafting: { submit: ['drafter'], terminate: ['drafter'] },
  countersigning: { approve: ['asked'], disagree: ['asked'], withdraw: ['sender'], terminate: ['drafter', 'leader'] },
  consulting: { resolve: ['drafter'], recountersign: ['drafter'], return: ['drafter'], terminate: ['drafter', 'leader'] },
  signing: { signOff: ['leader'], return: ['leader'], withdraw: ['sender'], terminate: ['drafter', 'leader'] },
  awaitingReceipt: { receive: ['registrar'], refuse: ['registrar'] },
  deciding: { reply: ['leader'], instruct: ['leader'], withdraw: ['sender'] },
};
/** Binds a text: asks again when it is another one. */
const BINDS = ['submit', 'approve', 'disagree', 'resolve', 'recountersign', 'return', 'signOff', 'reply'];
const NEEDS_WORDS = ['disagree', 'resolve', 'return', 'terminate', 'refuse', 'instruct'];
/** Not simply "not yours" but "not your turn". */
const NOT_ONES_OWN = ['terminate', 'withdraw', 'return', 'invite', 'edit'];

export const describe = ({ stage, stepNo, events, asked, bound, isNumbered }: Model): string =>
  `${stage} ${stepNo} ${events} [${asked.filter(({ said }) => said === 'nothing').map(({ who }) => who).sort().join()}] ${bound ?? '-'} ${isNumbered ? 'numbered' : ''}`;

/** Everything that later answers depend on. */
export const keyOf = (state: Model): string => JSON.stringify(state);

/** What it asks for, without the op id: the same words from the same person are the same act. */
export const wordsOf = ({ id: _id, ...rest }: Op): string => JSON.stringify(rest);

export function step(state: Model, op: Op): Stepped {
  if (op.act === 'look') return { state, answer: describe(state) };
  if (op.act === 'edit') return edit(state, op);
  const before = state.answered[op.id];
  if (before !== undefined) return { state, answer: before.asked === wordsOf(op) ? before.answer : 'refused request.invalid' };
  const done = act(state, op);
  const answer = typeof done === 'string' ? done : 'accepted';
  const after = typeof done === 'string' ? state : done;
  return { answer, state: { ...after, answered: { ...after.answered, [op.id]: { asked: wordsOf(op), answer } } } };
}

function isReader(state: Model, who: Who): boolean {
  const been = [state.stage, ...state.trail.map(({ stage }) => stage)];
  if (isReceived(state)) return who === 'registrar' || (state.trail.length > 0 && (who === 'leader' || who === 'deputy'));
  const wasAsked = [state.asked, ...state.trail.map(({ asked }) => asked)].some((asked) => asked.some((each) => each.who === who));
  return who === 'drafter' || (who === 'mate' && state.hasMate) || wasAsked || (state.trail.length > 0 && state.named.includes(who))
    || (who === 'leader' && been.includes('signing')) || (who === 'registrar' && (been.includes('registering') || state.stage === 'terminated'));
}

const isReceived = ({ stage, trail }: Model): boolean => [stage, ...trail.map((each) => each.stage)].includes('awaitingReceipt');

/** A delegate has the leader's right where they have none of their own. */
const as = (who: Who): Who => (who === 'delegate' ? 'leader' : who);

function edit(state: Model, op: Op): Stepped {
  const who = as(op.by);
  if (state.stage === 'none' || !isReader(state, who)) return { state, answer: 'refused not-found' };
  if ((state.text & op.text) === op.text) return { state, answer: 'accepted' };
  if (state.stage !== 'drafting') return { state, answer: 'refused document.read-only' };
  if (who !== 'drafter' && who !== 'mate') return { state, answer: 'refused policy.denied' };
  return { state: { ...state, text: state.text | op.text }, answer: 'accepted' };
}

/** The new state, or the refusal. Questions in the order in which a person would want the answer. */
function act(state: Model, op: Op): Model | string {
  const who = as(op.by);
  if (op.act === 'create') return state.stage === 'none' ? { ...state, stage: 'drafting', events: 1 } : 'refused workflow.exists';
  if (state.stage === 'none' || !isReader(state, who)) return 'refused not-found';
  if (op.act === 'read') return { ...state, events: state.events + 1 };
  if (op.act === 'invite') {
    if (state.stage !== 'drafting') return 'refused workflow.wrong-stage';
    return who === 'drafter' ? { ...state, hasMate: true, events: state.events + 1 } : 'refused policy.denied';
  }
  if (op.stepNo !== state.stepNo) return 'reconfirm workflow.stale-step';
  const may = RIGHTS[state.stage]?.[op.act];
  if (may === undefined) return 'refused workflow.wrong-stage';
  const isTheirs = may.some((each) => (each === 'asked' ? state.asked.some((one) => one.who === who && one.said === 'nothing') : each === 'sender' ? senderOf(state)?.by === who : each === who));
  if (!isTheirs) return NOT_ONES_OWN.includes(op.act) ? 'refused policy.denied' : 'refused workflow.not-your-step';
  if (BINDS.includes(op.act) && op.text !== state.text) return 'reconfirm workflow.stale-content';
  if (NEEDS_WORDS.includes(op.act) && op.words === '') return 'refused workflow.missing-reason';
  const bound = BINDS.includes(op.act) ? state.text : state.bound;
  const moved = (to: string, asked: readonly Asked[] = [], more: Partial<Model> = {}): Model => go({ ...state, bound, ...more }, who, to, asked);
  switch (op.act) {
    case 'submit': {
      const named = op.people.length > 0 ? op.people : state.named;
      return named.length > 0 ? moved('countersigning', afresh(named), { named }) : moved('signing');
    }
    case 'approve': case 'disagree': {
      const asked = state.asked.map((each) => (each.who === who ? { who, said: op.act === 'approve' ? 'yes' as const : 'no' as const } : each));
      if (asked.some(({ said }) => said === 'nothing')) return { ...state, bound, asked, events: state.events + 1 };
      return moved(asked.some(({ said }) => said === 'no') ? 'consulting' : 'signing');
    }
    case 'resolve': return moved('signing');
    case 'recountersign': return moved('countersigning', afresh(state.named));
    case 'return': {
      const passed = state.trail.find(({ stage }) => stage === op.to && isBefore(stage, state.stage));
      return passed === undefined ? 'refused workflow.not-an-earlier-step' : moved(passed.stage, afresh(passed.asked.map((each) => each.who)));
    }
    case 'withdraw': {
      const last = senderOf(state);
      if (last === undefined || state.asked.some(({ said }) => said !== 'nothing')) return 'refused workflow.wrong-stage';
      return moved(last.stage, afresh(last.asked.map((each) => each.who)));
    }
    // 登记 and 核发 follow at once, by the server.
    case 'signOff': return go(go({ ...moved('registering'), isNumbered: true }, who, 'dispatching'), who, 'issued');
    case 'terminate': return moved('terminated');
    case 'receive': return go({ ...moved('registering'), isNumbered: true }, who, 'deciding');
    case 'refuse': return moved('refused');
    case 'reply': return moved('replied');
    default: return op.to === 'filed' ? moved('filed') : 'refused workflow.not-an-earlier-step';
  }
}

const afresh = (people: readonly Who[]): readonly Asked[] => people.map((who) => ({ who, said: 'nothing' }));

/** Who handed it to the step that it is at; what was signed for is not taken back. */
function senderOf(state: Model): Passed | undefined {
  const last = state.trail.findLast(({ stage }) => stage !== 'registering' && isBefore(stage, state.stage));
  return last?.stage === 'awaitingReceipt' ? undefined : last;
}

/** One entry for each step that it passed, the latest last. */
const go = (state: Model, by: Who, to: string, asked: readonly Asked[] = []): Model => ({
  ...state, stage: to, stepNo: state.stepNo + 1, asked, events: state.events + 1,
  trail: [...state.trail.filter(({ stage }) => stage !== state.stage), { stage: state.stage, by, asked: state.asked }],
});
