/**
 * 请示–批复 across levels, as one thing: who asked whom, who has it now, and how long it has lain with each. Pure, from facts of documents and deliveries.
 * A level's clock runs from when it was sent there, not from when it signed for it: nobody gains days by leaving it unsigned.
 */
import type { EpochMs } from '#shared/base/ports.ts';
import type { ChainLevel } from '#shared/protocol/chain.ts';
import { workingDaysBetween, type Calendar } from '#shared/time/calendar.ts';
import { dayOf, daysFrom } from '#shared/time/china-day.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { DocId } from '#shared/base/ids.ts';

export const LEVEL_STATES = ['drafting', 'asked', 'sentBack', 'awaitingReceipt', 'inHand', 'referred', 'answerCame', 'answered', 'refused', 'closed'] as const;
// 起草中 已报出 退回待补正 待签收 办理中 已转报 上级已答复 已答复 已退回 办结
export type LevelState = (typeof LEVEL_STATES)[number];

/** It was turned away at the level above: back with whoever sent it. */
const isTurnedAway = (level: ChainLevel | undefined): boolean => level?.came?.state === 'refused' || level?.came?.state === 'recalled';

export function levelState(levels: readonly ChainLevel[], index: number): LevelState {
  const [level, above] = [levels[index], levels[index + 1]];
  if (level === undefined) throw new Error(`no level ${index}`);
  if (level.answered !== null && level.answered.at !== null) return 'answered';
  if (isTurnedAway(level)) return 'refused';
  if (level.came?.state === 'awaiting') return 'awaitingReceipt';
  if (level.back !== null) return level.came === null && level.back.state === 'received' ? 'closed' : 'answerCame';
  if (level.asked === null || level.asked.at === null) return level.came === null ? 'drafting' : 'inHand';
  if (isTurnedAway(above)) return 'sentBack';
  return level.came === null ? 'asked' : 'referred';
}

/** Which level everybody waits for; null once the first 请示 has its answer. */
export function levelInHand(levels: readonly ChainLevel[]): number | null {
  for (let index = 0; index < levels.length; index += 1) {
    const state = levelState(levels, index);
    if (state === 'closed') return null;
    if (state !== 'asked' && state !== 'referred') return index;
  }
  return null;
}

export interface Days { readonly calendar: number; readonly working: number }

interface Span { readonly from: EpochMs; readonly to: EpochMs | null }

/** While it lay there: until it was passed on, answered or turned away; again while a 补正 was due, and since the superior's answer. */
function spansOf(levels: readonly ChainLevel[], index: number): readonly Span[] {
  const [level, above] = [levels[index], levels[index + 1]];
  if (level === undefined) return [];
  const { came, asked, back, answered } = level;
  const last = answered?.at ?? (isTurnedAway(level) ? (came?.at ?? null) : null);
  const sent = asked === null || asked.at === null ? [] : [...asked.earlier.map(({ at }) => at), asked.at];
  const spans: Span[] = came === null ? [] : [{ from: came.sentAt, to: sent[0] ?? last }];
  asked?.earlier.forEach(({ backAt }, place) => spans.push({ from: backAt, to: sent[place + 1] ?? last }));
  const turned = isTurnedAway(above) ? (above?.came?.at ?? null) : null;
  if (turned !== null) spans.push({ from: turned, to: last });
  if (back !== null) spans.push({ from: back.sentAt, to: last ?? (came === null && back.state === 'received' ? back.at : null) });
  return spans;
}

const lengthOf = ({ from, to }: Span, now: EpochMs, known: Calendar): Days => {
  const [first, end] = [dayOf(from), dayOf(Math.max(from, to ?? now))];
  return { calendar: daysFrom(first, end), working: workingDaysBetween(known, first, end) };
};

/** How long it has lain at a level so far; null where it never did. */
export function daysAt(levels: readonly ChainLevel[], index: number, now: EpochMs, known: Calendar): Days | null {
  const spans = spansOf(levels, index).map((span) => lengthOf(span, now, known));
  return spans.length === 0 ? null : spans.reduce((sum, each) => ({ calendar: sum.calendar + each.calendar, working: sum.working + each.working }));
}

/** From when it was first asked until its answer was signed for, or until now. */
export function daysInAll(levels: readonly ChainLevel[], now: EpochMs, known: Calendar): Days | null {
  const [first] = levels;
  const from = first?.asked?.earlier[0]?.at ?? first?.asked?.at ?? null;
  if (first === undefined || from === null) return null;
  return lengthOf({ from, to: first.back?.state === 'received' ? first.back.at : null }, now, known);
}

export interface Viewer {
  isOwn(organId: string): boolean;
  mayOpen(docId: DocId): boolean;
}

/** What somebody is told: documents that they may open, drafts and names of their own organ alone. */
export function toldTo(levels: readonly ChainLevel[], viewer: Viewer): readonly ChainLevel[] {
  const shown = <P extends { readonly docId: DocId | null }>(paper: P | null): P | null => (paper === null ? null : { ...paper, docId: paper.docId !== null && viewer.mayOpen(paper.docId) ? paper.docId : null });
  return levels.map((level) => {
    const isOwn = viewer.isOwn(level.organId);
    const drafts = <P extends { readonly docId: DocId | null; readonly at: EpochMs | null }>(paper: P | null): P | null => (paper !== null && paper.at === null && !isOwn ? null : shown(paper));
    return { ...level, came: shown(level.came), asked: drafts(level.asked), back: shown(level.back), answered: drafts(level.answered), holders: isOwn ? level.holders : [] };
  });
}

/** The 请示 or 函 whose chain a document belongs to, of the organ that it concerns; null where it belongs to none. */
export function askedBy(state: DocumentState): DocId | null {
  if (state.direction === 'incoming') return state.origin.answers?.docId ?? (isAsking(state) ? state.origin.docId : null);
  return state.inReplyTo ?? (isAsking(state) && state.mainRecipientId !== null ? state.docId : null);
}

const isAsking = ({ docType }: DocumentState): boolean => docType === 'request' || docType === 'letter';
