/** What the strip and the panel say of a chain, as pure functions: which pair a document belongs to, and the days that stand for a level. */
import type { ChainReading } from '#shared/ipc/contract.ts';
import type { MessageKey, Params } from '#shared/i18n/index.ts';
import type { Days } from '#shared/exchange/chain.ts';
import type { DocType } from '#shared/workflow/model.ts';

export type ChainLevelReading = ChainReading['levels'][number];

export interface PairPaper {
  readonly name: MessageKey;
  readonly number: string | null;
  /** When it was sent; null while it is not. */
  readonly at: number | null;
  /** Null: this very document, or one that may not be opened here. */
  readonly open: string | null;
  readonly isHere: boolean;
}

export interface Pair {
  readonly asked: PairPaper;
  /** Null: there is none yet; `missing` says so, from where one stands. */
  readonly answer: PairPaper | null;
  readonly missing: MessageKey;
}

const askName = (docType: DocType): MessageKey => `domain.type.${docType}`;
const answerName = (docType: DocType): MessageKey => (docType === 'letter' ? 'chain.letterReply' : 'domain.type.reply');

/** 在此 3 天（2 个工作日）; what has lasted less than a day has no number. */
export const daysText = (text: (key: MessageKey, params?: Params) => string, key: 'chain.days' | 'chain.total', { calendar, working }: Days): string =>
  (calendar === 0 ? text(`${key}.none`) : text(key, { days: calendar, working }));

interface Paper { readonly docId: string | null; readonly number: string | null }

/** 请示 ⇄ 批复 (函 ⇄ 复函) that this document is one half of, as its own organ has them; null where the chain does not show it. */
export function pairOf({ docType, levels }: ChainReading, docId: string): Pair | null {
  const paper = (name: MessageKey, from: Paper, at: number | null): PairPaper => ({ name, number: from.number, at, open: from.docId === docId ? null : from.docId, isHere: from.docId === docId });
  for (const [index, { came, asked, back, answered }] of levels.entries()) {
    const above = levels[index + 1];
    if (asked !== null && (asked.docId === docId || back?.docId === docId)) {
      const name = answerName(above?.answered?.docType ?? (docType === 'letter' ? 'letter' : 'reply'));
      return { asked: paper(askName(index === 0 ? docType : 'request'), asked, asked.at), answer: back === null ? null : paper(name, back, back.sentAt), missing: docType === 'letter' ? 'chain.pair.noLetter' : 'chain.pair.noReply' };
    }
    if (came !== null && (came.docId === docId || answered?.docId === docId)) {
      return { asked: paper(askName(index === 1 ? docType : 'request'), came, came.sentAt), answer: answered === null ? null : paper(answerName(answered.docType), answered, answered.at), missing: docType === 'letter' ? 'chain.pair.toAnswerLetter' : 'chain.pair.toAnswer' };
    }
  }
  return null;
}

export interface Mark { readonly label: MessageKey; readonly at: number; readonly number: string | null }

/** What happened at a level, in the order of time. */
export function marksOf({ came, asked, back, answered }: ChainLevelReading): readonly Mark[] {
  const ended: Readonly<Record<string, MessageKey>> = { received: 'chain.at.signed', refused: 'chain.at.refused', recalled: 'chain.at.recalled' };
  // The number stands where it was given: at whoever sent it.
  const arrival = (each: typeof came, label: MessageKey): readonly Mark[] => (each === null ? [] : [{ label, at: each.sentAt, number: null }, ...(ended[each.state] === undefined ? [] : [{ label: ended[each.state] as MessageKey, at: each.at, number: null }])]);
  const marks: readonly Mark[] = [
    ...arrival(came, 'chain.at.came'),
    ...(asked?.earlier ?? []).flatMap(({ at, backAt }): readonly Mark[] => [{ label: sentLabel(came), at, number: null }, { label: 'chain.at.sentBack', at: backAt, number: null }]),
    ...(asked === null || asked.at === null ? [] : [{ label: asked.earlier.length > 0 ? 'chain.at.corrected' as const : sentLabel(came), at: asked.at, number: asked.number }]),
    ...arrival(back, 'chain.at.back'),
    ...(answered === null || answered.at === null ? [] : [{ label: 'chain.at.answered' as const, at: answered.at, number: answered.number }]),
  ];
  return marks.toSorted((one, other) => one.at - other.at);
}

const sentLabel = (came: ChainLevelReading['came']): MessageKey => (came === null ? 'chain.at.asked' : 'chain.at.referred');
