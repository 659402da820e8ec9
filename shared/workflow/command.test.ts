import { describe, expect, it } from 'vitest';
import { parse } from '#shared/base/parse.ts';
import { CREATE, HASH, id, NOW, op } from '#tests/kit/story.ts';
import { command, OPINION_LENGTH_MAX, type Command } from './command.ts';
import { chinaYear, formatNumber, NUMBER_FORMAT } from './number.ts';
import { TEMPLATES, templateOf, titleFor } from './templates.ts';

const envelope = { opId: op(1), docId: id(1), claimedAt: NOW };
const EVERY: readonly Command[] = [
  { ...envelope, ...CREATE },
  { ...envelope, kind: 'invite', personIds: ['drafter02'] },
  { ...envelope, kind: 'submit', stepNo: 0, contentHash: HASH, opinion: '', people: [], dueAt: null, reasons: {} },
  { ...envelope, kind: 'return', stepNo: 1, contentHash: HASH, opinion: '理由', to: 'drafting' },
  { ...envelope, kind: 'withdraw', stepNo: 1 },
  { ...envelope, kind: 'signOff', stepNo: 1, contentHash: HASH, opinion: '' },
  { ...envelope, kind: 'receive', stepNo: 0 },
  { ...envelope, kind: 'reply', stepNo: 1, contentHash: HASH, decision: 'reject', text: '不同意。' },
  { ...envelope, kind: 'archive', stepNo: 3 },
  { ...envelope, kind: 'read' },
];

describe.each(EVERY)('the command $kind', (one) => {
  it(`[WF18] ${one.kind} is read as it was written`, () => {
    expect(parse(command, JSON.parse(JSON.stringify(one)))).toEqual({ ok: true, value: one });
  });

  it(`[WF18] ${one.kind} needs every field and knows no other`, () => {
    for (const field of Object.keys(one)) {
      const { [field as keyof Command]: _left, ...rest } = one;
      expect(parse(command, rest).ok).toBe(false);
    }
    expect(parse(command, { ...one, urgent: true })).toMatchObject({ ok: false, error: { code: 'request.unknown-field', field: 'urgent' } });
  });
});

describe('what a command may hold', () => {
  it('[WF18] refuses ids, hashes, steps and times that are not in their one form', () => {
    const submit = { ...envelope, kind: 'submit', stepNo: 0, contentHash: HASH, opinion: '', people: [], dueAt: null, reasons: {} };
    for (const wrong of [{ opId: 'A'.repeat(32) }, { docId: '1' }, { contentHash: HASH.toUpperCase() }, { stepNo: -1 }, { stepNo: 0.5 }, { claimedAt: '2026' }, { claimedAt: -1 }]) {
      expect(parse(command, { ...submit, ...wrong })).toMatchObject({ ok: false, error: { code: 'request.invalid', field: Object.keys(wrong)[0] } });
    }
    expect(parse(command, { ...envelope, kind: 'delete' })).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    expect(parse(command, null).ok).toBe(false);
  });

  it('[WF18] bounds words and lists', () => {
    expect(parse(command, { ...envelope, kind: 'invite', personIds: [] }).ok).toBe(false);
    expect(parse(command, { ...envelope, kind: 'invite', personIds: Array.from({ length: 51 }, () => 'drafter02') }).ok).toBe(false);
    expect(parse(command, { ...envelope, kind: 'return', stepNo: 1, contentHash: HASH, opinion: '长'.repeat(OPINION_LENGTH_MAX + 1), to: 'drafting' }).ok).toBe(false);
    expect(parse(command, { ...envelope, kind: 'reply', stepNo: 1, contentHash: HASH, decision: 'approve', text: '  ' }).ok).toBe(false);
  });

  it('[WF05] reads a reason of white space as none, which 退回 then refuses', () => {
    expect(parse(command, { ...envelope, kind: 'return', stepNo: 1, contentHash: HASH, opinion: ' \n ', to: 'drafting' })).toMatchObject({ ok: true, value: { opinion: '' } });
  });
});

describe('发文字号 and 标题', () => {
  it('[WF17] writes 机关代字〔year〕sequence号 without leading zeros', () => {
    expect(formatNumber('楚米府呈', 2026, 1)).toBe('楚米府呈〔2026〕1号');
    expect(formatNumber('楚米府呈', 2026, 12)).toMatch(NUMBER_FORMAT);
    for (const wrong of ['楚米府呈〔2026〕01号', '楚米府呈[2026]1号', '楚米府呈（2026）1号', '楚米府呈〔26〕1号', '楚米府呈〔2026〕第1号', '〔2026〕1号']) expect(wrong).not.toMatch(NUMBER_FORMAT);
  });

  it('[WF17] takes the year in China: the new year begins at 16:00 UTC', () => {
    expect(chinaYear(Date.UTC(2026, 11, 31, 15, 59, 59, 999))).toBe(2026);
    expect(chinaYear(Date.UTC(2026, 11, 31, 16))).toBe(2027);
  });

  it('[WF21] makes a title of 机关, 关于…的 and 文种', () => {
    const template = templateOf('request-1');
    expect(template === undefined ? '' : titleFor('桐梓县楚米镇人民政府', '修缮村道', template)).toBe('桐梓县楚米镇人民政府关于修缮村道的请示');
  });

  it('[WF01] knows each template by one id, for ever', () => {
    expect(new Set(TEMPLATES.map((template) => template.id)).size).toBe(TEMPLATES.length);
    expect(templateOf('request-0')).toBeUndefined();
  });
});
