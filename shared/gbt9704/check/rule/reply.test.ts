import { describe, it } from 'vitest';
import type { Answered } from '#shared/gbt9704/check/model.ts';
import { downward, enough, expectFinding, expectSilence, upward, type BadCase, type Case } from '#tests/kit/official-case.ts';
import { group, organ, organs } from '#tests/kit/official-org.ts';

const NONE: Answered = { kind: 'none' };
const answers = (sender: string, docType: Extract<Answered, { kind: 'document' }>['docType'] = 'request'): Answered => ({ kind: 'document', docType, sender: organ(sender) });
const reply = (inReplyTo: Answered | null, to: readonly string[], more: Parameters<typeof downward>[0] = {}) => downward({ docType: 'reply', inReplyTo, mainRecipients: organs(...to), ...more });
const letter = (inReplyTo: Answered | null, to: readonly string[]) => reply(inReplyTo, to, { docType: 'letter', direction: 'level' });

describe('R15 批复对应请示', () => {
  const good: readonly Case[] = [
    ['县 to the town that asked', reply(answers('town'), ['town'])],
    ['市 to the county that asked', reply(answers('county'), ['county'], { organ: organ('city') })],
    ['a bureau that asked', reply(answers('countyEducation'), ['countyEducation'])],
    ['the link not known yet', reply(null, ['town'])],
    ['recipients not known yet', reply(answers('town'), [], { mainRecipients: null })],
    ['a 函 that answers', letter(answers('countyFinance', 'letter'), ['countyFinance'])],
    ['a 函 that answers a 请示', letter(answers('countyEducation'), ['countyEducation'])],
    ['a 函 of its own', letter(NONE, ['countyFinance'])],
    ['a 函 of its own to two', letter(NONE, ['countyFinance', 'countyWater'])],
    ['a 通知 without a link', downward({ inReplyTo: NONE })],
    ['the sender by name', reply(answers('town'), [], { mainRecipients: [group('桐梓县楚米镇人民政府')] })],
    ['a 请示', upward({ inReplyTo: NONE })],
  ];
  const bad: readonly BadCase[] = [
    ['no 请示', reply(NONE, ['town']), 'rule.find.R15.noRequest'],
    ['no 请示 and no recipient', reply(NONE, []), 'rule.find.R15.noRequest'],
    ['a 报告 answered', reply(answers('town', 'report'), ['town']), 'rule.find.R15.otherType'],
    ['a 函 answered by 批复', reply(answers('countyFinance', 'letter'), ['countyFinance']), 'rule.find.R15.otherType'],
    ['another town', reply(answers('town'), ['otherTown']), 'rule.find.R15.recipient'],
    ['the sender and another', reply(answers('town'), ['town', 'otherTown']), 'rule.find.R15.recipient'],
    ['nobody', reply(answers('town'), []), 'rule.find.R15.recipient'],
    ['the county of the town that asked', reply(answers('town'), ['county'], { organ: organ('city') }), 'rule.find.R15.recipient'],
    ['a group', reply(answers('town'), [], { mainRecipients: [group('各乡镇人民政府')] }), 'rule.find.R15.recipient'],
    ['a 函 that answers somebody else', letter(answers('countyFinance', 'letter'), ['countyWater']), 'rule.find.R15.recipient'],
    ['a 函 that answers two', letter(answers('countyFinance', 'letter'), ['countyFinance', 'countyWater']), 'rule.find.R15.recipient'],
  ];
  it.each(good)('[CHK15] says nothing of %s', (_name, document) => expectSilence('R15', document));
  it.each(bad)('[CHK15] finds %s', (_name, document, message) => expectFinding('R15', document, message));
  it('[CHK15] has cases enough', () => enough(good, bad));
});
