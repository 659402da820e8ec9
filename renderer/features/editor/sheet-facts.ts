/** What stands on the paper but not in the text: the organ's mark, number, 签发人, date. It changes when the document's state does, never by typing. */
import * as Y from 'yjs';
import { readFiles } from '#shared/doc/attached-files.ts';
import { blockText, readNode } from '#shared/doc/canonical.ts';
import { titleOfFile } from '#shared/doc/file-types.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import { bodyOf, FORMATS, IN_COLOPHON, NODE, readMeta, type Format } from '#shared/doc/shape.ts';
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
  readonly elements: Elements;
}

/** What is written beside the running text, in the document's own metadata. */
export interface Elements {
  readonly format: Format;
  readonly jointOrganNames: readonly string[];
  /** 签发人 of the organs beside one's own. */
  readonly jointSigners: readonly string[];
  readonly ccRecipients: string;
  /** 主送 stands in the 版记, because it left no room for the text on the first page. */
  readonly isRecipientBehind: boolean;
  readonly annotation: string;
  readonly printOrganName: string;
  /** Titles of the 附件, in order: those in the text, then files. */
  readonly attachments: readonly string[];
}

export const NO_ELEMENTS: Elements = { format: 'general', jointOrganNames: [], jointSigners: [], ccRecipients: '', isRecipientBehind: false, annotation: '', printOrganName: '', attachments: [] };

export function readElements(doc: Y.Doc): Elements {
  const format = readMeta(doc, 'format');
  return {
    format: FORMATS.find((each) => each === format) ?? 'general',
    jointOrganNames: linesIn(readMeta(doc, 'jointOrganNames')), jointSigners: linesIn(readMeta(doc, 'jointSigners')),
    ccRecipients: readMeta(doc, 'ccRecipients') ?? '', isRecipientBehind: readMeta(doc, 'recipientsAt') === IN_COLOPHON, annotation: readMeta(doc, 'annotation') ?? '', printOrganName: readMeta(doc, 'printOrganName') ?? '',
    attachments: [
      ...bodyOf(doc).toArray().flatMap((node) => (node instanceof Y.XmlElement && node.nodeName === NODE.attachment ? titleIn(node) : [])),
      ...readFiles(doc).map(({ name }) => titleOfFile(name)),
    ],
  };
}

const linesIn = (value: string | null | undefined): readonly string[] => (value ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
/** As it will stand: none where it was taken out. */
const titleIn = (node: Y.XmlElement): readonly string[] => cleanContent({ meta: {}, blocks: [readNode(node)] }).blocks.map((block) => blockText(block).trim());

/** 发文机关标志 (7.2.4, chapter 10): the organs, and what stands beside or behind them. */
export function markOf({ organName, elements: { format, jointOrganNames } }: Pick<SheetFacts, 'organName' | 'elements'>, title: string): { readonly names: readonly string[]; readonly behind: string } {
  switch (format) {
    case 'general': return { names: [organName, ...jointOrganNames], behind: '文件' };
    case 'letter': return { names: [organName, ...jointOrganNames], behind: '' };
    case 'order': return { names: [organName], behind: '令' };
    // What the meeting was is said in the mark: 「某某会议纪要」.
    case 'minutes': return title.endsWith('纪要') ? { names: [title], behind: '' } : { names: [organName], behind: '会议纪要' };
  }
}

/** 签发人 (7.2.6) of a 上行文 in the general format: in the order of the organs, two to a line; none before it is signed. */
export function signerRows({ isUpward, signedOffBy, elements: { format, jointSigners } }: Pick<SheetFacts, 'isUpward' | 'signedOffBy' | 'elements'>): readonly (readonly string[])[] {
  if (!isUpward || format !== 'general' || signedOffBy === null) return [];
  const names = [signedOffBy, ...jointSigners];
  return Array.from({ length: Math.ceil(names.length / SIGNERS_ON_LINE) }, (_, row) => names.slice(row * SIGNERS_ON_LINE, (row + 1) * SIGNERS_ON_LINE));
}

/** 主送：甲，乙。 and 抄送：甲，乙。 */
const addressed = (label: string, names: string): readonly string[] => (names === '' ? [] : [`${label}：${names.replace(/\s*\n\s*/gu, '，').replace(/[。．.：:]+$/u, '')}。`]);

export interface ColophonLines {
  /** 主送 where it moved here, then 抄送, with no rule between them (7.4.2). */
  readonly sentTo: readonly string[];
  readonly printed: { readonly organ: string; readonly date: string } | null;
}

/** 版记 (7.4): to whom it goes, and 印发机关 with its date. That of a letter has no 印发机关 (10.1). Null where there is nothing to say. */
export function colophonOf({ elements: { format, ccRecipients, isRecipientBehind, printOrganName }, organName, recipientName, date }: Pick<SheetFacts, 'elements' | 'organName' | 'recipientName' | 'date'>): ColophonLines | null {
  const sentTo = [...addressed('主送', isRecipientBehind ? recipientName : ''), ...addressed('抄送', ccRecipients)];
  if (format === 'letter') return sentTo.length === 0 ? null : { sentTo, printed: null };
  if (sentTo.length === 0 && printOrganName === '' && date === null) return null;
  return { sentTo, printed: { organ: printOrganName === '' ? organName : printOrganName, date: date === null ? '' : `${date}印发` } };
}

/** 附件说明 (GB/T 9704-2012 7.3.4): numbered where there are several, no mark at the end. */
export function attachmentLines({ elements: { attachments } }: Pick<SheetFacts, 'elements'>): readonly string[] {
  const [only] = attachments;
  if (attachments.length <= 1) return only === undefined ? [] : [`附件：${only}`];
  return attachments.map((title, index) => `${index === 0 ? '附件：' : ''}${index + 1}.${title}`);
}

/** 附注 (7.3.7) stands in brackets. */
export const annotationLine = ({ elements: { annotation } }: Pick<SheetFacts, 'elements'>): string => (annotation === '' ? '' : `（${annotation.replace(/^[（(]|[)）]$/gu, '')}）`);

const SIGNERS_ON_LINE = 2;
const UPWARD: readonly DocType[] = ['request', 'report'];

/** `issuedAt`: when an own document was signed off, as its history tells; a received one carries it in its origin. */
export function sheetFacts(state: DocumentState, issuedAt: number | null): SheetFacts {
  const isUpward = UPWARD.includes(state.docType);
  const date = issuedAt === null ? null : formatOfficialDate(issuedAt);
  return state.direction === 'outgoing'
    ? { organName: state.organName, recipientName: state.mainRecipientName, isUpward, number: state.number, signedOffBy: state.signedOffBy?.name ?? null, date, elements: NO_ELEMENTS }
    : { organName: state.origin.organName, recipientName: state.organName, isUpward, number: state.number, signedOffBy: state.origin.signedOffBy, date: formatOfficialDate(state.origin.signedOffAt), elements: NO_ELEMENTS };
}

/** 主送机关 and the colon behind it (GB/T 9704-2012 7.3.2); a paper that goes to nobody has no such line, nor one that says it in its 版记. */
export const recipientLine = ({ recipientName, elements: { isRecipientBehind } }: Pick<SheetFacts, 'recipientName' | 'elements'>): string => (recipientName === '' || isRecipientBehind ? '' : `${recipientName}：`);

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
