/** What a register shows in words, on the screen and as a table file with a column for each fact. Pure. */
import type { NumberKind } from '#shared/numbers/series.ts';
import { DOC_TYPES, type DocType } from '#shared/workflow/model.ts';
import type { RegisterRow } from '#shared/protocol/registers.ts';
import { formatTime } from '#renderer/ui/time.ts';
import type { Text } from '#renderer/ui/text.tsx';

/** A type that this version does not know shows nothing. */
export const typeName = (text: Text, docType: string): string => ((DOC_TYPES as readonly string[]).includes(docType) ? text(`domain.type.${docType as DocType}`) : '');

export function tableOf(text: Text, kind: NumberKind, rows: readonly RegisterRow[]): readonly (readonly string[])[] {
  const isReceipt = kind === 'receipt';
  const head = [
    text(`register.col.number.${kind}`), text('register.csv.state'), text('register.csv.type'), text('register.col.title'),
    text(isReceipt ? 'register.csv.otherOrgan.receipt' : 'register.col.otherOrgan.dispatch'), ...(isReceipt ? [text('register.csv.theirNumber')] : []),
    text('register.col.at'), text(`register.col.by.${kind}`), text('register.csv.reason'),
  ];
  return [head, ...rows.map((row) => [
    row.number, text(`register.state.${row.state}`), typeName(text, row.docType), row.title, row.otherOrgan, ...(isReceipt ? [row.theirNumber] : []),
    formatTime(row.at), row.by, row.reason,
  ])];
}

/** 关于…: beside its organ a title need not name it once more. */
export const shortTitle = (title: string, organName: string): string => (organName !== '' && title.startsWith(`${organName}关于`) ? title.slice(organName.length) : title);

/** A file's name has no sign that any system would read as a path. */
export const tableName = (organName: string, year: number, title: string): string => `${organName.replace(/[^\p{L}\p{N}]/gu, '')} ${year} ${title}.csv`;
