/** An op id for one act that somebody is about to confirm: kept while they try again, so that a lost answer costs nothing. */
import { toHex, type OpId } from '#shared/base/ids.ts';

export const newOpId = (): OpId => toHex(window.crypto.getRandomValues(new Uint8Array(16))) as OpId;
