/**
 * The shape of a document's Y.Doc: the only file that names its roots, keys and nodes, and says what may stand in what (DOC01).
 *
 *   body  XmlFragment   标题 · 主送 · 正文 … · 署名 · (附件标题 · 附件正文 …)*      主送 and 署名 are drawn from meta and from the state
 *   meta  Map           short strings: 文种, organs, 格式, 抄送, 附注 and the other elements of GB/T 9704-2012 that are no running text
 *   revisions  Map      修订: id → whose and when; set once, by that person alone. Marks and attributes of the body name the id (revisions.ts)
 *   comments   Map      批注: id → what somebody said, once: a thread with its place, a word in it, that it is settled (comments.ts). Not part of the content
 *   sections   Map      分工: id → who writes the part that begins at a heading (sections.ts). Not part of the content
 *   files      Map      附件 that are files of their own: id → name, size, digest of the bytes, place among them (attached-files.ts)
 *
 * The editor, the hash, the gate and the search text all read these names from here.
 */
import type * as Y from 'yjs';
import { FILE_BYTES_MAX, isFileName } from './file-types.ts';

export const ROOT = { body: 'body', meta: 'meta', revisions: 'revisions', comments: 'comments', files: 'files', sections: 'sections' } as const;
export const ROOT_NAMES: readonly string[] = Object.values(ROOT);

export const NODE = {
  title: 'docTitle', recipients: 'recipients', paragraph: 'paragraph', heading: 'heading', signature: 'signature',
  /** The title of an 附件: what follows, up to the next one, belongs to it. */
  attachment: 'attachment',
  /** 插图 */
  figure: 'figure',
  pageBreak: 'pageBreak', table: 'table', tableRow: 'tableRow', tableCell: 'tableCell', tableHeader: 'tableHeader',
} as const;
export type NodeName = (typeof NODE)[keyof typeof NODE];
export const NODE_NAMES: readonly string[] = Object.values(NODE);

export const STYLE_MARKS = ['bold', 'italic', 'underline'] as const;
/** 修订 of text: put in, taken out, or with other style marks than before (`formerly`). */
export const MARK = { bold: 'bold', italic: 'italic', underline: 'underline', insertion: 'insertion', deletion: 'deletion', formerly: 'formerly' } as const;
/** 修订 of blocks. In a paragraph, `inserted` and `deleted` are said of the break before it. */
export const REVISED = { inserted: 'inserted', deleted: 'deleted', formerly: 'formerly' } as const;
export const HEADING_LEVELS = [1, 2, 3, 4] as const; // 一、（一）1.（1）
export const ALIGNMENTS = ['left', 'center', 'right'] as const;
export const TABLE_COLUMNS_MAX = 63;
const CELL_SPAN_MAX = 1_000;
const COLUMN_PX_MAX = 2_000;

const REVISION_ID = /^[0-9a-f]{12}$/;
export const isRevisionId = (value: unknown): value is string => typeof value === 'string' && REVISION_ID.test(value);
const FORMER_STYLE = /^(?:bold)?(?:,?italic)?(?:,?underline)?$/;
const FORMER_BLOCK = /^[0-9a-f]{12}(?: paragraph(?: (?:left|center|right))?| heading [1-4])$/;
const isFormerBlock = (value: unknown): boolean => typeof value === 'string' && FORMER_BLOCK.test(value);

const isBare = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
const hasOnly = (value: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean => Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));

/** What a mark of 修订 carries; of the others nothing is read. */
export function isMarkValue(mark: string, value: unknown): boolean {
  switch (mark) {
    case MARK.insertion: case MARK.deletion: return value === null || (isBare(value) && hasOnly(value, ['id']) && isRevisionId(value['id']));
    case MARK.formerly: return value === null || (isBare(value) && hasOnly(value, ['id', 'was']) && isRevisionId(value['id']) && typeof value['was'] === 'string' && FORMER_STYLE.test(value['was']));
    default: return true;
  }
}

/** Whose a 修订 is, and when they say that they made it. */
export interface RevisionRecord {
  readonly by: string;
  readonly at: number;
}
export const isRevisionRecord = (value: unknown): value is RevisionRecord =>
  isBare(value) && hasOnly(value, ['by', 'at']) && typeof value['by'] === 'string' && value['by'].length >= 1 && value['by'].length <= 64 && Number.isSafeInteger(value['at']) && (value['at'] as number) >= 0;

const DIGEST = /^[0-9a-f]{64}$/;
/** SM3 of a file's bytes, in hex: the name under which it is kept. */
export const isDigest = (value: unknown): value is string => typeof value === 'string' && DIGEST.test(value);

