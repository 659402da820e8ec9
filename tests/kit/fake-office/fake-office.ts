/**
 * `window.office` without Electron: the same contract over the small world. `?as=drafter01` chooses who looks, `?state=signedOut|locked|offline|attention|empty|serverFull|broken`
 * a state to look at, `?locale=`, `?contrast=` the settings. Acts go through the real `decide`.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { appError } from '#shared/base/errors.ts';
import type { DocId, OpId, PersonId } from '#shared/base/ids.ts';
import { err, ok } from '#shared/base/result.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { type CallInput, type DeskPage, type DirectoryHit, type DirectoryPerson, type DirectoryUnit, type DocumentPage, type OutboxItem, type Settings, type SyncSummary } from '#shared/ipc/contract.ts';
import { PORT_MESSAGE, type Office } from '#shared/ipc/office.ts';
import { ACTIONS } from '#shared/policy/actions.ts';
import { can } from '#shared/policy/can.ts';
import { deskItem } from '#electron/replica/desk/pages.ts';
import { keepView, NO_FILTER, passing, wordsOf, type SavedView } from '#shared/policy/desk-filter.ts';
import { deskPlace, DESK_VIEWS, isInView } from '#shared/policy/desk.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import type { FlowSetting } from '#shared/protocol/flows.ts';
import type { Role } from '#shared/policy/roles.ts';
import { dryRun, type DryRun } from '#shared/workflow/dry-run.ts';
import { FLOW_IDS } from '#shared/workflow/flow.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import { decide } from '#shared/workflow/decide.ts';
import type { PersonKey } from '#tests/kit/small-org.ts';
import { actorOf, documents, draft, fakeHash, hashOf, nextId, org, PEOPLE, planFor, populate, record, signOff, stampOf, UNITS } from './world.ts';

export function installFakeOffice(params: URLSearchParams): void {
  const me = (params.get('as') ?? 'drafter01') as PersonKey;
  const look = params.get('state') ?? '';
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const tell = (name: string, payload: unknown): void => { for (const listener of listeners.get(name) ?? []) listener(payload); };
  const now = Date.now();
  if (look !== 'empty') populate(now);
  let settings: Settings = { serverUrl: 'http://10.52.8.16:8080', locale: (params.get('locale') ?? 'zh-CN') as Settings['locale'], fontScale: 1, contrast: (params.get('contrast') ?? 'normal') as Settings['contrast'], ...QUIET_BY_DEFAULT, proofKindsOff: [] };
  const actor = actorOf(me);
  const unitName = (id: string): string => UNITS.find((unit) => unit.id === id)?.name ?? '';
  const person = {
    personId: me, name: actor.name, login: `${me}`,
    memberships: actor.memberships.map((post) => ({ ...post, unitName: unitName(post.unitId), organName: UNITS.find((unit) => unit.id === post.organId)?.fullName ?? '' })),
  };
  const session = () => look === 'signedOut' ? { status: 'signedOut' as const, serverUrl: null, lastLogin: null }
    : look === 'locked' ? { status: 'locked' as const, serverUrl: 'http://10.52.8.16:8080', login: me, name: actor.name }
      : { status: 'signedIn' as const, serverUrl: 'http://10.52.8.16:8080', person: { ...person, memberships: person.memberships.map((post) => ({ ...post, roles: [...post.roles] })) }, needsSignIn: look === 'needsSignIn' };
  const firstDraft = [...documents.values()].find(({ state }) => state.direction === 'outgoing' && state.stage === 'drafting')?.state;
  const outbox: OutboxItem[] = [];
  if (look === 'offline' && firstDraft !== undefined) outbox.push({ opId: nextId(), docId: firstDraft.docId, title: firstDraft.title, kind: 'submit', state: 'waiting', claimedAt: now - 600_000, error: null });
  if (look === 'attention' && firstDraft !== undefined) outbox.push({ opId: nextId(), docId: firstDraft.docId, title: firstDraft.title, kind: 'submit', state: 'reconfirm', claimedAt: now - 600_000, error: appError('workflow.stale-content', { rule: 'WF09' }) });
  /** The server takes no edits: its disk is full, or this document has failed there. */
  const serverSays = look === 'serverFull' ? 'server.read-only' as const : look === 'broken' ? 'document.broken' as const : null;
  const isPending = look === 'offline' || serverSays !== null;
  const sync = (): SyncSummary => ({
    connection: look === 'offline' ? 'offline' : 'online', error: look === 'offline' ? appError('network.unreachable') : null, lastSyncedAt: now - 480_000,
    pendingDocs: look === 'offline' ? 2 : serverSays !== null ? 1 : 0, tooNew: look === 'attention' ? 2 : 0, outbox, held: serverSays !== null && firstDraft !== undefined ? [{ docId: firstDraft.docId, title: firstDraft.title, code: serverSays }] : [], storage: look === 'full' ? 'full' : 'ok', recovered: null,
    branches: look === 'attention' && firstDraft !== undefined ? [{ docId: firstDraft.docId, title: firstDraft.title, text: '离线时补充：请县级统筹安排，并由县水务局派员指导。\n另附工程预算表。', at: now - 7_200_000 }] : [],
  });

  const toUnit = (id: string): DirectoryUnit | undefined => {
    const unit = UNITS.find((each) => each.id === id);
    if (unit === undefined) return undefined;
    const names: string[] = [];
    for (let next: string | null = unit.id; next !== null;) {
      const found = UNITS.find((each) => each.id === next);
      if (found === undefined) break;
      names.unshift(found.name);
      next = found.parentId;
    }
    return { ...unit, hasChildren: UNITS.some((each) => each.parentId === unit.id), pathLabel: names.slice(names.length > 1 ? 1 : 0).join('·') };
  };
  const toPerson = (id: PersonKey): DirectoryPerson => {
    const posts = actorOf(id).memberships;
    const isNear = posts.some((post) => actor.memberships.some((mine) => mine.organId === post.organId));
    return {
      id, name: actorOf(id).name, status: 'active', phone: isNear ? `1388512${(1000 + id.length * 37 + (id.codePointAt(4) ?? 0)).toString().slice(-4)}` : '138****2214',
      posts: posts.map((post) => ({ unitId: post.unitId, unitName: unitName(post.unitId), pathLabel: toUnit(post.unitId)?.pathLabel ?? '', title: post.title, primary: post.primary })),
    };
  };
  let savedViews: readonly SavedView[] = [];
  const readable = () => [...documents.values()].filter(({ state }) => can(actor, 'document.read', { kind: 'document', state }, org).ok);
  const deskLook = { actor, org, calendar: NATIONAL_CALENDAR, now };
  const desk = ({ view, filter, offset, limit }: CallInput<'desk.list'>): DeskPage => {
    const passes = passing(filter, Date.now());
    const found = readable().map(({ state }) => ({ state, place: deskPlace(actor, state, org) }))
      .filter(({ state, place }) => (view === 'all' || isInView(place, view, Date.now())) && passes(state, wordsOf(state))).sort((a, b) => b.state.since - a.state.since);
    const items = found.slice(offset, offset + limit).map(({ state, place }) => deskItem(state, place, isPending && state.docId === firstDraft?.docId ? 'pending' : 'synced', deskLook));
    return { items, total: found.length };
  };

  const page = (docId: string): DocumentPage | null => {
    const known = documents.get(docId);
    if (known === undefined) return null;
    const subject = { kind: 'document', state: known.state } as const;
    return {
      view: { state: known.state, events: known.events }, penHolders: penHolders(known.state, org), sync: isPending ? 'pending' : 'synced',
      actions: ACTIONS.map((action) => { const answer = can(actor, action, subject, org); return { action, ok: answer.ok, code: answer.ok ? null : answer.code, rule: answer.rule }; }),
      pending: outbox.filter((item) => item.docId === docId), derived: [], contentHash: hashOf(docId),
    };
  };

  const act = (request: { readonly kind: string; readonly docId: string; readonly [key: string]: unknown }) => {
    const known = documents.get(request.docId);
    if (known === undefined) return err(appError('not-found'));
    const content = contentFacts(known.doc, fakeHash);
    const command = { ...request, opId: nextId() as OpId, claimedAt: Date.now(), stepNo: known.state.stepNo } as never;
    const verdict = decide(known.state, command, { actor, org, now: Date.now(), content, known: (id: PersonId) => (org.person(id) === undefined ? undefined : { name: org.person(id)?.name ?? '', title: '', unitName: '' }), planFor, deadline: () => null, openParts: 0, basis: null, derived: [], text: null, authority: { kind: 'client' } });
    if (!verdict.ok) return err(verdict.error.error);
    if (request.kind === 'signOff') signOff(request.docId, me, '楚米府呈〔2026〕36号', Date.now());
    else for (const body of verdict.value) record(request.docId, body, stampOf(me), Date.now());
    window.setTimeout(() => { tell('desk.changed', {}); tell('document.changed', { docId: request.docId }); tell('sync.changed', {}); }, 30);
    return ok({ opId: nextId(), docId: request.docId, title: known.state.title, kind: request.kind, state: 'waiting', claimedAt: Date.now(), error: null });
  };

  const openPort = (docId: string, portKey: string): void => {
    const known = documents.get(docId);
    if (known === undefined) return;
    const { port1, port2 } = new MessageChannel();
    const send = (frame: unknown): void => port1.postMessage(frame);
    const wrap = (write: (encoder: encoding.Encoder) => void): Uint8Array => { const encoder = encoding.createEncoder(); write(encoder); return encoding.toUint8Array(encoder); };
    known.doc.on('update', (update: Uint8Array, origin: unknown) => { if (origin !== port1) send({ kind: 'sync', bytes: wrap((encoder) => writeUpdate(encoder, update)) }); });
    port1.onmessage = ({ data }: MessageEvent<{ kind: string; bytes: Uint8Array; id: number }>) => {
      if (data.kind === 'flush') send({ kind: 'flushed', id: data.id, contentHash: hashOf(docId) });
      if (data.kind !== 'sync') return;
      const encoder = encoding.createEncoder();
      readSyncMessage(decoding.createDecoder(data.bytes), encoder, known.doc, port1);
      if (encoding.hasContent(encoder)) send({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
    };
    send({ kind: 'sync', bytes: wrap((encoder) => writeSyncStep1(encoder, known.doc)) });
    const writes = can(actor, 'document.edit', { kind: 'document', state: known.state }, org);
    send({ kind: 'status', canWrite: writes.ok && serverSays === null, code: writes.ok ? serverSays : writes.code, sync: isPending ? 'pending' : 'synced', contentHash: hashOf(docId), isStorageOk: look !== 'full' });
    if (writes.ok) companion(known.doc, send, wrap);
    window.postMessage({ kind: PORT_MESSAGE, portKey }, window.location.origin, [port2]);
  };

  /** A colleague whose caret stands at the end of the second paragraph. */
  const companion = (doc: Y.Doc, send: (frame: unknown) => void, wrap: (write: (encoder: encoding.Encoder) => void) => Uint8Array): void => {
    const elsewhere = new Y.Doc();
    Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(doc));
    const awareness = new Awareness(elsewhere);
    const paragraph = bodyOf(elsewhere).get(3);
    const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined;
    if (!(text instanceof Y.XmlText)) return;
    const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, Math.min(24, text.length)));
    awareness.setLocalState({ user: { name: '王建国', color: '#0072a3' }, cursor: { anchor: at, head: at } });
    const update = encodeAwarenessUpdate(awareness, [elsewhere.clientID]);
    const mirror = new Awareness(new Y.Doc());
    applyAwarenessUpdate(mirror, update, null);
    window.setTimeout(() => send({ kind: 'awareness', bytes: wrap((encoder) => encoding.writeVarUint8Array(encoder, update)) }), 300);
  };

  const answer = (name: string, input: Record<string, never>): unknown => {
    const given = input as Record<string, unknown>;
    switch (name) {
      case 'app.info': return ok({ version: '0.1.0', electron: '45.4.1', platform: 'linux x64', profileDir: 'C:\\Users\\lilan\\AppData\\Roaming\\guizhengtong', isPackaged: true, canNotify: look !== 'attention', troubles: look === 'trouble' ? [{ kind: 'settings-broken', path: 'C:\\Users\\lilan\\AppData\\Roaming\\guizhengtong\\settings.json.broken-1', at: now }] : [] });
      case 'settings.get': return ok(settings);
      case 'settings.set': settings = { ...settings, ...given }; tell('settings.changed', settings); return ok(settings);
      case 'session.get': return ok(session());
      case 'session.signIn': return err(appError('auth.wrong-password'));
      case 'session.unlock': return err(appError('auth.wrong-password'));
      case 'session.signOut': return ok({ status: 'signedOut', serverUrl: 'http://10.52.8.16:8080', lastLogin: me });
      case 'server.probe': return look === 'signedOut' ? err(appError('network.not-this-server')) : ok({ version: '0.1.0' });
      case 'document.search': {
        const { query, limit } = given as CallInput<'document.search'>;
        return ok({ hits: desk({ view: 'all', filter: { ...NO_FILTER, words: query }, offset: 0, limit }).items.map((item) => ({ item, excerpt: null })), unread: 0, notHere: 0 });
      }
      case 'desk.list': return ok(desk(given as CallInput<'desk.list'>));
      case 'desk.counts': return ok(Object.fromEntries(DESK_VIEWS.map((view) => [view, desk({ view, filter: NO_FILTER, offset: 0, limit: 1 }).total])));
      case 'desk.views': return ok(savedViews);
      case 'desk.keepView': savedViews = keepView(savedViews, given as SavedView) ?? savedViews; return ok(savedViews);
      case 'desk.dropView': savedViews = savedViews.filter((saved) => saved.name !== given['name']); return ok(savedViews);
      case 'document.create': { const docId = draft(me, String(given['templateId']), String(given['subject']), [], Date.now()); tell('desk.changed', {}); return ok({ docId }); }
      case 'document.get': { const found = page(String(given['docId'])); return found === null ? err(appError('not-found')) : ok(found); }
      case 'document.open': openPort(String(given['docId']), String(given['portKey'])); return ok(null);
      case 'document.act': return act(given as { kind: string; docId: DocId });
      case 'outbox.dismiss': outbox.splice(0); tell('sync.changed', {}); return ok(null);
      case 'sync.get': return ok(sync());
      case 'flow.get': {
        const flows = FLOW_IDS.map((flow): FlowSetting => ({ flow, version: 0, plan: planFor(String(given['organId']), flow), by: null }));
        return ok({ flows, holders: Object.fromEntries(flows.map(({ flow, plan }) => [flow, Object.fromEntries(flowOf(plan).steps.filter(({ holder }) => holder !== 'drafter' && holder !== 'named' && holder !== 'nobody').map(({ stage, holder }) => [stage, org.holders(String(given['organId']), holder as Role)]))])) });
      }
      case 'flow.dryRun': return ok(dryRun({ ...given, at: now } as unknown as DryRun, org, NATIONAL_CALENDAR));
      case 'flow.stuck': return ok({ rows: [], more: false });
      case 'delegation.list': return ok({ given: [], received: [] });
      case 'calendar.get': return ok(NATIONAL_CALENDAR);
      case 'directory.children': return ok(UNITS.filter((unit) => unit.parentId === given['unitId']).map((unit) => toUnit(unit.id)));
      case 'directory.unit': {
        const unit = toUnit(String(given['unitId']));
        if (unit === undefined) return err(appError('not-found'));
        const people = PEOPLE.flatMap((id) => actorOf(id).memberships.filter((post) => post.unitId === unit.id).map((post) => ({ id, name: actorOf(id).name, title: post.title, phone: toPerson(id).phone, status: 'active' })));
        return ok({ unit, people });
      }
      case 'directory.person': return ok(toPerson(String(given['personId']) as PersonKey));
      case 'directory.search': {
        const query = String(given['query']);
        const hits: DirectoryHit[] = [
          ...PEOPLE.map(toPerson).filter((one) => one.name.includes(query) || query === 'wjg').slice(0, 6).map((one): DirectoryHit => ({ kind: 'person', person: one })),
          ...UNITS.map((unit) => toUnit(unit.id)).filter((unit) => unit !== undefined && unit.fullName.includes(query)).map((unit): DirectoryHit => ({ kind: 'unit', unit: unit as DirectoryUnit })),
        ];
        return ok({ hits, isPartial: look === 'offline' });
      }
      case 'paper.save': case 'paper.print': return ok({ isSaved: false });
      case 'paper.render': return err(appError('internal', { field: 'print' }));
      case 'supervision.board': return ok({ rows: [], more: false, asOf: now, isLive: look !== 'offline' });
      case 'chain.get': return ok({ docType: 'request', levels: [], derived: [], inHand: null, total: null, asOf: now, isLive: look !== 'offline' });
      case 'supervision.parts': return ok({ parts: [], asOf: now, isLive: look !== 'offline' });
      case 'register.list': return ok({ page: { rows: [], cursor: null, counts: { used: 0, reserved: 0, void: 0 } }, asOf: now, isLive: look !== 'offline' });
      default: return ok(null);
    }
  };
  const office = {
    call: async (name: string, input: Record<string, never>) => { await new Promise((resolve) => { window.setTimeout(resolve, 15); }); return answer(name, input); },
    on: (name: string, listener: (payload: unknown) => void) => {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => { known.delete(listener); };
    },
  } as unknown as Office;
  Object.assign(window, { office });
}
