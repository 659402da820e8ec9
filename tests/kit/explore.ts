/**
 * Walks everything that can happen to one document: from its birth, every person asks for every act with every choice that the step offers,
 * and whatever is accepted is walked on from. States that differ only in times, names and numbers are one. What must hold in each is looked at here;
 * the specification of it is in the tests.
 */
import type { DocId } from '#shared/base/ids.ts';
import { closing, copyBody } from '#shared/exchange/deliver.ts';
import { audience, can } from '#shared/policy/can.ts';
import type { Command } from '#shared/workflow/command.ts';
import { ASKED_ACTS } from '#shared/workflow/command.ts';
import { decide, type DecideContext } from '#shared/workflow/decide.ts';
import { evolve, replay } from '#shared/workflow/evolve.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import { currentStep, penHolders, rowOf } from '#shared/workflow/holders.ts';
import type { DocumentEvent, DocumentState, EventBody } from '#shared/workflow/model.ts';
import { earlierStages } from '#shared/workflow/onward.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { actorOf, ORGAN, PEOPLE, smallOrg, stampOf, type PersonKey } from './small-org.ts';
import { CONTENT, CREATE, HASH, id, issued, NOW, op, OTHER_HASH, SERVER } from './story.ts';

export interface Walked {
  readonly states: number;
  readonly decisions: number;
  readonly accepted: number;
  readonly rows: ReadonlySet<string>;
  readonly broken: readonly string[];
  readonly issued: number;
  readonly issuedUnsigned: readonly string[];
  readonly skippedEntered: readonly string[];
}

/** Everybody who plays a part in the walk; one more of them would only repeat what another shows. */
const ACTORS: readonly PersonKey[] = ['drafter01', 'townhead1', 'townregi1', 'townrevi1', 'townadmi1', 'townsuper', 'towndepu1', 'townseal1'];
const NAMED: readonly PersonKey[] = ['towndepu1', 'townrevi1'];
/** Acts that lead off the straight way or back: every walk takes at most one of them, or it would never end. */
const DETOURS: readonly string[] = ['addSigner', 'transfer', 'reassign', 'return', 'withdraw', 'recountersign', 'extend', 'refuse', 'invalidate'];
const DETOURS_MAX = 1;
/** How often a state that was folded step by step is compared with the replay of all its events. */
const REPLAY_EVERY = 20;

const org = smallOrg();
const known = (personId: string) => (PEOPLE.includes(personId as PersonKey) ? { name: personId, title: '', unitName: '' } : undefined);

/** Every step, none of it automatic: the longest way there is. */
const whole = (flow: Plan['flow']): Plan => ({ flow, version: 1, skip: [], auto: [], people: {}, days: {} });
const short = (flow: Plan['flow']): Plan => ({ ...whole(flow), skip: flow === 'dispatch' ? ['departmentReview', 'officeReview', 'proofreading', 'printing', 'sealing'] : [], auto: flow === 'dispatch' ? ['registering', 'dispatching'] : [] });

interface Birth { readonly name: string; readonly bodies: readonly EventBody[]; readonly plan: Plan; readonly docId: DocId }

function births(): readonly Birth[] {
  const own = (templateId: string, plan: Plan, mainRecipientId: string | null): Birth => {
    const decided = decide(null, { ...CREATE, templateId, mainRecipientId, opId: op(1), docId: id(1), claimedAt: NOW }, context('drafter01', HASH, () => plan));
    if (!decided.ok) throw new Error(`${templateId}: ${decided.error.error.code}`);
    return { name: templateId, bodies: decided.value, plan, docId: id(1) };
  };
  const received = (docType: 'request' | 'notice'): Birth => {
    const body = { ...copyBody({ ...issued(), docType }, null, null), plan: whole('receipt'), organId: ORGAN.town, organName: '镇' };
    return { name: `received ${docType}`, bodies: [body], plan: whole('receipt'), docId: id(2) };
  };
  return [
    own('notice-1', whole('dispatch'), null), own('request-1', short('dispatch'), ORGAN.county), own('memo-1', whole('memo'), null),
    own('circular-1', whole('circulation'), null), own('supervision-1', whole('supervision'), null), received('request'), received('notice'),
  ];
}

