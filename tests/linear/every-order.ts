/**
 * All orders of one act each from four people who looked at the same step, with every act there is: `decide` and `evolve` beside the model, answer for
 * answer and state for state. What comes out the same is walked once and counted as often as it comes.
 */
import { can } from '#shared/policy/can.ts';
import { decide, actionOf } from '#shared/workflow/decide.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { stampOf, actorOf, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { awaitingReceipt, CONTENT, NOW, planFor, SERVER } from '#tests/kit/story.ts';
import type { ActName, Op, Who } from './history.ts';
import { delivered, describe, step, unborn, type Model } from './model.ts';
import { actorFor, commandOf, HASH_OF, personOf, type Kind } from './office.ts';

interface Both { readonly state: DocumentState | null; readonly model: Model }

export interface EveryOrder { readonly orders: number; readonly acts: number; readonly accepted: number; readonly differences: readonly string[] }

const org = smallOrg();
const known = (personId: string) => {
  const { name, title, unitName } = stampOf(personId as PersonKey);
  return { name, title, unitName };
};

let ids = 0;
const opOf = (by: Who, act: ActName, more: Partial<Op> = {}): Op => ({ id: (ids += 1).toString(16).padStart(32, '0'), by, act, stepNo: 0, text: 0, to: '', people: [], words: '理由', ...more });

/** One act on both sides: what each answers, and what each is then. */
function both({ state, model }: Both, kind: Kind, op: Op): { readonly next: Both; readonly answers: readonly [string, string] } {
  const docId = state?.docId ?? '1'.padStart(32, '0') as DocumentState['docId'];
  const hash = kind === 'received' && op.text === 0 ? (state?.contentHash ?? '') : HASH_OF(op.text);
  const command = commandOf(docId, op, hash);
  const actor = actorFor(kind, op.by);
  const present = kind === 'received' ? (state?.contentHash ?? '') : HASH_OF(model.text);
  const decided = decide(state, command, {
    actor, org, now: NOW, content: { ...CONTENT, hash: present }, text: null, known, planFor, deadline: () => NOW + 1, openParts: 0, basis: null, derived: [], authority: SERVER,
  });
  const stepped = step(model, op);
  const modelNext = { ...stepped.state, answered: {} };
  if (!decided.ok) return { next: { state, model: modelNext }, answers: [`${decided.error.kind} ${decided.error.error.code}`, stepped.answer] };
  const right = state === null ? null : can(actor, actionOf(command.kind), { kind: 'document', state }, org);
  const principal = right?.ok === true && right.as !== actor.personId ? actorOf(right.as as PersonKey) : undefined;
  const stamp = { ...stampOf(actor.personId as PersonKey), ...(principal === undefined ? {} : { for: { personId: principal.personId, name: principal.name } }) };
  let next = state;
  for (const body of decided.value) next = evolve(next, { seq: 0, docSeq: 0, docId, opId: command.opId, actor: stamp, at: NOW, claimedAt: null, body });
  return { next: { state: next, model: modelNext }, answers: ['accepted', stepped.answer] };
}

const OWN: readonly Partial<Op>[] = [
  { act: 'read' }, { act: 'invite' }, { act: 'submit' }, { act: 'submit', people: ['one'] }, { act: 'approve' }, { act: 'disagree' }, { act: 'disagree', words: '' }, { act: 'resolve' },
  { act: 'recountersign' }, { act: 'return', to: 'drafting' }, { act: 'return', to: 'countersigning' }, { act: 'withdraw' }, { act: 'signOff' }, { act: 'signOff', text: 9 }, { act: 'terminate' },
];
const RECEIVED: readonly Partial<Op>[] = [{ act: 'read' }, { act: 'receive' }, { act: 'refuse' }, { act: 'reply' }, { act: 'reply', text: 9 }, { act: 'instruct', to: 'filed' }, { act: 'withdraw' }];

interface Situation { readonly name: string; readonly kind: Kind; readonly before: readonly Op[]; readonly people: readonly Who[] }

const COUNTERSIGNING = [opOf('drafter', 'create'), opOf('drafter', 'submit', { people: ['one', 'two'] })];
export const SITUATIONS: readonly Situation[] = [
  { name: 'drafting', kind: 'own', before: [opOf('drafter', 'create')], people: ['drafter', 'mate', 'leader', 'outsider'] },
  { name: 'countersigning', kind: 'own', before: COUNTERSIGNING, people: ['drafter', 'one', 'two', 'leader'] },
  { name: 'consulting', kind: 'own', before: [...COUNTERSIGNING, opOf('one', 'disagree', { stepNo: 1 }), opOf('two', 'approve', { stepNo: 1 })], people: ['drafter', 'one', 'two', 'leader'] },
  { name: 'signing', kind: 'own', before: [...COUNTERSIGNING, opOf('one', 'approve', { stepNo: 1 }), opOf('two', 'approve', { stepNo: 1 })], people: ['drafter', 'two', 'leader', 'delegate'] },
  { name: 'awaitingReceipt', kind: 'received', before: [], people: ['registrar', 'leader', 'delegate', 'outsider'] },
  { name: 'deciding', kind: 'received', before: [opOf('registrar', 'receive')], people: ['registrar', 'leader', 'delegate', 'deputy'] },
];

export function everyOrder({ kind, before, people, name }: Situation): EveryOrder {
  const differences: string[] = [];
  let acts = 0;
  let accepted = 0;
  const compare = (at: Both, op: Op): Both => {
    const { next, answers: [real, model] } = both(at, kind, op);
    acts += 1;
    if (real === 'accepted') accepted += 1;
    if (real !== model) differences.push(`${name}: ${op.by} ${op.act} ${op.to} ${op.people.join()}: ${real}, the model says ${model}`);
    else if (next.state !== null && sayState(next.state, kind) !== sayModel(next.model)) differences.push(`${name}: after ${op.by} ${op.act}: ${sayState(next.state, kind)}, the model says ${sayModel(next.model)}`);
    return next;
  };
  const start = before.reduce(compare, kind === 'own' ? { state: null, model: unborn } : { state: awaitingReceipt(), model: delivered });
  const seenAt = start.model.stepNo;
  const choices = new Map(people.map((by) => [by, [seenAt, seenAt + 1].flatMap((stepNo) => (kind === 'own' ? OWN : RECEIVED).map((act) => opOf(by, act.act ?? 'read', { ...act, stepNo })))]));
  const known = new Map<string, number>();
  const walk = (at: Both, rest: readonly Who[]): number => {
    if (rest.length === 0 || differences.length > 5) return 1;
    const key = `${rest.join()} ${JSON.stringify(at)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let orders = 0;
    for (const by of rest) for (const op of choices.get(by) ?? []) orders += walk(compare(at, op), rest.filter((each) => each !== by));
    known.set(key, orders);
    return orders;
  };
  return { orders: walk(start, people), acts, accepted, differences };
}

/** What both sides can say of themselves. */
const sayModel = (model: Model): string => describe({ ...model, events: 0, bound: null });
function sayState(state: DocumentState, kind: Kind): string {
  const asked = state.assignees.filter(({ answer }) => answer === null).map(({ personId }) => (['one', 'two'] as const).find((who) => personOf(who) === personId) ?? personId).sort().join();
  const number = state.direction === 'outgoing' ? state.number : state.receiptNumber;
  return `${state.stage} ${state.stepNo} 0 [${kind === 'received' ? '' : asked}] - ${number === null ? '' : 'numbered'}`;
}
