/** Word files: what is written is read again as the same text, what others wrote is recognised, and what is hostile is refused. */
import { strToU8, unzipSync, strFromU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Block, Content, Run } from '#shared/doc/canonical.ts';
import { NODE } from '#shared/doc/shape.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { answer } from './docx-desk.ts';
import { Unreadable } from '#renderer/ooxml/parts.ts';
import { FILE_BYTES_MAX, readDocx } from './read-docx.ts';
import { readPlain, recognise } from './recognise.ts';
import { writeDocx, type WordFacts, type WordFile } from './write-docx.ts';

const A = 'a'.repeat(12);
const FACTS: WordFacts = {
  format: 'general', mark: { names: ['桐梓县楚米镇人民政府'], behind: '文件' }, number: '楚米府呈〔2026〕1号', signers: [['陈强']], recipients: '桐梓县人民政府：', attachments: ['附件：资金测算表'],
  organs: ['桐梓县楚米镇人民政府'], date: '2026年11月26日', annotation: '（联系人：李兰）', colophon: { sentTo: ['抄送：县水务局，县财政局。'], printed: { organ: '楚米镇党政综合办公室', date: '2026年11月26日印发' } },
};
const TITLE = '桐梓县楚米镇人民政府关于修缮村道有关事项的请示';
const paragraph = (text: string, attrs: Block['attrs'] = {}): Block => ({ type: NODE.paragraph, attrs, runs: text === '' ? [] : [{ text, marks: [] }] });
const heading = (level: number, text: string): Block => ({ type: NODE.heading, attrs: { level }, runs: [{ text, marks: [] }] });
const cell = (text: string, colspan = 1, rowspan = 1, type: string = NODE.tableCell): Block => ({ type, attrs: { colspan, rowspan }, runs: [], blocks: [paragraph(text)] });
const row = (...blocks: Block[]): Block => ({ type: NODE.tableRow, attrs: {}, runs: [], blocks });
const table = (...blocks: Block[]): Block => ({ type: NODE.table, attrs: {}, runs: [], blocks });
const whole = (blocks: readonly Block[], attachments: readonly Block[] = []): Content => ({
  meta: {}, blocks: [{ type: NODE.title, attrs: {}, runs: [{ text: TITLE, marks: [] }] }, { type: NODE.recipients, attrs: {}, runs: [] }, ...blocks, { type: NODE.signature, attrs: {}, runs: [] }, ...attachments],
});
const fileOf = (content: Content, more: Partial<WordFile> = {}): WordFile => ({ content, facts: FACTS, title: TITLE, names: { p1: '李兰' }, isClean: false, pictures: {}, ...more });
const partOf = (bytes: Uint8Array, name: string): string => strFromU8(unzipSync(bytes)[name] ?? new Uint8Array());