const context = (by: PersonKey, hash: string, planFor: DecideContext['planFor']): DecideContext => ({
  actor: actorOf(by), org, now: NOW, content: { ...CONTENT, hash }, text: null, known, planFor, deadline: () => NOW + 1, openParts: 0, basis: null, derived: [], authority: SERVER,
});

export function explore(): Walked {
  const rows = new Set<string>();
  const broken: string[] = [];
  const issuedUnsigned: string[] = [];
  const skippedEntered: string[] = [];
  let states = 0;
  let decisions = 0;
  let accepted = 0;
  let out = 0;
  for (const birth of births()) {
    const seen = new Set<string>();
    const queue: { readonly state: DocumentState; readonly events: readonly DocumentEvent[]; readonly signed: string | null; readonly detours: number }[] = [];
    const arrive = (from: DocumentState | null, before: readonly DocumentEvent[], bodies: readonly EventBody[], by: PersonKey, signed: string | null, detours: number): void => {
      const events = eventsOf(before, bodies, birth.docId, by);
      const state = events.slice(before.length).reduce<DocumentState | null>(evolve, from);
      if (state === null) return;
      if (seen.size % REPLAY_EVERY === 0 && JSON.stringify(replay(events)) !== JSON.stringify(state)) broken.push(`${birth.name} ${state.stage}: replaying gives another state`);
      const key = keyOf(state, signed);
      if (seen.has(key)) return;
      seen.add(key);
      queue.push({ state, events, signed, detours });
    };
    arrive(null, [], birth.bodies, 'drafter01', null, 0);
    for (let at = 0; at < queue.length; at += 1) {
      const next = queue[at] as (typeof queue)[number];
      const { state, events, signed, detours } = next;
      states += 1;
      for (const what of wrongWith(state)) broken.push(`${birth.name} ${state.stage}: ${what}`);
      if (birth.plan.skip.includes(state.stage)) skippedEntered.push(`${birth.name} ${state.stage}`);
      // The text changes only where it is open: as if its holder had corrected it.
      const hashes = currentStep(state).text === undefined ? [state.contentHash ?? HASH] : [HASH, OTHER_HASH];
      for (const hash of hashes) {
        for (const by of ACTORS) {
          for (const command of asked(state, hash)) {
            decisions += 1;
            const decided = decide(state, command, context(by, hash, () => birth.plan));
            if (!decided.ok) continue;
            accepted += 1;
            rows.add(`${birth.plan.flow} ${state.stage} ${command.kind}`);
            let now = signed;
            for (const body of decided.value) {
              if (body.kind !== 'acted') continue;
              if (body.act === 'signOff') now = body.contentHash;
              if (body.to === 'issued' && body.from !== 'issued') {
                out += 1;
                if (now === null || body.contentHash !== now) issuedUnsigned.push(`${birth.name} ${state.stage} ${command.kind}`);
              }
            }
            const taken = detours + (DETOURS.includes(command.kind) ? 1 : 0);
            if (taken <= DETOURS_MAX) arrive(state, events, decided.value, by, now, taken);
          }
        }
      }
      const close = closing(state, id(9));
      if (close !== null) arrive(state, events, [close], 'townregi1', signed, detours);
    }
  }
  return { states, decisions, accepted, rows, broken: [...new Set(broken)], issued: out, issuedUnsigned: [...new Set(issuedUnsigned)], skippedEntered: [...new Set(skippedEntered)] };
}

