/**
 * A seal: the server's SM2 signature over the head of the audit chain. The head's hash covers every event before it, each with its text's hash, step,
 * decision, opinion, op id and time; so one signature covers them all. Each seal names the one before it, so none can be taken out of the row.
 * Whoever kept an older seal, or only its public key, needs nothing of the server to see that the past was written anew.
 */
import { canonicalJson } from '#shared/base/canonical-json.ts';
import type { CryptoProvider, EpochMs } from '#shared/base/ports.ts';
import { CHAIN_START } from './chain.ts';

export interface SealFacts {
  /** The event that was the last one. */
  readonly seq: number;
  readonly hash: string;
  readonly at: EpochMs;
  /** SM3 of the signature before; 64 zeros for the first. */
  readonly previous: string;
}

export interface Seal extends SealFacts {
  readonly signature: string;
  readonly publicKey: string;
}

export const sealMessage = ({ seq, hash, at, previous }: SealFacts): string => canonicalJson({ kind: 'chain-seal', v: 1, seq, hash, at, previous });

export const linkToSeal = ({ sm3 }: Pick<CryptoProvider, 'sm3'>, before: Pick<Seal, 'signature'> | null): string => (before === null ? CHAIN_START : sm3(before.signature));

export const isSealed = ({ sm2 }: CryptoProvider, seal: Seal): boolean => sm2.verify(sealMessage(seal), seal.signature, seal.publicKey);
