import { describe, expect, it } from 'vitest';
import { crypto } from '#server/crypto/sm2.ts';
import { id } from '#tests/kit/story.ts';
import { CONTENT_PART, digest, entryOf, manifest, signManifest, verifyPackage, type Manifest, type Part } from './package.ts';
import { signReceipt, verifyReceipt, type Receipt } from './receipt.ts';

const key = crypto.sm2.createKey();
const other = crypto.sm2.createKey();
const part = (name: string, text: string): Part => ({ name, mediaType: 'application/json', bytes: new TextEncoder().encode(text) });
const parts: readonly Part[] = [part(CONTENT_PART, '{"v":1}'), part('附件1.txt', '名单')];
const whole: Manifest = manifest.parse({
  version: 1, envelopeId: id(7), docId: id(1), number: '黔府发〔2026〕1号', title: '贵州省人民政府关于测试的通知', sender: { organId: 'guizhou', name: '贵州省人民政府' },
  parts: parts.map((each) => entryOf(each, crypto)), issuedAt: 1_780_000_000_000, contentHash: entryOf(parts[0] as Part, crypto).sm3,
});
const signed = signManifest(whole, key, crypto);
const problems = (given: unknown = whole, signature = signed, have = parts, publicKey = key.publicKey) => verifyPackage(given, signature, have, publicKey, crypto);

describe('the signed package', () => {
  it('[EXC17] verifies with the sender’s public key, and with no other', () => {
    expect(problems()).toEqual([]);
    expect(problems(whole, signed, parts, other.publicKey)).toEqual([{ kind: 'signature' }]);
    expect(problems(whole, signed, parts, 'no key')).toEqual([{ kind: 'signature' }]);
  });

  it('[EXC17] the signature is SM2 with SM3 and the user id of the standard, over canonical JSON', async () => {
    const { sm2 } = await import('sm-crypto-v2');
    const text = `{"contentHash":"${whole.contentHash}","docId":"${id(1)}",`;
    const { signedText } = await import('./package.ts');
    expect(signedText(whole).startsWith(text)).toBe(true);
    expect(sm2.doVerifySignature(signedText(whole), signed, key.publicKey, { hash: true, userId: '1234567812345678' })).toBe(true);
  });

  it('[EXC18] every changed byte is named: of each part, of the manifest, of the signature', () => {
    for (const [at, one] of parts.entries()) {
      for (let byte = 0; byte < one.bytes.length; byte += 1) {
        const bytes = one.bytes.slice();
        bytes[byte] = (bytes[byte] ?? 0) ^ 1;
        expect(problems(whole, signed, parts.with(at, { ...one, bytes }))).toEqual([{ kind: 'part-changed', name: one.name }]);
      }
    }
    for (const changed of [{ title: '另一个标题' }, { number: '黔府发〔2026〕2号' }, { issuedAt: 1 }, { docId: id(2) }, { sender: { organId: 'guizhou', name: '别人' } }]) expect(problems({ ...whole, ...changed })).toEqual([{ kind: 'signature' }]);
    for (let at = 0; at < signed.length; at += 16) {
      const digit = signed[at] === 'f' ? '0' : 'f';
      expect(problems(whole, signed.slice(0, at) + digit + signed.slice(at + 1))).toEqual([{ kind: 'signature' }]);
    }
    expect(problems(whole, '')).toEqual([{ kind: 'signature' }]);
  });

  it('[EXC18] what is missing, what was put in, and a content hash of another text are named; none hides another', () => {
    const [content, attachment] = parts as [Part, Part];
    expect(problems(whole, signed, [content])).toEqual([{ kind: 'part-missing', name: attachment.name }]);
    expect(problems(whole, signed, [...parts, part('病毒.exe', 'x')])).toEqual([{ kind: 'part-unexpected', name: '病毒.exe' }]);
    expect(problems({ ...whole, contentHash: 'a'.repeat(64) })).toEqual([{ kind: 'signature' }, { kind: 'content-hash' }]);
    expect(problems({ ...whole, parts: [...whole.parts, whole.parts[0]] }, signed, [content])).toEqual([
      { kind: 'signature' }, { kind: 'part-missing', name: attachment.name }, { kind: 'part-twice', name: CONTENT_PART },
    ]);
  });

  it('[EXC18] what is no manifest at all is said and never thrown', () => {
    for (const bad of [null, 'x', [], {}, { ...whole, version: 2 }, { ...whole, extra: 1 }, { ...whole, parts: [] }, { ...whole, parts: [{ ...whole.parts[0], name: '../../etc/passwd' }] }]) expect(problems(bad)).toEqual([{ kind: 'manifest' }]);
  });
});

describe('the signed receipt', () => {
  const about = { envelopeId: id(7), deliveryId: id(8), organId: 'county01', packageDigest: digest(whole, crypto) };
  const said: Receipt = { version: 1, ...about, organName: '桐梓县人民政府', decision: 'received', reason: '', at: 1_780_000_100_000, personId: 'countyrg1', personName: '罗丽' };
  const receipt = signReceipt(said, other, crypto);

  it('[EXC19] verifies with the receiver’s public key and for exactly this delivery of exactly this package', () => {
    expect(verifyReceipt(receipt, about, other.publicKey, crypto)).toEqual([]);
    expect(verifyReceipt(receipt, { ...about, deliveryId: id(9) }, other.publicKey, crypto)).toEqual(['other-delivery']);
    expect(verifyReceipt(receipt, { ...about, packageDigest: 'b'.repeat(64) }, other.publicKey, crypto)).toEqual(['other-package']);
    expect(verifyReceipt(receipt, { ...about, organId: 'county02' }, other.publicKey, crypto)).toEqual(['other-organ']);
    expect(verifyReceipt(receipt, about, key.publicKey, crypto)).toEqual(['other-key', 'signature']);
  });

  it('[EXC19] a changed word is named; a key that came along proves nothing; a refusal has its reason', () => {
    expect(verifyReceipt({ ...receipt, receipt: { ...said, decision: 'refused', reason: '' } }, about, other.publicKey, crypto)).toEqual(['no-reason', 'signature']);
    expect(verifyReceipt({ ...receipt, receipt: { ...said, at: said.at + 1 } }, about, other.publicKey, crypto)).toEqual(['signature']);
    const forged = signReceipt(said, key, crypto);
    expect(verifyReceipt(forged, about, other.publicKey, crypto)).toEqual(['other-key', 'signature']);
    for (const bad of [null, {}, { ...receipt, more: 1 }, { ...receipt, signature: 'xyz' }]) expect(verifyReceipt(bad, about, other.publicKey, crypto)).toEqual(['receipt']);
  });
});
