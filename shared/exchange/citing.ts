/**
 * How a document speaks of the one that it answers: title before number (R18), the title's own 《》 turned into 〈〉, 你镇 for whoever asked.
 * It is text of documents, so it is Chinese whatever the language of the screen.
 */
import type { IncomingState } from '#shared/workflow/model.ts';
import { fill, templateOf } from '#shared/workflow/templates.ts';

/** A title in quotation; title marks inside title marks are single ones (GB/T 15834). */
export const quoted = (title: string): string => `《${title.replaceAll('《', '〈').replaceAll('》', '〉')}》`;

/** 「某某关于……的请示」→「……」. Null for a title that does not follow the form. */
export const subjectOf = (title: string): string | null => /关于(.+)的(?:请示|函)$/u.exec(title)?.[1] ?? null;

/** 「某某关于……的请示」→「某县人民政府关于……的批复」. A title that does not follow the form is quoted whole. */
export const replyTitle = (request: IncomingState): string => `${request.organName}关于${subjectOf(request.title) ?? quoted(request.title)}的批复`;

/** How a superior addresses the organ: 你镇, 你县 …, by the end of its name. */
export function addressOf(organName: string): string {
  const level = /(省|市|州|县|区|乡|镇)(?:人民)?政府$/u.exec(organName)?.[1] ?? /(街道)办事处$/u.exec(organName)?.[1] ?? /(村|社区)(?:村民|居民)?委员会$/u.exec(organName)?.[1] ?? /(局|委|办)$/u.exec(organName)?.[1];
  return level ?? '单位';
}

/** Words of a template that stand for the received document: `{cited}` 《…》（…号）, `{you}` 镇. */
export const citation = ({ title, number, origin }: Pick<IncomingState, 'title' | 'number' | 'origin'>): { readonly cited: string; readonly you: string } =>
  ({ cited: `${quoted(title)}${number === null || number === '' ? '' : `（${number}）`}`, you: addressOf(origin.organName) });

/** The opening sentence that a 批复 by custom begins with; the leader sees and may change it before sending. */
export const replyOpening = (request: IncomingState): string => fill(templateOf('reply-2')?.paragraphs[0] ?? '', citation(request));
