/**
 * `app://main/…` → files of the built renderer, and nothing else on the disk. Owns paths, types and the content security policy.
 * Always true: what is served lies inside the folder, whatever a URL says; an unknown path is 404, never a directory listing (IPC04).
 */
import { promises as files } from 'node:fs';
import { extname, join, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://main';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.ttf': 'font/ttf',
};

/** Name parts that are files: no dots in front, no separators of any system, no devices, no control characters. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9._@+-]{0,120}$/u;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu;

/** Path inside the folder, or null. Pure, so that a corpus of hostile URLs can be run against it. */
export function resolveAppPath(url: string): readonly string[] | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname, username, password, port } = new URL(url);
  if (protocol !== `${APP_SCHEME}:` || host !== 'main' || username !== '' || password !== '' || port !== '') return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded === '/' || decoded === '') return ['index.html'];
  const parts = decoded.slice(1).split('/');
  // Part by part against an allow-list: encoded slashes, back-slashes, `..`, NUL and drive letters all fail the same test.
  return parts.every((part) => PART.test(part) && !part.includes('..') && !part.endsWith('.') && !DEVICE.test(part)) ? parts : null;
}

/**
 * Styles: the UI kit writes its style sheets at run time, which only a nonce may allow. The page finds it in
 * `<meta property="csp-nonce" nonce="…">`; a new one is made for every load.
 */
export const contentSecurityPolicy = (nonce: string): string => [
  "default-src 'none'", "script-src 'self'", "worker-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'",
  "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

const HEADERS = { 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin', 'referrer-policy': 'no-referrer' } as const;

export async function serveApp(rendererDir: string, request: { readonly url: string; readonly method: string }, nonce: string): Promise<Response> {
  const parts = request.method === 'GET' ? resolveAppPath(request.url) : null;
  const type = parts === null ? undefined : TYPES[extname(parts.at(-1) ?? '').toLowerCase()];
  if (parts === null || type === undefined) return notFound();
  const path = join(rendererDir, ...parts);
  if (!path.startsWith(rendererDir + sep)) return notFound();
  try {
    const bytes = await files.readFile(path);
    const headers = { ...HEADERS, 'content-type': type, 'content-security-policy': contentSecurityPolicy(nonce) };
    if (!type.startsWith('text/html')) return new Response(new Uint8Array(bytes), { headers });
    return new Response(bytes.toString('utf8').replace('<head>', `<head>\n    <meta property="csp-nonce" nonce="${nonce}" />`), { headers: { ...headers, 'cache-control': 'no-store' } });
  } catch {
    return notFound();
  }
}

const notFound = (): Response => new Response('', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain', 'content-security-policy': "default-src 'none'" } });
