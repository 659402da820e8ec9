/**
 * How large one document is in storage, and whether more fits: 20 MB or a million structs. It is counted from what is stored and what is
 * added, so it is never less than what a compacted copy would need. Warns once at 80 %.
 */
export interface Size {
  /** Starts over from what is stored. */
  set(bytes: number, structs: number): void;
  add(bytes: number, structs: number): void;
  isFull(): boolean;
  bytes(): number;
  structs(): number;
}

export interface SizeLimits {
  readonly bytes: number;
  readonly structs: number;
}

export const SIZE_LIMITS: SizeLimits = { bytes: 20 * 1_048_576, structs: 1_000_000 };
const WARN_AT = 0.8;

export function createSize(limits: SizeLimits, onWarning: (share: number) => void): Size {
  let bytes = 0;
  let structs = 0;
  let hasWarned = false;
  const share = (): number => Math.max(bytes / limits.bytes, structs / limits.structs);
  const warn = (): void => {
    const now = share();
    if (now < WARN_AT || hasWarned) return;
    hasWarned = true;
    onWarning(now);
  };
  return {
    set: (storedBytes, storedStructs) => {
      bytes = storedBytes;
      structs = storedStructs;
      hasWarned &&= share() >= WARN_AT;
      warn();
    },
    add: (moreBytes, moreStructs) => {
      bytes += moreBytes;
      structs += moreStructs;
      warn();
    },
    isFull: () => share() >= 1,
    bytes: () => bytes,
    structs: () => structs,
  };
}
