/**
 * The fifteen 文种 of the regulations (《党政机关公文处理工作条例》第八条): name, how a title may end, and which way such a document usually goes.
 * The product's own `DocType` is a part of these. 意见 goes any way and 纪要 goes to whoever took part: both have no way of their own.
 */
export const DIRECTIONS = ['up', 'level', 'down', 'public'] as const; // 上行 平行 下行 公开
export type Direction = (typeof DIRECTIONS)[number];

interface OfficialDocTypeRow {
  readonly name: string;
  /** What a title of this 文种 ends with, the usual form first. */
  readonly endings: readonly [string, ...string[]];
  readonly direction: Direction | null;
}

export const OFFICIAL_DOC_TYPES = {
  resolution: { name: '决议', endings: ['决议'], direction: 'public' },
  decision: { name: '决定', endings: ['决定'], direction: 'down' },
  order: { name: '命令', endings: ['命令', '令'], direction: 'down' },
  communique: { name: '公报', endings: ['公报'], direction: 'public' },
  announcement: { name: '公告', endings: ['公告'], direction: 'public' },
  publicNotice: { name: '通告', endings: ['通告'], direction: 'public' },
  opinion: { name: '意见', endings: ['意见'], direction: null },
  notice: { name: '通知', endings: ['通知'], direction: 'down' },
  circular: { name: '通报', endings: ['通报'], direction: 'down' },
  report: { name: '报告', endings: ['报告'], direction: 'up' },
  request: { name: '请示', endings: ['请示'], direction: 'up' },
  reply: { name: '批复', endings: ['批复'], direction: 'down' },
  motion: { name: '议案', endings: ['议案'], direction: 'level' },
  letter: { name: '函', endings: ['函', '复函'], direction: 'level' },
  minutes: { name: '纪要', endings: ['纪要'], direction: null },
} as const satisfies Record<string, OfficialDocTypeRow>;

export type OfficialDocType = keyof typeof OFFICIAL_DOC_TYPES;

export const officialDocType = (docType: OfficialDocType): OfficialDocTypeRow => OFFICIAL_DOC_TYPES[docType];
export const isOfficialDocType = (value: string): value is OfficialDocType => Object.hasOwn(OFFICIAL_DOC_TYPES, value);

/** The 文种 that a title ends with, the longest ending first (命令 before 令). */
export function docTypeOfTitle(title: string): { readonly docType: OfficialDocType; readonly ending: string } | null {
  let found: { readonly docType: OfficialDocType; readonly ending: string } | null = null;
  for (const docType of Object.keys(OFFICIAL_DOC_TYPES) as OfficialDocType[]) {
    for (const ending of officialDocType(docType).endings) {
      if (title.endsWith(ending) && ending.length > (found?.ending.length ?? 0)) found = { docType, ending };
    }
  }
  return found;
}
