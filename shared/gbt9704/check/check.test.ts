import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { readContent, type Block } from '#shared/doc/canonical.ts';
import { bodyOf, metaOf, NODE } from '#shared/doc/shape.ts';
import { LOCALES } from '#shared/i18n/locales.ts';
import { MESSAGES } from '#shared/i18n/index.ts';
import { replica } from '#tests/kit/documents.ts';
import { cpuMs, expectSound, upward, written } from '#tests/kit/official-case.ts';
import { OFFICIAL_DOCUMENTS } from '#tests/kit/official-documents.ts';
import { OFFICIAL_UNITS, officialContext, organs } from '#tests/kit/official-org.ts';
import { drafting } from '#tests/kit/story.ts';
import { smallOrg } from '#tests/kit/small-org.ts';
import { textOf } from './block-text.ts';
import { metaEdits } from './mend.ts';
import { blocking, check, FINDINGS_PER_RULE_MAX } from './check.ts';
import { checkedDocument, NOTHING_KNOWN } from './checked-document.ts';
import { docTypeOfTitle, OFFICIAL_DOC_TYPES, type OfficialDocType } from './doc-types.ts';
import { RULE_IDS, type CheckedDocument, type DocumentFacts, type Finding, type Party } from './model.ts';
import { RULES } from './rules.ts';

const context = officialContext();
const brief = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule, severity, message, params }) => `${rule} ${severity} ${message} ${JSON.stringify(params)}`);

describe('the table of rules', () => {
  it('[CHK23] lists all twenty-two in order, each with its clause, what it may do, and its name in every language', () => {
    expect(RULES.map(({ id }) => id)).toEqual(RULE_IDS);
    expect(RULES.filter(({ clause }) => !/^(?:条例第|GB\/T 9704—2012 \d)/u.test(clause))).toEqual([]);
    for (const locale of LOCALES) for (const id of RULE_IDS) expect(MESSAGES[locale][`rule.${id}`]).not.toBe('');
  });

  it('[CHK23] knows the fifteen 文种, and each by the end of its title', () => {
    expect(Object.values(OFFICIAL_DOC_TYPES).map(({ name }) => name)).toEqual(['决议', '决定', '命令', '公报', '公告', '通告', '意见', '通知', '通报', '报告', '请示', '批复', '议案', '函', '纪要']);
    for (const [docType, { endings }] of Object.entries(OFFICIAL_DOC_TYPES)) for (const ending of endings) expect(docTypeOfTitle(`某机关关于某事的${ending}`)).toEqual({ docType, ending });
    expect(docTypeOfTitle('某机关关于某事')).toBeNull();
  });

  it('[CHK24] stops a document by every block and by every override without a reason', () => {
    const findings = check(upward({ mainRecipients: organs('city'), ccRecipients: organs('county'), signer: '', annotation: '' }), context);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['R1', 'override'], ['R7', 'block'], ['R8', 'warn']]);
    expect(blocking(findings).map(({ rule }) => rule)).toEqual(['R1', 'R7']);
    expect(blocking(findings, { R1: '  ' }).map(({ rule }) => rule)).toEqual(['R1', 'R7']);
    expect(blocking(findings, { R1: '突发灾情，情况紧急', R7: '说了也没用' }).map(({ rule }) => rule)).toEqual(['R7']);
  });
});

describe('real documents', () => {
  it.each(OFFICIAL_DOCUMENTS)('[CHK25] finds nothing that stops %s, and nothing at all to say', (_name, document) => {
    expect(brief(blocking(check(document, context)))).toEqual([]);
    expect(brief(check(document, context))).toEqual([]);
  });

  it('[CHK25] are of every 文种 and of every level that issues documents', () => {
    expect(OFFICIAL_DOCUMENTS.length).toBeGreaterThan(20);
    expect(new Set(OFFICIAL_DOCUMENTS.map(([, { facts }]) => facts.docType))).toEqual(new Set(Object.keys(OFFICIAL_DOC_TYPES)));
    expect(new Set(OFFICIAL_DOCUMENTS.map(([, { facts }]) => OFFICIAL_UNITS.find(({ id }) => id === facts.organ?.id)?.level))).toEqual(new Set([1, 2, 3, 4]));
  });
});

