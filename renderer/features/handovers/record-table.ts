/** 移交单 as a table: for the screen's lines and for the file. Pure. */
import type { MessageKey } from '#shared/i18n/index.ts';
import type { HandoverRecord, HandoverRow } from '#shared/protocol/handovers.ts';
import type { Text } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';

type Line = Omit<HandoverRow, 'title' | 'hindrance'> & { readonly hindrance?: HandoverRow['hindrance'] };

const ID_SHOWN = 8;

export const documentOf = (text: Text, { docType, docId }: Pick<Line, 'docType' | 'docId'>): string => `${text(`domain.type.${docType}` as MessageKey)} ${docId.slice(0, ID_SHOWN)}`;
export const stageOf = (text: Text, { stage }: Pick<Line, 'stage'>): string => text(`domain.stage.${stage}` as MessageKey);
export const partsOf = (text: Text, { parts }: Pick<Line, 'parts'>): string => parts.map((part) => text(`handover.part.${part}`)).join('、');
export const resultOf = (text: Text, { hindrance }: Pick<Line, 'hindrance'>): string => (hindrance === null || hindrance === undefined ? text('handover.moved') : text(`handover.hindrance.${hindrance}`));

export const linesOf = ({ moved, stayed }: Pick<HandoverRecord, 'moved' | 'stayed'>): readonly Line[] => [...moved, ...stayed];

export function tableOf(text: Text, record: HandoverRecord): readonly (readonly string[])[] {
  const head = [
    [text('handover.organ'), record.organName], [text('handover.from'), record.from.name], [text('handover.to'), record.to.name], [text('handover.col.time'), formatTime(record.at)],
    [text('handover.record.by', { name: record.by.name })], [text('handover.reason'), record.reason], [],
  ];
  const columns = (['document', 'stage', 'parts', 'due', 'result'] as const).map((column) => text(`handover.col.${column}`));
  const lines = linesOf(record).map((line) => [
    `${text(`domain.type.${line.docType}` as MessageKey)} ${line.docId}`, stageOf(text, line), partsOf(text, line), line.dueAt === null ? '' : formatTime(line.dueAt), resultOf(text, line),
  ]);
  return [...head, columns, ...lines];
}
