/**
 * What in a text from elsewhere is what: title, 主送, 正文 with its levels, 附件, 抄送, 附注. What our paper draws by itself (版头, 附件说明, 署名, date, 印发) is
 * not taken over and named. Pure.
 */
import type { Block, Run } from '#shared/doc/canonical.ts';
import type { ImportedText } from '#shared/doc/import-content.ts';
import { IN_COLOPHON, META_LENGTH_MAX, NODE } from '#shared/doc/shape.ts';
import { TEMPLATES } from '#shared/workflow/templates.ts';
import { TITLE_LENGTH_MAX } from '#shared/workflow/command.ts';
import type { ReadBlock, ReadTable, ReadText } from './read-docx.ts';

/** Drawn by the paper itself, or said elsewhere. */
export const DROPPED = ['head', 'attachmentNote', 'signature', 'date', 'printed'] as const;
export interface Recognised {
  readonly text: ImportedText;
  /** Null where the title names none that can be drafted. */
  readonly templateId: string | null;
  /** 主送 as it stood there; it is chosen anew. */
  readonly recipients: string;
  readonly dropped: readonly { readonly kind: (typeof DROPPED)[number]; readonly text: string }[];
}

const wordsOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('');
const lineOf = (block: ReadBlock | undefined): string => (block?.kind === 'text' ? wordsOf(block.runs).trim() : '');
const isText = (block: ReadBlock): block is ReadText => block.kind === 'text';

const DOC_TYPE_NAMES = ['决议', '决定', '命令', '令', '公报', '公告', '通告', '意见', '通知', '通报', '报告', '请示', '批复', '议案', '函', '纪要', '签报', '方案', '办法', '规定', '总结', '要点', '讲话', '汇报'] as const;
const ENDS_AS_TITLE = new RegExp(`(?:${DOC_TYPE_NAMES.join('|')})(?:（[^）]{1,12}）)?$`, 'u');
const NUMBER = /[〔[［(（]\s*\d{4}\s*[〕\]］)）]\s*(?:第\s*)?\d+\s*号/u;
const HEAD = [/文件$/u, NUMBER, /^签发人/u, /^(?:特急|加急|特提|平急)$/u, /^\d{6}$/u, /^(?:份号|紧急程度)/u];
const DATE = /^[一二三四五六七八九〇○零\d\s]{4,}年[一二三四五六七八九十\d\s]{1,4}月[一二三四五六七八九十\d\s]{1,4}日$/u;
const RECIPIENTS = /^[^。；]{2,300}[：:]$/u;
const ATTACHMENT = /^附\s*件\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:]?$/u;
const ATTACHMENT_NOTE = /^附\s*件\s*(?:[：:]|\d+\s*[.．、])/u;
/** 主送 that moved to the 版记 (7.4.2). */
const SENT_TO = /^主\s*送\s*[：:]\s*(.+?)[。.]?$/u;
const COPIED = /^抄\s*[送报]\s*[：:]\s*(.+?)[。.]?$/u;
const PRINTED = /印发$/u;
const ANNOTATION = /^[（(](.{2,180})[）)]$/u;
const LEVELS: readonly (readonly [RegExp, number])[] = [[/^[一二三四五六七八九十]{1,3}、/u, 1], [/^[（(][一二三四五六七八九十]{1,3}[）)]/u, 2], [/^\d{1,2}[.．](?!\d)/u, 3], [/^[（(]\d{1,2}[）)]/u, 4]];
/** A level's line is a heading as long as it is one sentence without an end. */
const HEADING_LENGTH_MAX = 50;
const TITLE_LINES_MAX = 4;

