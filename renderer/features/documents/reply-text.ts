/** The text that a 批复 starts from. It is text of the document, so it is Chinese whatever the language of the screen. */
import { replyOpening } from '#shared/exchange/deliver.ts';
import type { IncomingState, ReplyDecision } from '#shared/workflow/model.ts';

/** How a superior addresses the organ: 你镇, 你县 …, by the end of its name. */
export function addressOf(organName: string): string {
  const level = /(省|市|州|县|区|乡|镇)(?:人民)?政府$/u.exec(organName)?.[1] ?? /(街道)办事处$/u.exec(organName)?.[1] ?? /(局|委|办)$/u.exec(organName)?.[1];
  return level ?? '单位';
}

const BODY: { readonly [decision in ReplyDecision]: string } = {
  approve: '原则同意所请事项，请按有关规定组织实施。',
  reject: '所请事项不予同意，请结合实际另行研究。',
};

export const replyText = (request: IncomingState, decision: ReplyDecision): string =>
  `${replyOpening(request, addressOf(request.origin.organName))}\n${BODY[decision]}\n此复。`;