const WORDS = [
  '妥否，请批示。', '请予审批', '另，恳请解决资金', '特此报告。', '一、', '三、', '（一）', '(二)', '1.', '3、', '（1）', '附件：1.甲', '2.乙。', '2023年09月07日', '二〇二三年十二月七日', '2023-12-27', '根据国发〔2022〕14号', '《意见》', '（黔府发[2023]第21号）', '机密', '★',
  '秘 密', '\u200b', '绝密★10年', '关于', '的', '通知', '请示', '报告', '。', '，', '“', '”', '（', '）', '\n', ' ', '𠮷', '\ud83d', '桐梓县人民政府', '经县人民政府同意', '联系人：李兰', '0851-26612345', '保守国家秘密',
] as const;
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((parts) => parts.join(''));
const strings = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 12 }));
const block: fc.Arbitrary<Block> = fc.record({
  type: fc.constantFrom<string>(...Object.values(NODE), 'table'),
  attrs: fc.dictionary(fc.constantFrom('level', 'other'), fc.oneof(fc.integer({ min: -1, max: 6 }), fc.string({ maxLength: 3 }), fc.boolean()), { noNullPrototype: true }),
  runs: fc.array(fc.record({ text: strings, marks: fc.subarray(['bold', 'italic']) }), { maxLength: 4 }),
});
const party: fc.Arbitrary<Party> = fc.record({ kind: fc.constantFrom('organ', 'person'), id: fc.oneof(fc.constantFrom(null, 'unknown', ...OFFICIAL_UNITS.map(({ id }) => id))), name: strings });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const parties = maybe(fc.array(party, { maxLength: 3 }));
const facts: fc.Arbitrary<DocumentFacts> = fc.record({
  docType: maybe(fc.constantFrom(...(Object.keys(OFFICIAL_DOC_TYPES) as OfficialDocType[]))), direction: maybe(fc.constantFrom('up', 'level', 'down', 'public')), organ: maybe(party), jointOrgans: parties, mainRecipients: parties, ccRecipients: parties,
  recipientsAt: maybe(fc.constantFrom('top', 'colophon')), signer: maybe(strings), number: maybe(strings), annotation: maybe(strings), urgency: maybe(strings), attachments: maybe(fc.array(strings, { maxLength: 3 })),
  attachmentNote: fc.constant(null), isNoteDrawn: maybe(fc.boolean()), inReplyTo: maybe(fc.oneof(fc.constant({ kind: 'none' } as const), fc.record({ kind: fc.constant('document' as const), docType: fc.constantFrom('request', 'letter', 'report'), sender: party }))), isImportant: maybe(fc.boolean()), isEntrusted: maybe(fc.boolean()),
  countersign: maybe(fc.constantFrom('notNeeded', 'pending', 'disagreed', 'done')), signedOffAt: maybe(fc.integer({ min: 0, max: 4_000_000_000_000 })), dateLine: maybe(strings), layout: maybe(fc.record({ firstPageShowsBody: fc.boolean() })),
});
const anyDocument: fc.Arbitrary<CheckedDocument> = fc.record({ facts, blocks: fc.array(block, { maxLength: 7 }), meta: fc.dictionary(fc.constantFrom('urgency', 'contactName'), strings, { noNullPrototype: true }) });

describe('any content', () => {
  it('[CHK26] never throws, and says of each finding a severity of its rule and a place that is there', () => {
    fc.assert(fc.property(anyDocument, (document) => {
      for (const finding of check(document, context)) {
        expect(RULES.find(({ id }) => id === finding.rule)?.severities).toContain(finding.severity);
        expectSound({ ...finding, mend: null }, document);
      }
    }), { numRuns: 800 });
  });

  it('[CHK27] a mend takes its finding away and changes nothing a second time', () => {
    fc.assert(fc.property(anyDocument, (document) => {
      for (const finding of check(document, context)) expectSound(finding, document);
    }), { numRuns: 800, seed: 20_261_126 });
  });

  it('[CHK28] is done with two hundred pages and with hostile lines in time that grows with them', () => {
    const page = ['# 一、总体要求', '## （一）指导思想', '坚持统筹推进，根据《国务院关于加强数字政府建设的指导意见》（国发〔2022〕14号）要求，至2026年12月31日前完成，做好保密工作。'.repeat(8)];
    const hostile = ['国发〔2022〕14号'.repeat(10_000), '请'.repeat(100_000), '妥否，请批示。'.repeat(10_000), '（'.repeat(100_000), '《'.repeat(100_000), '2023-12-27 '.repeat(10_000), '。'.repeat(100_000), '经政府'.repeat(30_000), '二〇二三年'.repeat(20_000), '联系人：'.repeat(25_000)];
    const timed = (document: CheckedDocument): number => cpuMs(() => check(document, context));
    expect(timed(upward({ lines: Array.from({ length: 200 }, () => page).flat() }))).toBeLessThan(2_000);
    for (const line of hostile) for (const docType of ['request', 'report'] as const) expect(timed(upward({ docType, title: line, lines: [line], annotation: line, number: line })), line.slice(0, 8)).toBeLessThan(4_000);
    const many = upward({ lines: Array.from({ length: 5_000 }, (_, index) => `${(index * 7) % 99}、事项`) });
    expect(timed(many)).toBeLessThan(2_000);
    expect(check(many, context).filter(({ rule }) => rule === 'R20').length).toBe(FINDINGS_PER_RULE_MAX);
  });
});

