/** What 全文检索 answers over the bridge. */
import type { DeskItem } from './contract.ts';

/** A piece of a text around what was looked for. */
export interface Excerpt {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** 全文检索 over what this machine keeps. */
export interface DocumentHits {
  readonly hits: readonly { readonly item: DeskItem; /** Null when its title, number, unit or people say it. */ readonly excerpt: Excerpt | null }[];
  /** Texts that are here and were not looked into yet: asked again, there are fewer. */
  readonly unread: number;
  /** Documents whose text is not on this machine: found by what is known of them alone. */
  readonly notHere: number;
}
