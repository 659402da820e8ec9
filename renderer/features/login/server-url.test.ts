import { describe, expect, it } from 'vitest';
import { cleanServerUrl } from './server-url.ts';

describe('a typed server address', () => {
  it('[UI13] becomes a URL: a bare host, IPv6, a Chinese colon, a trailing slash', () => {
    expect(cleanServerUrl(' 10.1.2.3:8080/ ')).toBe('http://10.1.2.3:8080');
    expect(cleanServerUrl('10.1.2.3：8080')).toBe('http://10.1.2.3:8080');
    expect(cleanServerUrl('https://gzt.example.invalid/office/')).toBe('https://gzt.example.invalid/office');
    expect(cleanServerUrl('http://[fd00::1]:8080')).toBe('http://[fd00::1]:8080');
  });
  it('[UI13] is refused when it is none, or carries a password', () => {
    for (const typed of ['', '   ', 'ftp://10.1.2.3', 'file:///etc/passwd', 'http://', 'http://a:b@10.1.2.3']) expect(cleanServerUrl(typed)).toBeNull();
  });
});
