import { describe, expect, it } from 'vitest';
import { isFileName } from '#shared/doc/file-types.ts';
import { isPicture, PICTURE_BYTES_MAX, readyPicture, sizeFor } from './picture.ts';
import { nameFor } from './take-files.ts';

const bytes = (...list: readonly number[]): Uint8Array<ArrayBuffer> => Uint8Array.from([...list, ...Array.from({ length: 16 }, () => 0)]);
const letters = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

describe('what is put into a text', () => {
  it('[ATT10] pictures are told by their first bytes, and what is none is refused before anything decodes it', async () => {
    for (const first of [[0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff, 0xe1], letters('GIF89a'), [...letters('RIFF'), 0, 0, 0, 0, ...letters('WEBP')], letters('BM')]) expect(isPicture(bytes(...first))).toBe(true);
    for (const first of [letters('<svg onload="x">'), letters('%PDF-1.7'), letters('RIFF    WAVE'), letters('MZ'), []]) expect(isPicture(bytes(...first))).toBe(false);
    expect(await readyPicture(new Blob([bytes(...letters('<svg onload="x"></svg>'))]))).toBe('noPicture');
    expect(await readyPicture({ size: PICTURE_BYTES_MAX + 1 } as Blob)).toBe('tooLarge');
  });

  it('[ATT10] is no finer than paper shows, in its own proportions, and never nothing', () => {
    expect(sizeFor(800, 600)).toEqual({ across: 800, down: 600 });
    expect(sizeFor(4_032, 3_024)).toEqual({ across: 1_843, down: 1_382 });
    expect(sizeFor(1_000, 20_000)).toEqual({ across: 124, down: 2_480 });
    expect(sizeFor(90_000, 1)).toEqual({ across: 1_843, down: 1 });
  });

  it('[ATT01] a file keeps its name as far as every machine would take it', () => {
    expect(nameFor('受灾群众名单.XLSX')).toBe('受灾群众名单.xlsx');
    expect(nameFor(' a/b\\c:方案?.docx ')).toBe('abc方案.docx');
    expect(nameFor('名\u202E单\u200B.pdf')).toBe('名单.pdf');
    expect(isFileName(nameFor(`${'长'.repeat(300)}.pdf`))).toBe(true);
    expect(isFileName(nameFor('工具.exe'))).toBe(false);
  });
});
