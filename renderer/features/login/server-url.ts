/** What people type as an address, as a URL: a bare host gets http, a trailing slash goes, other schemes are refused. Pure. */
export function cleanServerUrl(typed: string): string | null {
  const trimmed = typed.trim().replace(/[\uFF1A]/gu, ':').replace(/\/+$/u, '');
  if (trimmed === '' || /^https?:$/iu.test(trimmed)) return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '') return null;
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/u, '')}`;
}
