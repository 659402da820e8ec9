/** What a printed file should show, as its document says it: the audit looks for these words on the pages and measures where they stand. */
import type { Format } from '#shared/doc/shape.ts';

export interface BodyPart {
  readonly kind: 'paragraph' | 'heading' | 'attachment';
  /** 1–4 of a heading. */
  readonly level: number;
  readonly text: string;
  /** Set by its writer to the left, the middle or the right: then it has no indent to measure. */
  readonly isAligned: boolean;
}

export interface PaperFacts {
  readonly format: Format;
  /** 上行文. */
  readonly isUpward: boolean;
  /** Printed on both sides. */
  readonly isDuplex: boolean;
  /** 发文机关标志: the organs, and what stands beside or behind them. */
  readonly mark: { readonly names: readonly string[]; readonly behind: string };
  /** 发文字号 */
  readonly number: string | null;
  /** 签发人, line by line. */
  readonly signers: readonly (readonly string[])[];
  /** As the paper shows it; empty where the mark says it already. */
  readonly title: string;
  /** 主送, with its colon. */
  readonly recipients: string;
  readonly body: readonly BodyPart[];
  /** 附件说明, line by line. */
  readonly attachmentNote: readonly string[];
  /** 署名 */
  readonly signatures: readonly string[];
  /** 成文日期 */
  readonly date: string | null;
  /** 附注, in its brackets. */
  readonly annotation: string;
  /** The 附件 that are written out: a title, its text, the next title. */
  readonly behind: readonly BodyPart[];
  readonly hasColophon: boolean;
}
