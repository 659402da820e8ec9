/**
 * A small town and county with documents at every stage, made by the real decide and evolve: what a screen shows over the fake bridge
 * is what the rules give. Nothing is stored; a reload starts over.
 */
import * as Y from 'yjs';
import { contentFacts } from '#shared/doc/canonical.ts';
import { firstContent } from '#shared/doc/first-content.ts';
import type { DocId, OpId, UnitId } from '#shared/base/ids.ts';
import { copyBody, replyDraft } from '#shared/exchange/deliver.ts';
import type { Acted, DocumentEvent, DocumentState, EventBody, Origin, Stamp } from '#shared/workflow/model.ts';
import { defaultPlan, type Plan } from '#shared/workflow/plan.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import { templateOf, titleFor } from '#shared/workflow/templates.ts';
import { actorOf, COUNTY_OFFICE, ORGAN, PEOPLE, smallOrg, stampOf, UNITS, type PersonKey } from '#tests/kit/small-org.ts';

export const org = smallOrg();
export { actorOf, COUNTY_OFFICE, ORGAN, PEOPLE, stampOf, UNITS };

export const planFor = (organId: string, flow: Plan['flow']): Plan => defaultPlan(flow, org.unit(organId)?.level ?? 5);

let made = 0;
export const nextId = (): string => (0x1000_0000 + ++made).toString(16).padStart(32, 'a');
/** Not SM3: only has to tell texts apart on a screen. */
export const fakeHash = (data: Uint8Array | string): string => {
  const text = typeof data === 'string' ? data : [...data].join();
  let a = 0x811c_9dc5;
  for (const character of text) a = Math.imul(a ^ (character.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  return a.toString(16).padStart(8, '0').repeat(8);
};

export interface Document {
  readonly doc: Y.Doc;
  state: DocumentState;
  events: DocumentEvent[];
}

export const documents = new Map<string, Document>();
const HOUR = 3_600_000;
let seq = 0;

export function record(docId: string, body: EventBody, actor: Stamp, at: number, claimedAt: number | null = null): DocumentState {
  const known = documents.get(docId);
  const event: DocumentEvent = { seq: ++seq, docId: docId as DocId, docSeq: (known?.events.length ?? 0) + 1, opId: nextId() as OpId, actor, at, claimedAt, body };
  const state = evolve(known?.state ?? null, event);
  if (known === undefined) documents.set(docId, { doc: new Y.Doc({ guid: docId }), state, events: [event] });
  else {
    known.state = state;
    known.events = [...known.events, event];
  }
  return state;
}

export function draft(by: PersonKey, templateId: string, subject: string, paragraphs: readonly string[], at: number): string {
  const docId = nextId();
  const template = templateOf(templateId);
  const organ = UNITS.find((unit) => unit.id === actorOf(by).memberships[0]?.organId);
  const superior = organ === undefined ? undefined : org.parentOrgan(organ.id);
  if (template === undefined || organ === undefined || superior === undefined) throw new Error('no template or organ');
  const title = titleFor(organ.fullName, subject, template);
  record(docId, {
    kind: 'created', docType: template.docType, templateId, plan: planFor(organ.id, template.flow), organId: organ.id, organName: organ.fullName, title, urgency: 'normal',
    mainRecipientId: superior.id, mainRecipientName: superior.fullName, basis: null, inReplyTo: null,
  }, stampOf(by), at);
  const { doc } = documents.get(docId) as Document;
  Y.applyUpdate(doc, firstContent({
    docId: docId as DocId, docType: template.docType, organId: organ.id, organName: organ.fullName, mainRecipientId: superior.id, mainRecipientName: superior.fullName,
    title, paragraphs: paragraphs.length > 0 ? paragraphs : template.paragraphs,
  }));
  return docId;
}

export const hashOf = (docId: string): string => contentFacts((documents.get(docId) as Document).doc, fakeHash).hash;

/** One act as the server would word it, without asking whether it may be: these documents are made, not judged. */
function act(docId: string, by: PersonKey, name: Acted['act'], to: Acted['to'], at: number, more: Partial<Acted> = {}, claimedAt: number | null = null): DocumentState {
  const { state } = documents.get(docId) as Document;
  return record(docId, {
    kind: 'acted', act: name, from: state.stage, to, isHandedOn: to !== state.stage, contentHash: null, opinion: '', decision: null, subject: null,
    assignees: [], named: null, dueAt: null, day: null, number: null, link: null, invalidation: null, distribution: null, reasons: {}, ...more,
  }, stampOf(by), at, claimedAt);
}

export function submit(docId: string, by: PersonKey, at: number, claimedAt: number | null = null): void {
  act(docId, by, 'submit', 'signing', at, { contentHash: hashOf(docId) }, claimedAt);
}

const sendBack = (docId: string, by: PersonKey, opinion: string, at: number): DocumentState => act(docId, by, 'return', 'drafting', at, { opinion, contentHash: hashOf(docId) });

const receive = (copyId: string, by: PersonKey, at: number): void => {
  const { state } = documents.get(copyId) as Document;
  act(copyId, by, 'receive', 'registering', at);
  act(copyId, by, 'register', state.docType === 'request' ? 'deciding' : 'filed', at, { number: `收〔2026〕${++received}号` });
};
let received = 40;

/** 签发, number, delivery: what the server does in one transaction. */
export function signOff(docId: string, by: PersonKey, number: string, at: number, opinion = '同意。', answers: Origin['answers'] = null): string {
  const contentHash = hashOf(docId);
  act(docId, by, 'signOff', 'registering', at, { contentHash, opinion, decision: 'approve' });
  act(docId, by, 'register', 'dispatching', at + 200, { contentHash, number });
  const issued = act(docId, by, 'dispatch', 'issued', at + 200, { contentHash });
  if (issued.direction !== 'outgoing' || issued.mainRecipientId === null) throw new Error('only outgoing documents to an organ are sent here');
  const copyId = nextId();
  record(copyId, { ...copyBody(issued, null, answers), organId: issued.mainRecipientId, organName: issued.mainRecipientName, plan: planFor(issued.mainRecipientId, 'receipt') }, stampOf(by), at + 400);
  Y.applyUpdate((documents.get(copyId) as Document).doc, Y.encodeStateAsUpdate((documents.get(docId) as Document).doc));
  return copyId;
}

export function reply(copyId: string, by: PersonKey, decision: 'approve' | 'reject', text: string, number: string, at: number): void {
  const { state } = documents.get(copyId) as Document;
  if (state.direction !== 'incoming') return;
  const written = replyDraft(state, text);
  const replyId = nextId();
  act(copyId, by, 'reply', 'replied', at, { decision, opinion: text, link: replyId as DocId });
  record(replyId, {
    kind: 'created', docType: 'reply', templateId: 'reply-1', plan: planFor(written.organId, 'dispatch'), organId: written.organId, organName: written.organName, title: written.title, urgency: 'normal',
    mainRecipientId: written.recipientId, mainRecipientName: written.recipientName, basis: { docId: copyId as DocId, relation: 'reply' }, inReplyTo: written.answers.docId,
  }, stampOf(by), at);
  const { doc } = documents.get(replyId) as Document;
  Y.applyUpdate(doc, firstContent({
    docId: replyId as DocId, docType: 'reply', organId: written.organId as UnitId, organName: written.organName, mainRecipientId: written.recipientId,
    mainRecipientName: written.recipientName, title: written.title, paragraphs: written.paragraphs,
  }));
  signOff(replyId, by, number, at, '', written.answers);
  record(state.origin.docId, { kind: 'answered', replyDocId: replyId as DocId, decision, number }, stampOf(by), at);
}

const WATER = [
  '我镇辖区现有村（社区）14个，农村常住人口3.2万人。近年来，部分村组饮水管网老化、水源季节性不足，枯水期供水保障率偏低，群众反映较为集中。',
  '经组织水务、财政等部门实地核查并测算，拟对楚米片区6个村的饮水工程进行改造，新建高位水池3座，更换主管网18.6公里，覆盖2,140户、8,720人。项目总投资估算为486万元，我镇自筹86万元，尚有资金缺口400万元。',
  '为切实解决群众饮水困难，恳请县人民政府统筹安排安全饮水工程建设资金400万元，支持我镇实施楚米片区饮水工程改造。',
  '妥否，请批示。',
];

export function populate(now: number): void {
  const at = (hours: number): number => now - hours * HOUR;
  const water = draft('drafter01', 'request-1', '申请解决楚米片区安全饮水工程建设资金', WATER, at(30));
  record(water, { kind: 'invited', people: [{ personId: 'drafter02', name: '王建国' }] }, stampOf('drafter01'), at(29));
  draft('drafter01', 'report-1', '2026年前三季度森林防火工作情况', ['2026年以来，我镇认真落实森林防火责任制。', '特此报告。'], at(52));
  const heat = draft('drafter01', 'request-1', '增设楚米镇中心幼儿园冬季取暖设备', ['我镇中心幼儿园现有在园幼儿312人。', '妥否，请批示。'], at(100));
  submit(heat, 'drafter01', at(98));
  sendBack(heat, 'townhead1', '请核实设备数量和预算，补充县教育局意见后再报。', at(75));
  const road = draft('drafter01', 'request-1', '实施三座村至楚米集镇通村公路安防工程', ['三座村至楚米集镇通村公路全长7.4公里。', '妥否，请批示。'], at(150));
  submit(road, 'drafter01', at(146), at(170));
  const flood = draft('drafter02', 'report-1', '娄山河流域汛期安全隐患排查整治情况', ['按照县防汛抗旱指挥部统一部署，我镇对辖区河道开展排查。', '特此报告。'], at(240));
  submit(flood, 'drafter02', at(236));
  const floodCopy = signOff(flood, 'townhead1', '楚米府呈〔2026〕31号', at(230));
  receive(floodCopy, 'countyrg1', at(228));
  const house = draft('drafter01', 'request-1', '修缮镇便民服务中心办公用房', ['镇便民服务中心建于1998年，屋面渗漏严重。', '妥否，请批示。'], at(260));
  submit(house, 'drafter01', at(255));
  const houseCopy = signOff(house, 'townhead1', '楚米府呈〔2026〕33号', at(250));
  receive(houseCopy, 'countyrg1', at(245));
  reply(houseCopy, 'countyhd1', 'approve', '你镇《桐梓县楚米镇人民政府关于修缮镇便民服务中心办公用房的请示》（楚米府呈〔2026〕33号）收悉。经研究，现批复如下：\n原则同意所请事项，请按有关规定组织实施。\n此复。', '桐府发〔2026〕58号', at(20));
  const bridge = draft('drafter02', 'request-1', '重建元田村跨河人行便桥', ['元田村跨河人行便桥于7月洪水中损毁，影响两岸群众出行。', '妥否，请批示。'], at(90));
  submit(bridge, 'drafter02', at(88));
  const bridgeCopy = signOff(bridge, 'townhead1', '楚米府呈〔2026〕35号', at(84));
  receive(bridgeCopy, 'countyrg1', at(80));
  const clinic = draft('neighdra1', 'request-1', '购置社区卫生服务站急救设备', ['娄山关街道现有社区卫生服务站5个。', '妥否，请批示。'], at(28));
  submit(clinic, 'neighdra1', at(27));
  signOff(clinic, 'neighhea1', '娄街呈〔2026〕12号', at(5));
}
