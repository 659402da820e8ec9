/** As many documents as a busy desk has after years: every state of the story, told apart by number, title, time and deadline. No randomness. */
import type { DocId } from '#shared/base/ids.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { URGENCIES } from '#shared/time/deadline.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { awaitingReceipt, closed, deciding, drafting, filed, issued, replied, returned, signing } from './story.ts';

/** Whose desk it is: organs and drafters of the story become theirs. */
export interface DeskOwner {
  readonly personId: string;
  readonly name: string;
  readonly organId: string;
  readonly organName: string;
}

const MATTERS = ['安全饮水工程建设资金', '修缮通村公路', '森林防火物资储备', '乡村卫生室改造', '防汛抗旱应急演练', '高标准农田建设', '学校食堂食品安全检查', '易地搬迁后续扶持'];
const TELL = [drafting, signing, returned, issued, closed, awaitingReceipt, deciding, replied, filed] as const;
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Some of other people's documents are the owner's to receive or read. */
const OTHERS_EVERY = 3;
const DUE_EVERY = 2;
const DUE_SPREAD_DAYS = 14;

export function manyDocuments(count: number, owner: DeskOwner, now: number): readonly DocumentView[] {
  const stories = TELL.map((tell) => tell());
  return Array.from({ length: count }, (_, index) => {
    const story = stories[index % stories.length];
    if (story === undefined) throw new Error('no story');
    return { state: renamed(story, index, owner, now), events: [] } as unknown as DocumentView;
  });
}

function renamed(story: DocumentState, index: number, owner: DeskOwner, now: number): DocumentState {
  const matter = MATTERS[index % MATTERS.length] ?? '';
  const at = now - index * 7 * MINUTE_MS;
  const common = {
    docId: (index + 1).toString(16).padStart(32, '0') as DocId, title: `${owner.organName}关于${matter}（第${index + 1}号）的请示`, organId: owner.organId, organName: owner.organName,
    urgency: URGENCIES[index % URGENCIES.length] ?? 'normal', since: at, createdAt: at, updatedAt: at,
    dueAt: index % DUE_EVERY === 0 ? now + ((index % (2 * DUE_SPREAD_DAYS)) - DUE_SPREAD_DAYS) * DAY_MS : null,
  } as const;
  if (story.direction === 'incoming') {
    const { origin } = story;
    // A 批复 that came is news to whoever asked.
    const answers = origin.answers === null ? null : { ...origin.answers, drafterId: owner.personId };
    return { ...story, ...common, title: common.title.replace(owner.organName, origin.organName).replace('的请示', story.docType === 'reply' ? '的批复' : '的请示'), origin: { ...origin, answers } };
  }
  return { ...story, ...common, drafter: index % OTHERS_EVERY === 0 ? story.drafter : { ...story.drafter, personId: owner.personId, name: owner.name } };
}