/** Every act that the step has a row for, with every choice that makes a difference. */
function* asked(state: DocumentState, contentHash: string): Generator<Command> {
  const envelope = { opId: op(2), docId: state.docId, claimedAt: NOW, stepNo: state.stepNo };
  const nobody: Extract<Command, { readonly kind: 'submit' }>['people'] = [];
  const people = NAMED.map((personId, index) => ({ personId: personId as string, share: index === 0 ? 'lead' as const : 'assist' as const }));
  const one = people.slice(0, 1);
  for (const kind of ASKED_ACTS) {
    const row = rowOf(state, kind);
    if (row === undefined) continue;
    const targets: readonly Stage[] = typeof row.to === 'string' ? (row.to === 'earlier' ? earlierStages(state) : ['drafting']) : row.to;
    switch (kind) {
      case 'submit': yield { ...envelope, kind, contentHash, opinion: '', people: nobody, dueAt: null, reasons: {} }; yield { ...envelope, kind, contentHash, opinion: '', people, dueAt: NOW + 9, reasons: {} }; break;
      case 'address': yield { ...envelope, kind, distribution: [{ kind: 'group', rule: { kind: 'villages', below: ORGAN.town } }], phrase: '各村' }; break;
      case 'approve': yield { ...envelope, kind, contentHash, opinion: '同意', people: nobody }; break;
      case 'disagree': case 'resolve': case 'recountersign': case 'signOff': case 'print': case 'seal': case 'dispatch': yield { ...envelope, kind, contentHash, opinion: '意见' }; break;
      case 'return': for (const to of targets) yield { ...envelope, kind, contentHash, opinion: '请核实', to }; break;
      case 'withdraw': case 'receive': case 'archive': yield { ...envelope, kind }; break;
      case 'register': yield { ...envelope, kind, contentHash, opinion: '', reserved: null }; break;
      case 'refuse': case 'report': case 'complete': case 'note': case 'urge': case 'terminate': yield { ...envelope, kind, opinion: '意见' }; break;
      case 'propose': case 'instruct': for (const to of targets) yield { ...envelope, kind, opinion: '意见', to, people, dueAt: null }; break;
      case 'reply': yield { ...envelope, kind, contentHash, decision: 'approve', text: '同意。' }; break;
      case 'circulate': yield { ...envelope, kind, opinion: '', people, dueAt: null }; break;
      case 'extend': yield { ...envelope, kind, opinion: '需核实', dueAt: NOW + 99 }; break;
      case 'grant': for (const decision of ['approve', 'reject'] as const) yield { ...envelope, kind, opinion: '', decision }; break;
      case 'addSigner': yield { ...envelope, kind, opinion: '', people: one }; break;
      case 'transfer': yield { ...envelope, kind, opinion: '', people: one }; break;
      case 'reassign': yield { ...envelope, kind, opinion: '', people: one, from: null }; break;
      case 'invalidate': yield { ...envelope, kind, opinion: '有误', how: 'void', from: NOW }; break;
    }
  }
}

function wrongWith(state: DocumentState): readonly string[] {
  const wrong: string[] = [];
  const step = currentStep(state);
  if (step.holder !== 'nobody' && penHolders(state, org).length === 0) wrong.push('nobody holds it');
  const readers = PEOPLE.filter((by) => can(actorOf(by), 'document.read', { kind: 'document', state }, org).ok).toSorted();
  const told = [...new Set(audience(state, org))].toSorted();
  if (readers.join() !== told.join()) wrong.push(`read by ${readers.join()}, told to ${told.join()}`);
  if (new Set(state.trail.map((passed) => passed.stage)).size !== state.trail.length) wrong.push('a step stands twice in its trail');
  return wrong;
}

const eventsOf = (before: readonly DocumentEvent[], bodies: readonly EventBody[], docId: DocId, by: PersonKey): readonly DocumentEvent[] =>
  bodies.reduce<readonly DocumentEvent[]>((events, body) => [...events, { seq: events.length + 1, docId, docSeq: events.length + 1, opId: op(events.length + 1), actor: stampOf(by), at: NOW, claimedAt: null, body }], before);

/** Two states that are the same to every rule. */
function keyOf(state: DocumentState, signed: string | null): string {
  const people = (list: DocumentState['assignees']): string => list.map((each) => `${each.personId}:${each.share}:${each.answer ?? ''}`).join();
  return [
    state.stage, state.contentHash ?? '', signed ?? '', people(state.assignees), state.trail.map((passed) => `${passed.stage}<${passed.by}<${people(passed.assignees)}`).join(';'),
    state.returned === null ? '' : 'r', state.direction === 'outgoing' && state.distribution !== null ? 'd' : '', state.extension === null ? '' : 'e', state.invalidated === null ? '' : 'i',
    state.direction === 'outgoing' ? `${people(state.named)} ${state.signedOffBy?.personId ?? ''}` : (state.reply === null ? '' : 'a'),
  ].join('|');
}

