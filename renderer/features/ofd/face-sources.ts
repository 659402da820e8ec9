/** The faces that this window can draw with: those of the style sheet, and those of the machine that a text asks for. */
import type { LocalFace, WebFace } from './placed.ts';

/** Names under which systems know the same face. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  '仿宋_GB2312': ['FangSong_GB2312'], '仿宋': ['FangSong'], '楷体_GB2312': ['KaiTi_GB2312'], '楷体': ['KaiTi'], '黑体': ['SimHei'], '宋体': ['SimSun'],
  '方正小标宋简体': ['FZXiaoBiaoSong-B05S'], '方正小标宋_GBK': ['FZXiaoBiaoSong-B05'],
};

interface SystemFace { readonly family: string; readonly fullName: string; readonly postscriptName: string; readonly style: string; blob(): Promise<Blob> }

export function webFaces(sheets: Iterable<CSSStyleSheet>): readonly WebFace[] {
  return [...sheets].flatMap((sheet) => [...sheet.cssRules].flatMap((rule): readonly WebFace[] => {
    if (!(rule instanceof CSSFontFaceRule)) return [];
    const value = (name: string): string => rule.style.getPropertyValue(name).trim();
    const address = /url\((["']?)([^"')]+)\1\)/u.exec(value('src'))?.[2];
    if (address === undefined) return [];
    const [least = 400, most = least] = value('font-weight').split(/\s+/u).map((weight) => (weight === 'bold' ? 700 : Number(weight) || 400));
    return [{ family: value('font-family').replace(/^(["'])(.*)\1$/u, '$2'), weights: [least, most], ranges: rangesOf(value('unicode-range')), address: new URL(address, sheet.href ?? document.baseURI).href }];
  }));
}

const EVERYTHING = [[0, 0x10ffff]] as const;

export function rangesOf(list: string): WebFace['ranges'] {
  const ranges = [...list.matchAll(/u\+([0-9a-f?]+)(?:-([0-9a-f]+))?/giu)].map(([, first = '', last]): readonly [number, number] =>
    [Number.parseInt(first.replaceAll('?', '0'), 16), Number.parseInt(last ?? first.replaceAll('?', 'f'), 16)]);
  return ranges.length === 0 ? EVERYTHING : ranges;
}

/** Must be asked while a click is fresh. `families`: those that are installed. Nothing of it leaves the machine but inside the file that is made. */
export async function localFaces(families: readonly string[]): Promise<readonly LocalFace[]> {
  if (families.length === 0) return [];
  const query = (window as unknown as { readonly queryLocalFonts?: () => Promise<readonly SystemFace[]> }).queryLocalFonts;
  const there = query === undefined ? [] : await query.call(window).catch(() => []);
  return await Promise.all(families.map(async (family): Promise<LocalFace> => {
    const names = new Set([family, ...(ALSO[family] ?? [])]);
    const fitting = there.filter((face) => names.has(face.family) || names.has(face.fullName) || names.has(face.postscriptName));
    const face = fitting.find(({ style }) => /^(?:regular|normal|book|常规)$/iu.test(style)) ?? fitting[0];
    const blob = await face?.blob().catch(() => null);
    return { family, postscriptName: face?.postscriptName ?? '', bytes: blob === null || blob === undefined ? null : new Uint8Array(await blob.arrayBuffer()) };
  }));
}
