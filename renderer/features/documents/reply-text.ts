/** The text that a 批复 starts from. It is text of the document, so it is Chinese whatever the language of the screen. */
import { replyOpening } from '#shared/exchange/citing.ts';
import type { IncomingState, ReplyDecision } from '#shared/workflow/model.ts';

const BODY: { readonly [decision in ReplyDecision]: string } = {
  approve: '原则同意所请事项，请按有关规定组织实施。',
  reject: '所请事项不予同意，请结合实际另行研究。',
};

export const replyText = (request: IncomingState, decision: ReplyDecision): string =>
  `${replyOpening(request)}\n${BODY[decision]}\n此复。`;