export function recognise(read: readonly ReadBlock[]): Recognised {
  const dropped: { readonly kind: (typeof DROPPED)[number]; readonly text: string }[] = [];
  const meta: { -readonly [key in keyof ImportedText['meta']]: ImportedText['meta'][key] } = {};
  let rest = read.flatMap(asColophon);
  const skipEmpty = (): void => { while (rest.length > 0 && rest[0]?.kind !== 'table' && lineOf(rest[0]) === '') rest.shift(); };
  skipEmpty();
  while (HEAD.some((pattern) => pattern.test(lineOf(rest[0])) && !lineOf(rest[0]).includes('关于'))) {
    dropped.push({ kind: 'head', text: lineOf(rest.shift()) });
    skipEmpty();
  }
  const title = takeTitle(rest);
  skipEmpty();
  let recipients = RECIPIENTS.test(lineOf(rest[0])) && !/^[一二三四五六七八九十（(\d]/u.test(lineOf(rest[0])) ? lineOf(rest.shift()).slice(0, -1) : '';
  const colophon = rest.findLastIndex((block) => SENT_TO.test(lineOf(block)) || COPIED.test(lineOf(block)) || (PRINTED.test(lineOf(block)) && lineOf(block).length < 80 && /\d/u.test(lineOf(block))));
  if (colophon >= 0) {
    rest = rest.filter((block) => {
      const line = lineOf(block);
      const sentTo = recipients === '' ? SENT_TO.exec(line)?.[1] : undefined;
      if (sentTo !== undefined) { recipients = sentTo; meta.recipientsAt = IN_COLOPHON; return false; }
      const copied = COPIED.exec(line)?.[1];
      if (copied !== undefined) { meta.ccRecipients = copied.slice(0, META_LENGTH_MAX.ccRecipients); return false; }
      if (!(PRINTED.test(line) && line.length < 80 && /\d/u.test(line))) return true;
      dropped.push({ kind: 'printed', text: line });
      return false;
    });
  }
  const { main, attached } = partAttachments(rest);
  const bodyBlocks = takeTail(main, meta, dropped);
  return {
    text: { title: title.slice(0, TITLE_LENGTH_MAX), blocks: trimmed(bodyBlocks).map(blockOf), attachments: attached.flatMap((part) => attachmentBlocks(part)), meta },
    templateId: templateFor(title), recipients, dropped,
  };
}

/** A 版记 is often a small table: then its lines are looked at. */
function asColophon(block: ReadBlock): readonly ReadBlock[] {
  if (block.kind !== 'table' || block.rows.length > 3) return [block];
  const lines = block.rows.flatMap((cells) => cells.flatMap((cell) => cell.lines));
  return lines.some((line) => COPIED.test(wordsOf(line).trim()) || PRINTED.test(wordsOf(line).trim())) ? lines.map((runs) => ({ kind: 'text', runs, align: null, level: null, beginsPage: false })) : [block];
}

/** The first lines in the middle, until they end as a title does; else the first line that is none of a text. */
function takeTitle(rest: ReadBlock[]): string {
  const lines: string[] = [];
  while (lines.length < TITLE_LINES_MAX) {
    const [block] = rest;
    const line = lineOf(block);
    if (block?.kind !== 'text' || line === '' || line.length > 80 || /[。；]$/u.test(line)) break;
    if (lines.length > 0 && block.align !== 'center') break;
    if (lines.length === 0 && block.align !== 'center' && !ENDS_AS_TITLE.test(line)) break;
    lines.push(line.replaceAll(/\s+/gu, ''));
    rest.shift();
    if (ENDS_AS_TITLE.test(lines.join(''))) break;
  }
  return lines.join('');
}

function partAttachments(rest: readonly ReadBlock[]): { readonly main: readonly ReadBlock[]; readonly attached: readonly (readonly ReadBlock[])[] } {
  const lastDate = rest.findLastIndex((block) => DATE.test(lineOf(block)));
  const starts = rest.flatMap((block, index) => (isText(block) && ATTACHMENT.test(lineOf(block)) && index > Math.max(0, rest.findIndex((each) => DATE.test(lineOf(each)))) && lastDate !== -1 ? [index] : []));
  const [first] = starts;
  if (first === undefined) return { main: rest, attached: [] };
  return { main: rest.slice(0, first), attached: starts.map((start, index) => rest.slice(start + 1, starts[index + 1] ?? rest.length)) };
}

/** What the paper draws at the end of the text goes; 附注 is kept as such. */
function takeTail(main: readonly ReadBlock[], meta: { annotation?: string | undefined }, dropped: { kind: (typeof DROPPED)[number]; text: string }[]): readonly ReadBlock[] {
  const blocks = [...trimmed(main)];
  const note = ANNOTATION.exec(lineOf(blocks.at(-1)))?.[1];
  if (note !== undefined && blocks.slice(-4).some((block) => DATE.test(lineOf(block)))) {
    meta.annotation = note.slice(0, META_LENGTH_MAX.annotation);
    blocks.pop();
  }
  while (lineOf(blocks.at(-1)) === '' && blocks.at(-1)?.kind === 'text') blocks.pop();
  if (DATE.test(lineOf(blocks.at(-1)))) {
    dropped.push({ kind: 'date', text: lineOf(blocks.pop()) });
    while (blocks.length > 1 && isSigner(blocks.at(-1))) dropped.push({ kind: 'signature', text: lineOf(blocks.pop()) });
  }
  while (lineOf(blocks.at(-1)) === '' && blocks.at(-1)?.kind === 'text') blocks.pop();
  const noteStart = blocks.findLastIndex((block) => ATTACHMENT_NOTE.test(lineOf(block)));
  if (noteStart >= Math.max(0, blocks.length - 12) && blocks.slice(noteStart + 1).every((block) => /^\s*\d+\s*[.．、]/u.test(lineOf(block)) || lineOf(block) === '')) {
    for (const block of blocks.splice(noteStart)) if (lineOf(block) !== '') dropped.push({ kind: 'attachmentNote', text: lineOf(block) });
  }
  return blocks;
}

const isSigner = (block: ReadBlock | undefined): boolean => block?.kind === 'text' && lineOf(block) !== '' && lineOf(block).length <= 40 && !/[。；：，]$/u.test(lineOf(block)) && (block.align !== null || /(?:政府|委员会|局|办公室|厅|委|会|院|中心|街道办事处|村民委员会|公司|学校|部|组)$/u.test(lineOf(block)));

/** Empty lines at both ends say nothing, and neither do those that only made room. */
function trimmed(blocks: readonly ReadBlock[]): readonly ReadBlock[] {
  return blocks.filter((block) => block.kind !== 'text' || lineOf(block) !== '');
}

function attachmentBlocks(part: readonly ReadBlock[]): readonly Block[] {
  const rest = [...trimmed(part)];
  const lines: string[] = [];
  while (lines.length < TITLE_LINES_MAX && rest[0]?.kind === 'text' && (rest[0].align === 'center' || lines.length === 0) && lineOf(rest[0]).length <= 80 && !/[。；]$/u.test(lineOf(rest[0]))) lines.push(lineOf(rest.shift()).replaceAll(/\s+/gu, ''));
  const body = rest.map(blockOf);
  return [{ type: NODE.attachment, attrs: {}, runs: lines.length === 0 ? [] : [{ text: lines.join(''), marks: [] }] }, ...(body.length === 0 ? [{ type: NODE.paragraph, attrs: {}, runs: [] }] : body)];
}

function blockOf(block: ReadBlock): Block {
  if (block.kind === 'pageBreak') return { type: NODE.pageBreak, attrs: {}, runs: [] };
  if (block.kind === 'table') return tableOf(block);
  const runs = withoutIndent(block.runs);
  const line = wordsOf(runs);
  const named = LEVELS.find(([pattern]) => pattern.test(line))?.[1];
  const isHeading = line.length <= HEADING_LENGTH_MAX && !/[。；：，]./u.test(line) && !/[。；]$/u.test(line.replace(/。$/u, ''));
  const level = named !== undefined && isHeading ? named : block.level !== null && isHeading ? (named ?? block.level) : null;
  if (level !== null) return { type: NODE.heading, attrs: { level }, runs: runs.map(({ text, marks }) => ({ text, marks: marks.filter((mark) => mark !== 'bold') })) };
  return { type: NODE.paragraph, attrs: block.align === null ? {} : { align: block.align }, runs };
}

/** First lines are set in by the paper, not by spaces. */
function withoutIndent(runs: readonly Run[]): readonly Run[] {
  const kept = runs.filter(({ text }) => text !== '');
  const [first, ...others] = kept;
  const start = first === undefined ? [] : [{ ...first, text: first.text.replace(/^[\s\u3000]+/u, '') }];
  const joined = [...start, ...others];
  const last = joined.at(-1);
  return (last === undefined ? joined : [...joined.slice(0, -1), { ...last, text: last.text.replace(/[\s\u3000]+$/u, '') }]).filter(({ text }) => text !== '');
}

function tableOf({ rows, hasHeader }: ReadTable): Block {
  return {
    type: NODE.table, attrs: {}, runs: [],
    blocks: (rows.length === 0 ? [[{ lines: [[]], colspan: 1, rowspan: 1 }]] : rows).map((cells, index) => ({
      type: NODE.tableRow, attrs: {}, runs: [],
      blocks: cells.map(({ lines, colspan, rowspan }) => ({
        type: hasHeader && index === 0 ? NODE.tableHeader : NODE.tableCell, attrs: { colspan, rowspan }, runs: [],
        blocks: lines.map((runs) => ({ type: NODE.paragraph, attrs: {}, runs: withoutIndent(runs) })),
      })),
    })),
  };
}

function templateFor(title: string): string | null {
  const plain = title.replace(/（[^）]{1,12}）$/u, '');
  return TEMPLATES.filter((template) => template.isOffered && plain.endsWith(template.docTypeName)).toSorted((a, b) => b.docTypeName.length - a.docTypeName.length)[0]?.id ?? null;
}

/** A plain text: a line is a paragraph, a form feed begins a page. */
export function readPlain(bytes: Uint8Array): readonly ReadBlock[] {
  const text = decode(bytes).replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll(/(?![\t\n\f])[\p{Cc}\ufeff\u200b]/gu, '');
  return text.split(/(\f)|\n/u).filter((line) => line !== undefined).map((line): ReadBlock => (line === '\f' ? { kind: 'pageBreak' } : { kind: 'text', runs: line === '' ? [] : [{ text: line, marks: [] }], align: null, level: null, beginsPage: false }));
}

/** UTF-8 where it is, else as Windows wrote Chinese for thirty years. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