describe('a document as a Word file', () => {
  it('[DCX01] has the lines, faces and parts of GB/T 9704, and the same bytes whenever it is written', async () => {
    const content = whole([heading(1, '一、基本情况'), paragraph('拟修缮村道。')], [{ type: NODE.attachment, attrs: {}, runs: [{ text: '资金测算表', marks: [] }] }, paragraph('如下。')]);
    const bytes = await writeDocx(fileOf(content));
    expect([...await writeDocx(fileOf(content))]).toEqual([...bytes]);
    const main = partOf(bytes, 'word/document.xml');
    for (const expected of ['w:linePitch="580"', 'w:w="11906"', '楚米府呈〔2026〕1号', '签发人：', '桐梓县人民政府：', '附件：资金测算表', '2026年11月26日', '抄送：县水务局，县财政局。', '2026年11月26日印发', 'w:pageBreakBefore']) expect(main).toContain(expected);
    const styles = partOf(bytes, 'word/styles.xml');
    for (const expected of ['公文标题', '公文一级标题', '主送机关', '仿宋_GB2312', '方正小标宋简体', '黑体', '楷体_GB2312', 'w:spacing w:val="-5"']) expect(styles).toContain(expected);
    const core = partOf(bytes, 'docProps/core.xml');
    expect(core).toContain(TITLE);
    expect(core).toContain('桐梓县楚米镇人民政府');
    expect(core.match(/<dcterms:\w+[^>]*>[^<]*/gu)?.map((line) => line.slice(line.indexOf('>') + 1))).toEqual(['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z']);
  });

  it('[DCX08] has the pictures of the text, as large as on the paper, with their words; one that is not here leaves no frame', async () => {
    const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64'));
    const blob = 'd'.repeat(64);
    const content = whole([paragraph('如图。'), { type: NODE.figure, attrs: { blob, pixels: '800x600', width: 100, alt: '塌方路段' }, runs: [] }, { type: NODE.figure, attrs: { blob: 'e'.repeat(64), pixels: '800x600', width: 100, alt: '' }, runs: [] }]);
    const bytes = await writeDocx(fileOf(content, { pictures: { [blob]: png } }));
    const main = partOf(bytes, 'word/document.xml');
    expect(main.match(/<w:drawing>/gu)).toHaveLength(1);
    // 100 mm by 75, in English Metric Units.
    expect(main).toContain('cx="3600450"');
    expect(main).toContain('cy="2695575"');
    expect(main).toContain('descr="塌方路段"');
    expect(Object.keys(unzipSync(bytes)).filter((name) => name.startsWith('word/media/'))).toHaveLength(1);
    expect([...await writeDocx(fileOf(content, { pictures: { [blob]: png } }))]).toEqual([...bytes]);
  });

  it('[DCX02] keeps 修订 with name and time, paragraphs and rows too, or is clean', async () => {
    const content: Content = {
      ...whole([
        { type: NODE.paragraph, attrs: {}, runs: [{ text: '拟', marks: [] }, { text: '修缮', marks: [`deletion:${A}`] }, { text: '硬化', marks: [`insertion:${A}`] }, { text: '村道。', marks: [] }] },
        { ...paragraph('后段。'), attrs: { inserted: A } }, table(row(cell('甲')), { ...row(cell('乙')), attrs: { deleted: A } }),
      ]),
      revisions: { [A]: { by: 'p1', at: 1_780_000_000_000 } },
    };
    const marked = partOf(await writeDocx(fileOf(content)), 'word/document.xml');
    for (const expected of ['<w:ins ', '<w:del ', 'w:author="李兰"', '2026-05-28T', '修缮</w:delText>']) expect(marked).toContain(expected);
    expect(marked.match(/<w:(?:ins|del) [^>]*\/>/gu)).toHaveLength(2);
    const clean = partOf(await writeDocx(fileOf(content, { isClean: true })), 'word/document.xml');
    expect(clean).not.toMatch(/<w:(?:ins|del) /u);
    expect(clean).toContain('拟硬化村道。');
    expect(clean).not.toContain('乙');
    expect(readDocx(await writeDocx(fileOf(content))).left).toMatchObject({ insertions: 1, deletions: 1 });
  });

  it('[DCX05] reads as the same text again, whatever stands in it', async () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const made: { content: Content | null } = { content: null };
      withSeed(seed, (dice) => { made.content = randomText(dice); });
      const content = made.content as Content;
      const { text, templateId, recipients } = recognise(readDocx(await writeDocx(fileOf(content))).blocks);
      const signature = content.blocks.findIndex(({ type }) => type === NODE.signature);
      expect([text.title, templateId, recipients], `seed ${seed}`).toEqual([TITLE, 'request-1', '桐梓县人民政府']);
      expect(text.blocks, `seed ${seed}`).toEqual(content.blocks.slice(2, signature));
      expect(text.attachments, `seed ${seed}`).toEqual(content.blocks.slice(signature + 1));
      expect(text.meta).toEqual({ ccRecipients: '县水务局，县财政局', annotation: '联系人：李兰' });
    }
  });
});

const WORDS = ['为改善群众出行条件', '经镇党委会议研究同意', '现将有关情况报告如下，请审阅', '𬱖河流域', '资金来源为县级财政', '三是加强领导，压实责任'] as const;
function randomText(dice: Dice): Content {
  const run = (): Run => ({ text: `${dice.pick(WORDS)}，`, marks: dice.pick([[], ['bold'], ['italic'], ['bold', 'underline']]) });
  const merged = (runs: readonly Run[]): readonly Run[] => runs.reduce<Run[]>((all, each) => {
    const last = all.at(-1);
    if (last?.marks.join() === each.marks.join()) all[all.length - 1] = { text: last.text + each.text, marks: each.marks };
    else all.push(each);
    return all;
  }, []);
  const block = (): Block => {
    switch (dice.below(6)) {
      case 0: return heading(1, `${dice.pick(['一', '二', '十一'])}、${dice.pick(WORDS)}`.replaceAll('，', ''));
      case 1: return heading(2, `（${dice.pick(['一', '三'])}）总体要求`);
      case 2: return table(row(cell('村名', 1, 2), cell('资金', 2)), row(cell('县级'), cell('镇级')), row(cell('楚米村'), cell('42.5'), cell('')));
      case 3: return paragraph('注：表中数据截至十月底。', { align: dice.pick(['center', 'right']) });
      default: return { type: NODE.paragraph, attrs: {}, runs: merged([run(), run(), { text: '特此说明。', marks: [] }]) };
    }
  };
  const attached = dice.chance(2) ? [] : [{ type: NODE.attachment, attrs: {}, runs: [{ text: '资金测算表', marks: [] }] }, paragraph('各村需求如下，请予支持。'), table(row(cell('村名'), cell('万元')))];
  return whole([paragraph('请示事项如下，请予审批。'), ...Array.from({ length: 1 + dice.below(8) }, block), paragraph('妥否，请批示。')], attached);
}