describe('what is checked', () => {
  it('[CHK29] is read from the state and the text, and what neither holds stays unknown', () => {
    const doc = replica(11);
    const { facts: read } = checkedDocument(drafting(), readContent(doc));
    expect(read).toMatchObject({
      docType: 'request', direction: 'up', organ: { kind: 'organ', id: 'town0001', name: '桐梓县楚米镇人民政府' }, mainRecipients: [{ kind: 'organ', id: 'county01', name: '桐梓县人民政府' }],
      signer: null, number: null, annotation: '', attachmentNote: [], attachments: [], ccRecipients: [], recipientsAt: 'top', jointOrgans: [{ name: '桐梓县楚米镇人民政府' }],
    });
    for (const key of ['inReplyTo', 'countersign', 'layout'] as const) expect(read[key]).toBeNull();
    expect(check(checkedDocument(drafting(), readContent(doc)), { org: smallOrg(), ties: {} }).map(({ rule }) => rule)).toEqual(['R8']);
  });

  it('[CHK29] takes the contact from the metadata or from a line in brackets, and the 附件说明 from its lines', () => {
    const doc = replica(11);
    const add = (text: string): void => {
      const paragraph = new Y.XmlElement(NODE.paragraph);
      paragraph.insert(0, [new Y.XmlText(text)]);
      bodyOf(doc).insert(bodyOf(doc).length - 1, [paragraph]);
    };
    for (const line of ['附件：1.清单', '2.名单', '（联系人：李兰；电话：0851-26612345）']) add(line);
    const fromText = checkedDocument(drafting(), readContent(doc));
    expect(fromText.facts.annotation).toBe('（联系人：李兰；电话：0851-26612345）');
    expect(fromText.facts.attachmentNote?.map(({ name, line, start }) => [name, line === null ? null : textOf(fromText.blocks[line.index]!).slice(start)])).toEqual([['清单', '清单'], ['名单', '名单']]);
    metaOf(doc).set('contactName', '王建国');
    metaOf(doc).set('contactPhone', '15400000000');
    expect(checkedDocument(drafting(), readContent(doc), { isImportant: true }).facts).toMatchObject({ annotation: '联系人：王建国；电话：15400000000', isImportant: true });
  });

  it('[CHK29] 抄送, 联合发文机关, 附注 and where 主送 stands come from the fields beside the text, what is attached from the text and its files', () => {
    const content = readContent(replica(11));
    const attachment = { type: NODE.attachment, attrs: {}, runs: [{ text: '资金测算表', marks: [] }] };
    const { facts: read } = checkedDocument(drafting(), {
      ...content, blocks: [...content.blocks, attachment], files: [{ name: '项目清单.xlsx', bytes: 1, blob: 'a'.repeat(64) }],
      meta: { ...content.meta, ccRecipients: '县水务局，县财政局。', jointOrganNames: '桐梓县水务局\n桐梓县财政局', annotation: '此件公开发布', recipientsAt: 'colophon' },
    });
    expect(read).toMatchObject({
      ccRecipients: [{ name: '县水务局' }, { name: '县财政局' }], jointOrgans: [{ id: 'town0001' }, { name: '桐梓县水务局' }, { name: '桐梓县财政局' }], annotation: '此件公开发布', recipientsAt: 'colophon',
      attachments: ['资金测算表', '项目清单'],
    });
  });

  it('[CHK35] what a rule would have beside the text is written into its field by the mend, or there is none', () => {
    const party = (name: string) => ({ kind: 'organ', id: null, name }) as const;
    expect(metaEdits({ edits: [{ kind: 'fact', key: 'ccRecipients', value: [party('县水务局'), party('县财政局')] }] })).toEqual([['ccRecipients', '县水务局，县财政局']]);
    expect(metaEdits({ edits: [{ kind: 'fact', key: 'recipientsAt', value: 'colophon' }] })).toEqual([['recipientsAt', 'colophon']]);
    expect(metaEdits({ edits: [{ kind: 'fact', key: 'recipientsAt', value: 'top' }] })).toEqual([['recipientsAt', '']]);
    expect(metaEdits({ edits: [{ kind: 'fact', key: 'jointOrgans', value: [party('主办'), party('甲'), party('乙')] }] })).toEqual([['jointOrganNames', '甲\n乙']]);
    expect(metaEdits({ edits: [{ kind: 'fact', key: 'signer', value: '陈强' }] })).toBeNull();
  });

  it('[CHK29] whoever signed stands in the head of a 上行文 alone: another document names no 签发人, signed or not', () => {
    const content = readContent(replica(11));
    const signed = { name: '陈强' };
    expect(checkedDocument({ ...drafting(), signedOffBy: signed }, content).facts.signer).toBe('陈强');
    for (const docType of ['notice', 'reply', 'letter']) expect(checkedDocument({ ...drafting(), docType, signedOffBy: signed }, content).facts.signer).toBeNull();
  });

  it('[CHK29] is silent of everything that is not known', () => {
    expect(check(written({}), context)).toEqual([]);
    expect(check({ facts: NOTHING_KNOWN, blocks: [], meta: {} }, context)).toEqual([]);
  });
});
