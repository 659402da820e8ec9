/** What SQLite says about a failure. */

/** Primary result codes (https://sqlite.org/rescode.html); extended codes carry theirs in the low byte. */
export const SQLITE = { readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

const OF_THE_DISK: readonly number[] = Object.values(SQLITE);

export interface Described {
  /** 0: it did not come from SQLite. */
  readonly errcode: number;
  readonly message: string;
}

export function described(error: unknown): Described {
  const { errcode } = error as { readonly errcode?: unknown };
  return { errcode: typeof errcode === 'number' ? errcode : 0, message: error instanceof Error ? error.message : String(error) };
}

/** The disk has failed, or what lies on it; not what was asked. */
export const isOfTheDisk = (error: unknown): boolean => OF_THE_DISK.includes(described(error).errcode & 0xff);