describe('a text that others wrote', () => {
  const plain = (text: string) => recognise(readPlain(strToU8(text)));

  it('[DCX04] as plain lines: head, title over two lines, 主送, levels, signature, date and 抄送 are found', () => {
    const { text, templateId, recipients, dropped } = plain('\ufeff桐梓县教育局文件\r\n桐教发〔2026〕12号\r\n\r\n桐梓县教育局关于做好冬季校园安全工作的通知\r\n\r\n各乡镇中心学校，县直各学校：\r\n　　为做好冬季校园安全工作，现通知如下。\r\n　　一、高度重视\r\n　　（一）压实责任。各校要落实主体责任，加强检查。\r\n　　1.检查用电\r\n\r\n　　附件：检查表\r\n\r\n桐梓县教育局\r\n2026年11月20日\r\n（此件公开发布）\r\n\r\n附件\r\n检查表\r\n各校填写。\r\n抄送：县应急管理局。\r\n桐梓县教育局办公室　2026年11月20日印发\r\n');
    expect([text.title, templateId, recipients]).toEqual(['桐梓县教育局关于做好冬季校园安全工作的通知', 'notice-1', '各乡镇中心学校，县直各学校']);
    expect(text.blocks.map(({ type, attrs, runs }) => [type, attrs['level'] ?? null, runs[0]?.text.slice(0, 6)])).toEqual([
      ['paragraph', null, '为做好冬季校'], ['heading', 1, '一、高度重视'], ['paragraph', null, '（一）压实责'], ['heading', 3, '1.检查用电'],
    ]);
    expect(text.attachments.map(({ type }) => type)).toEqual(['attachment', 'paragraph']);
    expect(text.meta).toEqual({ ccRecipients: '县应急管理局', annotation: '此件公开发布' });
    expect(dropped.map(({ kind }) => kind).toSorted()).toEqual(['attachmentNote', 'date', 'head', 'head', 'printed', 'signature']);
  });

  it('[DCX04] in GB18030 and UTF-16, and one without any form stays a text', () => {
    expect(plain('只有一句话。').text).toMatchObject({ title: '', blocks: [{ type: 'paragraph', runs: [{ text: '只有一句话。' }] }] });
    expect(recognise(readPlain(Uint8Array.of(0xb9, 0xf3, 0xd6, 0xdd, 0xa1, 0xa3))).text.blocks[0]?.runs[0]?.text).toBe('贵州。');
    expect(recognise(readPlain(Uint8Array.of(0xff, 0xfe, 0x35, 0x8d, 0xde, 0x5d))).text.blocks[0]?.runs[0]?.text).toBe('贵州');
  });

  const docx = (body: string, more: Readonly<Record<string, string>> = {}): Uint8Array => zipSync(Object.fromEntries(Object.entries({ 'word/document.xml': `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`, ...more }).map(([name, text]) => [name, strToU8(text)])));
  const line = (text: string, properties = ''): string => `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

  it('[DCX04] numbers that Word counts by itself, headings by style, joined cells and what is left out', () => {
    const numbering = '<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num></w:numbering>';
    const styles = '<w:styles xmlns:w="w"><w:style w:styleId="a3"><w:name w:val="heading 2"/></w:style></w:styles>';
    const numbered = (level: number): string => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="2"/></w:numPr>`;
    const { blocks, left } = readDocx(docx([
      line('总体要求', numbered(0)), line('目标', numbered(1)), line('任务', numbered(0)), line('指导思想', '<w:pStyle w:val="a3"/>'),
      '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>',
      '<w:p><w:r><w:drawing/></w:r><w:r><w:pict><x><w:txbxContent/></x></w:pict></w:r><w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins></w:p>',
    ].join(''), { 'word/numbering.xml': numbering, 'word/styles.xml': styles }));
    expect(blocks.slice(0, 3).map((block) => (block.kind === 'text' ? block.runs.map((run) => run.text).join('') : ''))).toEqual(['一、总体要求', '一.1目标'.replace('一', '一'), '二、任务']);
    expect(blocks[3]).toMatchObject({ level: 2 });
    expect(blocks[4]).toMatchObject({ kind: 'table', rows: [[{ rowspan: 2 }, { colspan: 2 }], [{}, {}]] });
    expect(left).toEqual({ images: 1, comments: 1, footnotes: 1, insertions: 1, deletions: 1, nestedTables: 1, textBoxes: 1, fields: 0 });
  });

  it('[DCX07] one with a mark of secrecy is not taken in', async () => {
    expect(await answer({ kind: 'read', name: 'a.docx', bytes: docx(line('机密★10年') + line('关于某事的通知')) })).toEqual({ kind: 'marked', mark: '机密★10年' });
    expect(await answer({ kind: 'read', name: 'a.docx', bytes: docx(`<w:tbl><w:tr><w:tc>${line('绝　密 ★')}</w:tc></w:tr></w:tbl>`) })).toMatchObject({ kind: 'marked' });
    expect(await answer({ kind: 'read', name: 'a.txt', bytes: strToU8('秘密★\n内容') })).toMatchObject({ kind: 'marked' });
  });

  it('[DCX03] whatever is wrong with a file gets an answer', async () => {
    const problem = async (bytes: Uint8Array, name = 'a.docx'): Promise<string> => {
      const done = await answer({ kind: 'read', name, bytes });
      return done.kind === 'failed' ? done.problem : done.kind;
    };
    expect(await problem(new Uint8Array())).toBe('notWord');
    expect(await problem(strToU8('不是 Word'))).toBe('notWord');
    expect(await problem(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toBe('oldWord');
    expect(await problem(new Uint8Array(FILE_BYTES_MAX + 1))).toBe('tooLarge');
    expect(await problem(zipSync({ 'a.txt': strToU8('x') }))).toBe('notWord');
    expect(await problem(docx('').slice(0, 60))).toBe('broken');
    expect(await problem(zipSync({ 'word/document.xml': new Uint8Array(40_000_000) }))).toBe('tooLarge');
    expect(await problem(zipSync({ 'word/document.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><w:document xmlns:w="w"><w:body>&d;</w:body></w:document>') }))).toBe('broken');
    expect(await problem(docx('<w:sdt><w:sdtContent>'.repeat(500) + '</w:sdtContent></w:sdt>'.repeat(500)))).toBe('broken');
    expect(await problem(docx(`<w:p>${'<w:hyperlink>'.repeat(500)}${'</w:hyperlink>'.repeat(500)}</w:p>`))).toBe('broken');
    expect(await problem(docx(line('字'.repeat(2_100_000))))).toBe('tooLarge');
    expect(await problem(docx('<w:p/>'.repeat(21_000)))).toBe('tooLarge');
    expect(await problem(docx(`<w:p><w:hyperlink w:id="javascript:alert(1)"><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>`))).toBe('read');
  });

  it('[DCX03] a file with bytes changed at random is read or refused, and nothing else happens', async () => {
    const good = await writeDocx(fileOf(whole([paragraph('正文。'), table(row(cell('甲'), cell('乙')))])));
    const parts = unzipSync(good);
    for (let seed = 1; seed <= 200; seed += 1) {
      withSeed(seed, (dice) => {
        const bytes = dice.chance(2) ? changed(good, dice) : zipSync({ ...parts, 'word/document.xml': changed(parts['word/document.xml'] ?? new Uint8Array(), dice) });
        expect(outcomeOf(bytes)).toMatch(/^(?:read|refused)$/u);
      });
    }
  });
});

function outcomeOf(bytes: Uint8Array): string {
  try {
    recognise(readDocx(bytes).blocks);
    return 'read';
  } catch (failure) {
    return failure instanceof Unreadable ? 'refused' : String(failure);
  }
}

function changed(bytes: Uint8Array, dice: Dice): Uint8Array {
  const copy = bytes.slice(0, dice.chance(4) ? dice.below(bytes.length) : bytes.length);
  for (let times = 1 + dice.below(6); times > 0; times -= 1) copy[dice.below(Math.max(1, copy.length))] = dice.below(256);
  return copy;
}
