/**
 * Documents for the rules of 行文, written short: facts that differ from a sound one, a title, and lines of text (`# `, `## ` … are headings).
 * Owns what every rule's test asks of what it finds: places that exist, words that are complete, mends that take the finding away once.
 */
import { expect } from 'vitest';
import type { Block } from '#shared/doc/canonical.ts';
import { NODE } from '#shared/doc/shape.ts';
import { attachmentNoteIn } from '#shared/gbt9704/check/attachment-note.ts';
import { bodyLines, textOf } from '#shared/gbt9704/check/block-text.ts';
import { check } from '#shared/gbt9704/check/check.ts';
import { NOTHING_KNOWN } from '#shared/gbt9704/check/checked-document.ts';
import { applyMend } from '#shared/gbt9704/check/mend.ts';
import type { CheckContext, CheckedDocument, DocumentFacts, Finding, FindingMessage, RuleId } from '#shared/gbt9704/check/model.ts';
import { t } from '#shared/i18n/index.ts';
import { officialContext, organ } from './official-org.ts';

export type Case = readonly [name: string, document: CheckedDocument];
export type BadCase = readonly [name: string, document: CheckedDocument, message: FindingMessage];

const block = (type: string, text: string, attrs: Block['attrs'] = {}): Block => ({ type, attrs, runs: text === '' ? [] : [{ text, marks: [] }] });

export function linesAsBlocks(title: string, lines: readonly string[]): readonly Block[] {
  return [
    block(NODE.title, title), block(NODE.recipients, ''),
    ...lines.map((line) => {
      const level = /^#{1,4}(?= )/u.exec(line)?.[0].length ?? 0;
      return level === 0 ? block(NODE.paragraph, line) : block(NODE.heading, line.slice(level + 1), { level });
    }),
    block(NODE.signature, ''),
  ];
}

export interface Written extends Partial<DocumentFacts> {
  readonly title?: string;
  readonly lines?: readonly string[];
  readonly meta?: CheckedDocument['meta'];
}

export function written({ title = '', lines = [], meta = {}, ...facts }: Written): CheckedDocument {
  const blocks = linesAsBlocks(title, lines);
  const bare: CheckedDocument = { facts: NOTHING_KNOWN, blocks, meta };
  return { blocks, meta, facts: { ...NOTHING_KNOWN, attachmentNote: attachmentNoteIn(bodyLines(bare)), ...facts } };
}

/** A sound 请示 of a town to its county. */
export const upward = (facts: Written = {}): CheckedDocument => written({
  docType: 'request', direction: 'up', organ: organ('town'), mainRecipients: [organ('county')], ccRecipients: [], signer: '陈强', number: '楚米府呈〔2026〕5号',
  annotation: '联系人：李兰；电话：0851-26612345', title: '桐梓县楚米镇人民政府关于修缮村道的请示', lines: ['因暴雨冲毁路基，需修缮村道三公里。', '妥否，请批示。'], ...facts,
});

/** A sound 通知 of a county to its towns. */
export const downward = (facts: Written = {}): CheckedDocument => written({
  docType: 'notice', direction: 'down', organ: organ('county'), mainRecipients: [organ('town')], ccRecipients: [], signer: '', number: '桐府发〔2026〕12号',
  countersign: 'notNeeded', title: '桐梓县人民政府关于做好防汛工作的通知', lines: ['现将有关事项通知如下。'], ...facts,
});

export const said = (rule: RuleId, document: CheckedDocument, context: CheckContext = officialContext()): readonly Finding[] =>
  check(document, context).filter((finding) => finding.rule === rule);

/** A rule's test has at least ten cases on either side. */
export function enough(good: readonly unknown[], bad: readonly unknown[]): void {
  expect([good.length >= 10, bad.length >= 10], `${good.length} good, ${bad.length} bad`).toEqual([true, true]);
}

export function expectSilence(rule: RuleId, document: CheckedDocument): void {
  expect(said(rule, document).map(({ message, params }) => ({ message, params }))).toEqual([]);
}

export function expectFinding(rule: RuleId, document: CheckedDocument, message: FindingMessage): void {
  const found = said(rule, document);
  expect(found.map((finding) => finding.message)).toContain(message);
  for (const finding of found) expectSound(finding, document);
}

/** The place is there, the words are complete, the mend helps and helps once. */
export function expectSound(finding: Finding, document: CheckedDocument): void {
  expect(t('zh-CN', finding.message, finding.params)).not.toMatch(/\{\w+\}/u);
  if (finding.place.kind === 'block') {
    const { index, start, end } = finding.place;
    const length = textOf(document.blocks[index]!).length;
    expect(start >= 0 && start <= end && end <= length, `${finding.message}: ${start}–${end} of ${length}`).toBe(true);
  }
  if (finding.mend === null) return;
  const alike = (each: CheckedDocument): number => said(finding.rule, each).filter(({ message }) => message === finding.message).length;
  const mended = applyMend(document, finding.mend);
  expect(alike(mended), `${finding.message} is still there after its mend`).toBeLessThan(alike(document));
  expect(applyMend(mended, finding.mend), `${finding.message}: its mend changes the text twice`).toEqual(mended);
}

/** Processor time of this process, so that a busy machine does not make a quick rule look slow. What grows with the square takes minutes. */
export function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
