import { describe, expect, it } from 'vitest';
import { DOC_TYPES } from '#shared/workflow/model.ts';
import { citation, phrasesFor, PHRASE_PLACES, tidyNumber } from './phrases.ts';

describe('phrases and citations', () => {
  it('[UI100] every 文种 is offered its own phrases, in the order of a text, and none of another', () => {
    for (const docType of DOC_TYPES) {
      const places = phrasesFor(docType).map(({ place }) => PHRASE_PLACES.indexOf(place));
      expect(places.length, docType).toBeGreaterThan(0);
      expect(places, docType).toEqual(places.toSorted((a, b) => a - b));
    }
    expect(phrasesFor('request').map(({ text }) => text)).toContain('妥否，请批示。');
    expect(phrasesFor('notice').map(({ text }) => text)).not.toContain('妥否，请批示。');
  });

  it('[UI101] a document is cited by its title and then its number, written as it should be', () => {
    expect(citation('贵州省人民政府关于加强数字政府建设的通知', '黔府发〔2023〕21号')).toBe('《贵州省人民政府关于加强数字政府建设的通知》（黔府发〔2023〕21号）');
    expect(citation('《关于印发〈办法〉的通知》', '黔府办[2022]第08号')).toBe('《关于印发〈办法〉的通知》（黔府办〔2022〕8号）');
    expect(citation('关于印发《办法》的通知', '')).toBe('《关于印发〈办法〉的通知》');
    expect([citation('', '黔府发〔2023〕21号'), citation('  ', ''), citation('通知', '21号'), citation('通知', '黔府发2023年21号')]).toEqual([null, null, null, null]);
  });

  it('[UI101] a number is read in the brackets that people type', () => {
    for (const typed of ['黔府发〔2023〕21号', '黔府发[2023]21号', '黔府发（2023）21号', '黔府发【2023】21', ' 黔府发 ［2023］ 021号 ']) expect(tidyNumber(typed)).toBe('黔府发〔2023〕21号');
    for (const typed of ['', '〔2023〕21号', '黔府发〔23〕21号', '黔府发〔2023〕0号', `${'长'.repeat(21)}〔2023〕1号`]) expect(tidyNumber(typed)).toBe(null);
  });
});
