/**
 * One 请示 from a township to its county and its 批复 back, as seven commands by five people. How a command is sent and how a copy is found
 * at the other organ is handed in: over HTTP or straight at `Execute`.
 */
import * as Y from 'yjs';
import { createDocId, createOpId, type DocId } from '#shared/base/ids.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { contentOfCreate, firstContent } from '#shared/doc/first-content.ts';
import type { Command, CommandKind, CommandOf } from '#shared/workflow/command.ts';
import { templateOf } from '#shared/workflow/templates.ts';
import { sm3 } from '#server/sm3.ts';
import { random, type Desk, type Person } from './office.ts';

export interface Ways {
  /** Resolves with the place of the command's last event; throws when it was not accepted. */
  act(by: Person, command: Command): Promise<number>;
  /** The copy that has just arrived at this person's organ, behind this place. */
  arrived(at: Person, after: number): Promise<DocId>;
}

/** Of one story; what the peer goes through too. */
export const COMMANDS_PER_STORY = 7;
const TEMPLATE_ID = 'request-1';
const TITLE = '关于修缮村道的请示';
const REPLY = '同意。\n请抓紧实施。';

type Said<C> = C extends Command ? Omit<C, 'opId' | 'docId' | 'claimedAt'> : never;
export const word = <K extends CommandKind>(docId: DocId, said: Said<CommandOf<K>>): Command =>
  ({ ...said, opId: createOpId(random), docId, claimedAt: Date.now() }) as unknown as Command;

export interface Drafted {
  readonly create: CommandOf<'create'>;
  readonly contentHash: string;
}

/** What the drafter's machine would show before 送审; the same for every document of this desk, so that the load has nothing to build. */
export function draftOf(desk: Desk): Drafted {
  const create = word<'create'>(createDocId(random), {
    kind: 'create', templateId: TEMPLATE_ID, organId: desk.organId, organName: desk.organName, mainRecipientId: desk.recipientId, mainRecipientName: desk.recipientName,
    title: `${desk.organName}${TITLE}`, urgency: 'normal', basis: null,
  }) as CommandOf<'create'>;
  const template = templateOf(TEMPLATE_ID);
  if (template === undefined) throw new Error(`no template ${TEMPLATE_ID}`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, firstContent(contentOfCreate(create, template)));
  return { create, contentHash: contentFacts(doc, sm3).hash };
}

export async function tellStory(desk: Desk, { create, contentHash }: Drafted, ways: Ways): Promise<void> {
  const docId = createDocId(random);
  await ways.act(desk.drafter, { ...create, docId, opId: createOpId(random), claimedAt: Date.now() });
  await ways.act(desk.drafter, word<'invite'>(docId, { kind: 'invite', personIds: [desk.registrar.personId] }));
  await ways.act(desk.drafter, word<'submit'>(docId, { kind: 'submit', stepNo: 0, contentHash, opinion: '', people: [], dueAt: null, reasons: {} }));
  const issued = await ways.act(desk.leader, word<'signOff'>(docId, { kind: 'signOff', stepNo: 1, contentHash, opinion: '同意' }));
  const copy = await ways.arrived(desk.countyRegistrar, issued);
  await ways.act(desk.countyRegistrar, word<'receive'>(copy, { kind: 'receive', stepNo: 0 }));
  const answered = await ways.act(desk.countyLeader, word<'reply'>(copy, { kind: 'reply', stepNo: 2, contentHash, decision: 'approve', text: REPLY }));
  const answer = await ways.arrived(desk.registrar, answered);
  await ways.act(desk.registrar, word<'receive'>(answer, { kind: 'receive', stepNo: 0 }));
}