/** `order` sorts; files that were put there at the same moment follow by id. */
export interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly blob: string;
  readonly order: number;
}
export const isFileRecord = (value: unknown): value is FileRecord =>
  isBare(value) && hasOnly(value, ['name', 'bytes', 'blob', 'order']) && isFileName(value['name']) && isWhole(value['bytes'], FILE_BYTES_MAX) && isDigest(value['blob']) && Number.isSafeInteger(value['order']);

export const COMMENT_LENGTH_MAX = 2_000;
export const QUOTE_LENGTH_MAX = 200;
const MENTIONS_MAX = 10;

interface Said {
  readonly by: string;
  readonly at: number;
}
/** `from` and `to` are relative positions of the body, in hex; `quote` is what stood there. `to` of a word: whom it is for (@). */
export type CommentRecord =
  | (Said & { readonly kind: 'thread'; readonly text: string; readonly mentions: readonly string[]; readonly quote: string; readonly from: string; readonly to: string })
  | (Said & { readonly kind: 'reply'; readonly thread: string; readonly text: string; readonly mentions: readonly string[] })
  | (Said & { readonly kind: 'settled' | 'reopened'; readonly thread: string });

const RELATIVE_POSITION = /^(?:[0-9a-f]{2}){1,64}$/;
const isWords = (value: unknown, max: number): boolean => typeof value === 'string' && value.length >= 1 && value.length <= max;
const areMentions = (value: unknown): boolean => Array.isArray(value) && value.length <= MENTIONS_MAX && value.every((each) => isWords(each, 64));

export function isCommentRecord(value: unknown): value is CommentRecord {
  if (!isBare(value) || !isWords(value['by'], 64) || !Number.isSafeInteger(value['at']) || (value['at'] as number) < 0) return false;
  switch (value['kind']) {
    case 'thread':
      return hasOnly(value, ['kind', 'by', 'at', 'text', 'mentions', 'quote', 'from', 'to']) && isWords(value['text'], COMMENT_LENGTH_MAX) && areMentions(value['mentions'])
        && typeof value['quote'] === 'string' && value['quote'].length <= QUOTE_LENGTH_MAX && [value['from'], value['to']].every((each) => typeof each === 'string' && RELATIVE_POSITION.test(each));
    case 'reply': return hasOnly(value, ['kind', 'by', 'at', 'thread', 'text', 'mentions']) && isRevisionId(value['thread']) && isWords(value['text'], COMMENT_LENGTH_MAX) && areMentions(value['mentions']);
    case 'settled': case 'reopened': return hasOnly(value, ['kind', 'by', 'at', 'thread']) && isRevisionId(value['thread']);
    default: return false;
  }
}

/** Who writes a part, and its heading as a relative position in hex. */
export interface SectionRecord {
  readonly owner: string;
  readonly at: string;
}
export const isSectionRecord = (value: unknown): value is SectionRecord =>
  isBare(value) && hasOnly(value, ['owner', 'at']) && isWords(value['owner'], 64) && typeof value['at'] === 'string' && RELATIVE_POSITION.test(value['at']);

/** Whether this may be the value of an attribute. What is null has been taken off. */
type IsValue = (value: unknown) => boolean;
const isOneOf = (values: readonly unknown[]): IsValue => (value) => values.includes(value);
const isWhole = (value: unknown, max: number): boolean => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max;
const revised = { inserted: isRevisionId, deleted: isRevisionId } as const;
const PIXELS = /^[1-9]\d{0,4}x[1-9]\d{0,4}$/;
/** The 版心 is 156 mm wide. */
export const FIGURE_WIDTH_MM = { min: 10, max: 156 } as const;
export const ALT_LENGTH_MAX = 200;
const figureAttributes: Readonly<Record<string, IsValue>> = {
  blob: isDigest,
  /** Of the picture itself, `1843x1200`: how high it is follows from how wide it is drawn. */
  pixels: (value) => typeof value === 'string' && PIXELS.test(value),
  width: (value) => isWhole(value, FIGURE_WIDTH_MM.max) && (value as number) >= FIGURE_WIDTH_MM.min,
  alt: (value) => typeof value === 'string' && value.length <= ALT_LENGTH_MAX,
};
const cellAttributes: Readonly<Record<string, IsValue>> = {
  colspan: (value) => isWhole(value, TABLE_COLUMNS_MAX),
  rowspan: (value) => isWhole(value, CELL_SPAN_MAX),
  /** Of each column it covers, in pixels of the editor. */
  colwidth: (value) => Array.isArray(value) && value.length <= TABLE_COLUMNS_MAX && value.every((width) => width === 0 || isWhole(width, COLUMN_PX_MAX)),
};

