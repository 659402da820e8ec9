/** What stands on the paper but not in the text: the organ's mark, number, 签发人, date. It changes when the document's state does, never by typing. */
import type { DocumentState, DocType } from '#shared/workflow/model.ts';
import { formatOfficialDate } from '#renderer/ui/time.ts';

export interface SheetFacts {
  readonly organName: string;
  readonly recipientName: string;
  /** 上行文 carry 签发人 and set the number to the left. */
  readonly isUpward: boolean;
  readonly number: string | null;
  readonly signedOffBy: string | null;
  /** 成文日期 is the day of 签发; before that there is none. */
  readonly date: string | null;
}

const UPWARD: readonly DocType[] = ['request', 'report'];

/** `issuedAt`: when an own document was signed off, as its history tells; a received one carries it in its origin. */
export function sheetFacts(state: DocumentState, issuedAt: number | null): SheetFacts {
  const isUpward = UPWARD.includes(state.docType);
  const date = issuedAt === null ? null : formatOfficialDate(issuedAt);
  return state.direction === 'outgoing'
    ? { organName: state.organName, recipientName: state.mainRecipientName, isUpward, number: state.number, signedOffBy: state.signedOffBy?.name ?? null, date }
    : { organName: state.origin.organName, recipientName: state.organName, isUpward, number: state.number, signedOffBy: state.origin.signedOffBy, date: formatOfficialDate(state.origin.signedOffAt) };
}

/** 主送机关 and the colon behind it (GB/T 9704-2012 7.3.2); a paper that goes to nobody has no such line. */
export const recipientLine = ({ recipientName }: Pick<SheetFacts, 'recipientName'>): string => (recipientName === '' ? '' : `${recipientName}：`);

/** A value outside of React that node views can follow without a new editor. */
export interface FactsSource {
  read(): SheetFacts;
  set(facts: SheetFacts): void;
  subscribe(changed: () => void): () => void;
}

export function createFactsSource(first: SheetFacts): FactsSource {
  let current = first;
  const listeners = new Set<() => void>();
  return {
    read: () => current,
    set: (facts) => {
      current = facts;
      for (const changed of listeners) changed();
    },
    subscribe: (changed) => {
      listeners.add(changed);
      return () => { listeners.delete(changed); };
    },
  };
}
