import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SecretVault } from '#electron/replica/ports.ts';
import { normaliseServerUrl } from '#electron/replica/sync/http.ts';
import { openWithPassword, sealToken } from './token-seal.ts';

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const none: SecretVault = { isAvailable: async () => false, seal: async () => '', open: async () => null };

describe('the sealed token', () => {
  it('[REP08] without a keychain only the password opens it, and a changed file does not', async () => {
    const sealed = await sealToken('gzt-token-123', '密码-Pa55', none, random);
    if (sealed.kind !== 'password') throw new Error('not sealed by password');
    expect(JSON.stringify(sealed)).not.toContain('gzt-token');
    expect(await openWithPassword(sealed, '密码-Pa55')).toBe('gzt-token-123');
    expect(await openWithPassword(sealed, '密码-Pa56')).toBeNull();
    expect(await openWithPassword({ ...sealed, tag: Buffer.alloc(16).toString('base64') }, '密码-Pa55')).toBeNull();
    expect(await openWithPassword({ ...sealed, data: Buffer.from('x'.repeat(13)).toString('base64') }, '密码-Pa55')).toBeNull();
  }, 20_000);

  it('[REP09] an address is an origin of http or https, and nothing that smuggles', () => {
    expect(normaliseServerUrl(' https://gzt.example/ ')).toEqual({ ok: true, value: 'https://gzt.example' });
    expect(normaliseServerUrl('gzt.example:8443')).toEqual({ ok: true, value: 'https://gzt.example:8443' });
    expect(normaliseServerUrl('http://[::1]:8080')).toEqual({ ok: true, value: 'http://[::1]:8080' });
    for (const bad of ['', 'ftp://x', 'file:///etc', 'javascript:alert(1)', 'https://u:p@x', 'https://x/?a=1', 'https://x/#a', 'http://']) expect([bad, normaliseServerUrl(bad).ok]).toEqual([bad, false]);
  });
});
