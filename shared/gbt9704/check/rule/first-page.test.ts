import { describe, it } from 'vitest';
import type { DocumentFacts } from '../model.ts';
import { downward, enough, expectFinding, expectSilence, upward, type BadCase, type Case } from '#tests/kit/official-case.ts';

const TYPES = ['notice', 'decision', 'circular', 'reply', 'opinion'] as const;
const shows = (firstPageShowsBody: boolean): DocumentFacts['layout'] => ({ firstPageShowsBody });

describe('R19 首页显示正文', () => {
  const good: readonly Case[] = [
    ...TYPES.map((docType): Case => [`a ${docType} whose first page shows text`, downward({ docType, layout: shows(true) })]),
    ...TYPES.map((docType): Case => [`a ${docType} that is not laid out yet`, downward({ docType, layout: null })]),
    ['recipients in the 版记, text shown', downward({ layout: shows(true), recipientsAt: 'colophon' })], ['a 请示', upward({ layout: shows(true) })],
  ];
  const bad: readonly BadCase[] = [
    ...TYPES.map((docType): BadCase => [`a ${docType} with recipients over the page`, downward({ docType, layout: shows(false), recipientsAt: 'top' }), 'rule.find.R19.move']),
    ...TYPES.map((docType): BadCase => [`a ${docType} without text although they were moved`, downward({ docType, layout: shows(false), recipientsAt: 'colophon' }), 'rule.find.R19.stillNone']),
    ['a 请示 without text on its first page', upward({ layout: shows(false) }), 'rule.find.R19.move'],
  ];
  it.each(good)('[CHK19] says nothing of %s', (_name, document) => expectSilence('R19', document));
  it.each(bad)('[CHK19] finds %s', (_name, document, message) => expectFinding('R19', document, message));
  it('[CHK19] has cases enough', () => enough(good, bad));
});
