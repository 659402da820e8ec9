/** Which faces the paper is really set in: the standard's own where they are installed, else the ones that ship with the program. */
export const WANTED = {
  body: ['仿宋_GB2312', 'FangSong_GB2312', 'FangSong', '仿宋'],
  title: ['方正小标宋简体', '方正小标宋_GBK', 'FZXiaoBiaoSong-B05S'],
  kai: ['楷体_GB2312', 'KaiTi_GB2312', 'KaiTi', '楷体'],
  hei: ['SimHei', '黑体'],
} as const;
export type Face = keyof typeof WANTED;

/** A face that is not there is drawn in the fallback, and then every letter is as wide as the fallback's. */
const SAMPLE = '永和九年 Wgi1';
const SIZE = '72px';

export function isInstalled(name: string, widthOf: (font: string, text: string) => number): boolean {
  return (['monospace', 'serif'] as const).some((fallback) => widthOf(`${SIZE} "${name}", ${fallback}`, SAMPLE) !== widthOf(`${SIZE} ${fallback}`, SAMPLE));
}

export const substituted = (widthOf: (font: string, text: string) => number): readonly Face[] =>
  (Object.keys(WANTED) as Face[]).filter((face) => !WANTED[face].some((name) => isInstalled(name, widthOf)));

/** For the numbers of pages. */
const NUMBER = ['SimSun', '宋体'] as const;

export const installedOf = (widthOf: (font: string, text: string) => number): readonly string[] =>
  [...Object.values(WANTED).flat(), ...NUMBER].filter((name) => isInstalled(name, widthOf));

export function measureOnCanvas(): (font: string, text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  return (font, text) => {
    if (context === null) return 0;
    context.font = font;
    return context.measureText(text).width;
  };
}
