/** A watermark as a picture that fills a page: who, which unit, when. Pure. */
export function watermarkOf(words: string): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="420" height="240"><text x="210" y="120" text-anchor="middle" transform="rotate(-24 210 120)" font-size="14" fill="#000" fill-opacity=".13" font-family="sans-serif">${safe}</text></svg>`)}`;
}
