import { describe, expect, it } from 'vitest';
import { measurePdf } from '#renderer/pdf/measure-pdf.ts';
import { withInformation } from './pdf-information.ts';

const OBJECTS = [
  '<</Title <FEFF901A77E5>\n/Creator (Chromium)\n/Producer (Skia/PDF m148)\n/CreationDate (D:20261127091906+00\'00\')>>',
  '<</Type /Catalog\n/Pages 3 0 R>>', '<</Type /Pages\n/Count 1\n/Kids [4 0 R]>>', '<</Type /Page\n/Parent 3 0 R\n/MediaBox [0 0 595 842]>>',
];

function pdfOf(objects: readonly string[], trailer = '<</Size 5\n/Root 2 0 R\n/Info 1 0 R>>'): Uint8Array {
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n${trailer}\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
const SAID = { author: '桐梓县楚米镇人民政府（𬱖）', creator: '贵政通 0.1.0' };

describe('what a PDF says about itself', () => {
  it('[PDF02] names its author and the program, keeps what Chromium said, and is the file that it was before', async () => {
    const before = pdfOf(OBJECTS);
    const after = withInformation(before, SAID);
    expect(Buffer.compare(after.subarray(0, before.length), before)).toBe(0);
    const { info, pages } = await measurePdf(after);
    expect(info).toMatchObject({ Title: '通知', Author: SAID.author, Creator: SAID.creator, Producer: 'Skia/PDF m148' });
    expect(pages).toHaveLength(1);
  });

  it('[PDF02] text of any kind stays text', async () => {
    for (const author of ['', ') /Evil (x', '>>endobj', '\u0000\ud800', '单位'.repeat(100)]) {
      expect((await measurePdf(withInformation(pdfOf(OBJECTS), { ...SAID, author }))).info['Author'] ?? '').toBe(author.toWellFormed());
    }
  });

  it('[PDF02] a file of another build stays as it is', () => {
    const others = [
      new Uint8Array(), Buffer.from('no pdf'), pdfOf(OBJECTS, '<</Size 5\n/Root 2 0 R\n/Info 1 0 R\n/ID [<00> <00>]>>'), pdfOf(['<</Title (a \\) b)>>', ...OBJECTS.slice(1)]),
      pdfOf(OBJECTS, '<</Size 5\n/Root 2 0 R\n/Info 9 0 R>>'), pdfOf(['<</Title (x) /More <</A 1>>>>', ...OBJECTS.slice(1)]), pdfOf(OBJECTS).subarray(0, 300),
    ];
    for (const pdf of others) expect(withInformation(pdf, SAID)).toBe(pdf);
  });
});
