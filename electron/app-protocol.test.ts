import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, resolveAppPath, serveApp } from './app-protocol.ts';
import { isPage } from './security.ts';

const HOSTILE = [
  'app://main/../secret.txt', 'app://main/..%2fsecret.txt', 'app://main/%2e%2e/secret.txt', 'app://main/%2e%2e%2fsecret.txt', 'app://main/..%5csecret.txt',
  'app://main/..\\secret.txt', 'app://main/assets/..%2f..%2fsecret.txt', 'app://main//etc/passwd', 'app://main/%2fetc/passwd', 'app://main/C:/windows/win.ini',
  'app://main/%5c%5cserver%5cshare%5cx.html', 'app://main/index.html%00.js', 'app://main/index.html%00', 'app://main/con', 'app://main/CON.html', 'app://main/nul.js',
  'app://main/lpt1.css', 'app://main/.env', 'app://main/.git/config', 'app://main/assets/.hidden.js', 'app://main/index.html.', 'app://main/index.html::$DATA',
  'app://main/%', 'app://main/%zz', 'app://main/%c0%ae%c0%ae/secret.txt', 'app://main/....//secret.txt', 'app://main/a/./../../secret.txt', 'app://main/secret.txt',
  'app://other/index.html', 'app://main.evil/index.html', 'app://user@main/index.html', 'app://main:80/index.html', 'file:///etc/passwd', 'https://main/index.html',
  'app:main/index.html', 'app:///index.html', 'javascript:alert(1)', '', 'x', `app://main/${'a'.repeat(4_000)}.js`, 'app://main/a//b.js', 'app://main/%20.js', 'app://main/公文.html',
];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gzt-app-'));
  mkdirSync(join(root, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'renderer', 'index.html'), '<!doctype html><html><head><title>x</title></head></html>');
  writeFileSync(join(root, 'renderer', 'assets', 'index-B3x_9.js'), 'export {}');
});
afterAll(() => { rmSync(root, { recursive: true, force: true }); });

const get = (url: string, method = 'GET') => serveApp(join(root, 'renderer'), { url, method }, 'bm9uY2U=');

describe('app://', () => {
  it('[IPC04] serves the built files with their types', async () => {
    const page = await get('app://main/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<meta property="csp-nonce" nonce="bm9uY2U="');
    const script = await get('app://main/assets/index-B3x_9.js?v=1');
    expect([script.status, script.headers.get('content-type'), script.headers.get('x-content-type-options')]).toEqual([200, 'text/javascript; charset=utf-8', 'nosniff']);
  });

  it('[IPC04] no address leads out of the folder or to a file of another kind', async () => {
    for (const url of HOSTILE) {
      const answer = await get(url);
      expect([url.slice(0, 60), answer.status, await answer.text()]).toEqual([url.slice(0, 60), 404, '']);
    }
    expect((await get('app://main/index.html', 'POST')).status).toBe(404);
    expect(resolveAppPath('app://main/assets/../index.html')).toEqual(['index.html']);
  });

  it('[IPC05] the policy allows own scripts alone, and styles by a nonce', async () => {
    const policy = contentSecurityPolicy('abc');
    expect(policy).toContain("default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'nonce-abc'");
    for (const forbidden of ['unsafe-inline', 'unsafe-eval', '*', 'http:', 'https:', 'ws:']) expect(policy).not.toContain(forbidden);
    expect((await get('app://main/index.html')).headers.get('content-security-policy')).toContain("'nonce-bm9uY2U='");
  });

  it('[IPC03] only app://main is a page of ours', () => {
    expect(isPage('app://main/index.html#/desk')).toBe(true);
    for (const url of ['app://main.evil/', 'app://mainx/', 'https://main/', 'file:///x', 'about:blank', 'data:text/html,x', '', 'app:main']) expect([url, isPage(url)]).toEqual([url, false]);
  });
});