export interface NodeShape {
  readonly isTopLevel: boolean;
  readonly inside: 'text' | 'nothing' | readonly NodeName[];
  readonly attributes: Readonly<Record<string, IsValue>>;
}

export const SHAPE: Readonly<Record<NodeName, NodeShape>> = {
  docTitle: { isTopLevel: true, inside: 'text', attributes: {} },
  recipients: { isTopLevel: true, inside: 'nothing', attributes: {} },
  paragraph: { isTopLevel: true, inside: 'text', attributes: { align: isOneOf(ALIGNMENTS), ...revised, formerly: isFormerBlock } },
  heading: { isTopLevel: true, inside: 'text', attributes: { level: isOneOf(HEADING_LEVELS), ...revised, formerly: isFormerBlock } },
  signature: { isTopLevel: true, inside: 'nothing', attributes: {} },
  attachment: { isTopLevel: true, inside: 'text', attributes: revised },
  figure: { isTopLevel: true, inside: 'nothing', attributes: { ...figureAttributes, ...revised } },
  pageBreak: { isTopLevel: true, inside: 'nothing', attributes: revised },
  table: { isTopLevel: true, inside: [NODE.tableRow], attributes: revised },
  tableRow: { isTopLevel: false, inside: [NODE.tableCell, NODE.tableHeader], attributes: revised },
  tableCell: { isTopLevel: false, inside: [NODE.paragraph], attributes: cellAttributes },
  tableHeader: { isTopLevel: false, inside: [NODE.paragraph], attributes: cellAttributes },
};
export const shapeOf = (name: string): NodeShape | undefined => (Object.hasOwn(SHAPE, name) ? SHAPE[name as NodeName] : undefined);

/** 格式 of GB/T 9704-2012, chapters 7 and 10. */
export const FORMATS = ['general', 'letter', 'order', 'minutes'] as const;
export type Format = (typeof FORMATS)[number];

/** Every key of the metadata with the length of its text at most. Names that are a list stand one to a line. */
export const META_LENGTH_MAX = {
  docType: 200, organId: 200, organName: 200, mainRecipientId: 200, mainRecipientName: 200, contactName: 200, contactPhone: 200, urgency: 200,
  format: 20,
  /** 联合行文: the organs beside one's own, in order. */
  jointOrganNames: 2_000,
  /** 联合上行文: whoever signed for the organs beside one's own, in their order. */
  jointSigners: 1_000,
  /** 抄送 as it stands in the 版记. */
  ccRecipients: 4_000,
  /** 'colophon': a 主送 too long for the first page has moved to the 版记 (7.3.2); '' or left out: above the text. */
  recipientsAt: 20,
  /** 附注, without its brackets. */
  annotation: 200,
  /** 印发机关, where it is not the organ itself. */
  printOrganName: 200,
} as const;
export const IN_COLOPHON = 'colophon';
export type MetaKey = keyof typeof META_LENGTH_MAX;
export const META_KEYS = Object.keys(META_LENGTH_MAX) as readonly MetaKey[];
export const isMetaValue = (key: string, value: unknown): boolean =>
  Object.hasOwn(META_LENGTH_MAX, key) && typeof value === 'string' && value.length <= META_LENGTH_MAX[key as MetaKey]
  && (key !== 'format' || value === '' || (FORMATS as readonly string[]).includes(value))
  && (key !== 'recipientsAt' || value === '' || value === IN_COLOPHON);

/** Writes a document's first content and nothing else. Edits never carry it: clients get fresh random ids (DESIGN §6.5). */
export const RESERVED_CLIENT_ID = 1;

export const bodyOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(ROOT.body);
export const metaOf = (doc: Y.Doc): Y.Map<string> => doc.getMap<string>(ROOT.meta);

export const revisionsOf = (doc: Y.Doc): Y.Map<RevisionRecord> => doc.getMap<RevisionRecord>(ROOT.revisions);

export const filesOf = (doc: Y.Doc): Y.Map<FileRecord> => doc.getMap<FileRecord>(ROOT.files);

export const sectionsOf = (doc: Y.Doc): Y.Map<SectionRecord> => doc.getMap<SectionRecord>(ROOT.sections);

export const commentsOf = (doc: Y.Doc): Y.Map<CommentRecord> => doc.getMap<CommentRecord>(ROOT.comments);

export const readMeta = (doc: Y.Doc, key: MetaKey): string | null => {
  const value: unknown = metaOf(doc).get(key);
  return typeof value === 'string' && value !== '' ? value : null;
};
