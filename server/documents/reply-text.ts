/** The text of a 批复 that a leader writes at the 请示 itself. What is kept of it is asked ahead of the transaction that writes it, so it is built once for both. */
import type { Sm3 } from '#shared/base/ports.ts';
import { firstContent } from '#shared/doc/first-content.ts';
import { replyDraft, type ReplyDraft } from '#shared/exchange/deliver.ts';
import type { CommandOf } from '#shared/workflow/command.ts';
import type { IncomingState } from '#shared/workflow/model.ts';
import { contentFromBytes, type Content } from './frozen.ts';

export interface ReplyText {
  readonly draft: ReplyDraft;
  readonly content: Content;
}

/** Of a 请示 the answer needs what never changes, so the command alone says which text it is. */
const built = new WeakMap<CommandOf<'reply'>, ReplyText>();

export function replyTextOf(command: CommandOf<'reply'>, request: IncomingState, sm3: Sm3): ReplyText {
  const known = built.get(command);
  if (known !== undefined) return known;
  const draft = replyDraft(request, command.text);
  const bytes = firstContent({
    docId: request.docId, docType: draft.docType, organId: draft.organId, organName: draft.organName, mainRecipientId: draft.recipientId,
    mainRecipientName: draft.recipientName, title: draft.title, paragraphs: draft.paragraphs,
  });
  const text = { draft, content: contentFromBytes(bytes, sm3) };
  built.set(command, text);
  return text;
}
