/**
 * The signing keys of units (one pair a unit, made when it first signs) as rows of `unit_key`. The private half is sealed with SM4-GCM under the server's key
 * file and bound to its unit and public half; it leaves this file only to sign. Public halves are for everybody.
 */
import { sm4 } from 'sm-crypto-v2';
import { toHex, type UnitId } from '#shared/base/ids.ts';
import type { CryptoProvider, EpochMs, Random, SigningKey } from '#shared/base/ports.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface UnitKeys {
  /** Made in this transaction if there is none. */
  keyOf(tx: Tx, organId: UnitId, at: EpochMs): Promise<SigningKey>;
  publicKeyOf(tx: Tx, organId: UnitId): Promise<string | null>;
}

/** Named ahead, it costs next to nothing. */
export const unitKeyOf = prepared((db, organId: UnitId) => db.selectFrom('unit_key').selectAll().where('organ_id', '=', organId));

const NONCE_HEX = 24;
const TAG_HEX = 32;
const KEY_ID_DIGITS = 16;
const KEYS_OPEN_MAX = 2_000;

export function createUnitKeys({ sm3, sm2 }: CryptoProvider, serverKey: Uint8Array, random: Random): UnitKeys {
  const serverKeyId = sm3(serverKey).slice(0, KEY_ID_DIGITS);
  const options = (nonce: string, about: string) => ({ mode: 'gcm' as const, iv: new Uint8Array(Buffer.from(nonce, 'hex')), associatedData: new TextEncoder().encode(about), padding: 'none' as const });

  const seal = (organId: UnitId, { publicKey, privateKey }: SigningKey): string => {
    const nonce = toHex(random.bytes(NONCE_HEX / 2));
    const sealed = sm4.encrypt(new Uint8Array(Buffer.from(privateKey, 'hex')), serverKey, { ...options(nonce, `${organId} ${publicKey}`), output: 'string', outputTag: true });
    return `${nonce}${sealed.tag}${sealed.output}`;
  };
  const open = (organId: UnitId, publicKey: string, sealed: string): string => {
    const tag = sealed.slice(NONCE_HEX, NONCE_HEX + TAG_HEX);
    const opened = sm4.decrypt(new Uint8Array(Buffer.from(sealed.slice(NONCE_HEX + TAG_HEX), 'hex')), serverKey, { ...options(sealed.slice(0, NONCE_HEX), `${organId} ${publicKey}`), tag, output: 'array' });
    return toHex(opened);
  };
  /** Opened already; what is in here could be opened from what this process holds anyway. */
  const opened = new Map<string, string>();
  const privateKeyOf = (organId: UnitId, publicKey: string, sealed: string): string => {
    const known = opened.get(sealed);
    if (known !== undefined) return known;
    if (opened.size >= KEYS_OPEN_MAX) opened.clear();
    const privateKey = open(organId, publicKey, sealed);
    opened.set(sealed, privateKey);
    return privateKey;
  };

  const rowOf = async (tx: Tx, organId: UnitId) => (await ask(tx, unitKeyOf(tx, organId)))[0];
  return {
    keyOf: async (tx, organId, at) => {
      const row = await rowOf(tx, organId);
      if (row === undefined) {
        const key = sm2.createKey();
        const made = { organ_id: organId, public_key: key.publicKey, sealed: seal(organId, key), server_key_id: serverKeyId, created_at: at };
        await tx.insertInto('unit_key').values(made).execute();
        foresee(tx, unitKeyOf(tx, organId), [made]);
        return key;
      }
      if (row.server_key_id !== serverKeyId) throw new Error(`the signing key of ${organId} was sealed under another key file (${row.server_key_id}, this server has ${serverKeyId})`);
      return { publicKey: row.public_key, privateKey: privateKeyOf(organId, row.public_key, row.sealed) };
    },
    publicKeyOf: async (tx, organId) => (await rowOf(tx, organId))?.public_key ?? null,
  };
}
