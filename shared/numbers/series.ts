/**
 * Series of numbers (domain: 发文字号 and 收文号): one for each organ, kind, 机关代字 and year of China, counted 1, 2, 3 …
 * Owns what a series is and how its numbers are written (R16); leaves what may become of a number to rules.ts, and storage to the server.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Unit } from '#shared/org/model.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { chinaYear, formatNumber, NUMBER_FORMAT } from '#shared/workflow/number.ts';

export const NUMBER_KINDS = ['dispatch', 'receipt', 'supervision'] as const; // 发文字号 收文号 督办编号
export type NumberKind = (typeof NUMBER_KINDS)[number];

export interface SeriesKey {
  readonly organId: UnitId;
  readonly kind: NumberKind;
  /** What stands before the bracketed year: 机关代字 of a 发文字号, 收 of a 收文号, the short name and 督 of a 督办编号. */
  readonly code: string;
  readonly year: number;
}

/** An incoming document is numbered by the organ that registers it, whatever its sender called it. */
const RECEIPT_CODE = '收';

export function seriesOf(kind: NumberKind, organ: Unit, at: EpochMs): SeriesKey {
  const code = kind === 'receipt' ? RECEIPT_CODE : kind === 'supervision' ? `${organ.shortName}督` : (organ.docCode ?? `${organ.shortName}发`);
  return { organId: organ.id, kind, code, year: chinaYear(at) };
}

/** The register that a number of this act would come from: 收文号 for a received document, 督办编号, else 发文字号 (a 批复 written at a received 请示 is 发文). */
export function kindOfNumber(act: string, state: Pick<DocumentState, 'direction' | 'plan'> | null): NumberKind {
  if (state?.direction === 'incoming' && act !== 'reply') return 'receipt';
  return state?.plan.flow === 'supervision' ? 'supervision' : 'dispatch';
}

export const sayNumber = ({ code, year }: Pick<SeriesKey, 'code' | 'year'>, seq: number): string => formatNumber(code, year, seq);

/** Null for what is not a number of a document. */
export function readNumber(number: string): { readonly code: string; readonly year: number; readonly seq: number } | null {
  const parts = NUMBER_FORMAT.test(number) ? /^(.+)〔(\d{4})〕(\d+)号$/u.exec(number) : null;
  return parts === null ? null : { code: parts[1] ?? '', year: Number(parts[2]), seq: Number(parts[3]) };
}
