/** What an audit of a printed file consists of: rules with their clause, and what each of them measured. */
import type { ReadPaper } from './read-paper.ts';

export type Unit = 'mm' | 'pt' | 'line' | 'character' | 'page';

/** One number taken from one page. */
export interface Measurement {
  /** From 1. */
  readonly page: number;
  /** The beginning of the words that were measured; empty where a page or a rule was. */
  readonly excerpt: string;
  readonly value: number;
  readonly wanted: number;
  readonly tolerance: number;
}

export interface AuditRule {
  /** Of GB/T 9704-2012. */
  readonly clause: string;
  readonly unit: Unit;
  readonly measure: (paper: ReadPaper) => readonly Measurement[];
}

export interface AuditRow<Id extends string = string> {
  readonly rule: Id;
  readonly clause: string;
  readonly unit: Unit;
  /** How many numbers were taken; none where the document has no such part. */
  readonly count: number;
  /** The one that is farthest from what it should be. */
  readonly worst: Measurement | null;
  readonly off: readonly Measurement[];
}

export const isOff = ({ value, wanted, tolerance }: Measurement): boolean => Math.abs(value - wanted) > tolerance;
