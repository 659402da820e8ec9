import { describe, expect, it } from 'vitest';
import { enough, expectFinding, expectSilence, said, upward, type BadCase, type Case } from '#tests/kit/official-case.ts';
import { group, OFFICIAL_TIES, officialContext, organ, organs, person } from '#tests/kit/official-org.ts';

const from = (id: string, to: readonly string[], more: Parameters<typeof upward>[0] = {}) => upward({ organ: organ(id), mainRecipients: organs(...to), ...more });

describe('R1 不越级行文', () => {
  const good: readonly Case[] = [
    ['乡镇 to its county', from('town', ['county'])],
    ['县 to its city', from('county', ['city'])],
    ['市 to the province', from('city', ['province'])],
    ['县局 to its own government', from('countyEducation', ['county'])],
    ['县局 to 市局, its 上级主管部门', from('countyEducation', ['cityEducation'])],
    ['县局 to the 上级主管部门 that the directory names', from('countyFinance', ['cityFinance'])],
    ['市局 to 省厅', from('cityEducation', ['provinceEducation'])],
    ['a 双重领导 organ to its second superior', from('countyWater', ['cityFinance'])],
    ['the office of the superior, which receives for it', from('town', ['countyOffice'])],
    ['a village, which is no 党政机关', from('village', ['county'])],
    ['the province, whose superior is not in the directory', from('province', ['city'])],
    ['an organ that is not in the directory', upward({ organ: group('某某指挥部'), mainRecipients: organs('city') })],
    ['recipients not known yet', upward({ mainRecipients: null })],
    ['a 通知 downwards', from('county', ['town'], { docType: 'notice', direction: 'down' })],
  ];
  const bad: readonly BadCase[] = [
    ['乡镇 to the city, 县 without a copy', from('town', ['city']), 'rule.find.R1.noCopy'],
    ['乡镇 to the province, 县 and 市 without a copy', from('town', ['province']), 'rule.find.R1.noCopy'],
    ['乡镇 to the province with a copy to 县 only', from('town', ['province'], { ccRecipients: organs('county') }), 'rule.find.R1.noCopy'],
    ['县 to the province, copies not known', from('county', ['province'], { ccRecipients: null }), 'rule.find.R1.noCopy'],
    ['县局 to the city government past its own', from('countyEducation', ['city']), 'rule.find.R1.noCopy'],
    ['乡镇 to the city with a copy to 县, without a reason', from('town', ['city'], { ccRecipients: organs('county') }), 'rule.find.R1.reason'],
    ['县 to the province with a copy to 市, without a reason', from('county', ['province'], { ccRecipients: organs('city') }), 'rule.find.R1.reason'],
    ['乡镇 to another county', from('town', ['otherCounty']), 'rule.find.R1.notSuperior'],
    ['县 to a city that is not its own', from('county', ['otherCity']), 'rule.find.R1.notSuperior'],
    ['乡镇 to a department of its county', from('town', ['countyFinance']), 'rule.find.R1.notSuperior'],
    ['县局 to 省厅, two levels up', from('countyEducation', ['provinceEducation']), 'rule.find.R1.notSuperior'],
    ['县局 to the 市局 of another city', from('countyEducation', ['otherCityEducation']), 'rule.find.R1.notSuperior'],
    ['a department to another than its 上级主管部门', from('countyFinance', ['cityEducation']), 'rule.find.R1.notSuperior'],
    ['a 报告 of 市 to a neighbour', from('city', ['otherCity'], { docType: 'report' }), 'rule.find.R1.notSuperior'],
  ];
  it.each(good)('[CHK01] says nothing of %s', (_name, document) => expectSilence('R1', document));
  it.each(bad)('[CHK01] finds %s', (_name, document, message) => expectFinding('R1', document, message));
  it('[CHK01] has cases enough, and lets what is copied pass with a reason only', () => {
    enough(good, bad);
    expect(said('R1', from('town', ['city'], { ccRecipients: organs('county') })).map(({ severity }) => severity)).toEqual(['override']);
    expect(said('R1', from('town', ['city'])).map(({ severity }) => severity)).toEqual(['block']);
  });
});

describe('R2 主送一个机关', () => {
  const good: readonly Case[] = [
    ['one county', from('town', ['county'])], ['one city', from('county', ['city'])], ['one department', from('countyEducation', ['cityEducation'])],
    ['a 报告 to one', from('town', ['county'], { docType: 'report' })], ['a 上行意见 to one', from('county', ['city'], { docType: 'opinion' })],
    ['one with copies to others', from('county', ['city'], { ccRecipients: organs('cityFinance', 'cityEducation') })],
    ['recipients not known yet', upward({ mainRecipients: null })],
    ['a 通知 to many', from('county', ['town', 'otherTown'], { docType: 'notice', direction: 'down' })],
    ['a 函 to two', from('countyEducation', ['countyFinance', 'countyWater'], { docType: 'letter', direction: 'level' })],
    ['a 通告 to nobody', upward({ docType: 'publicNotice', direction: 'public', mainRecipients: [] })],
    ['an organ named by its name alone', upward({ mainRecipients: [group('桐梓县人民政府')] })],
  ];
  const bad: readonly BadCase[] = [
    ['a 请示 to two', from('town', ['county', 'city']), 'rule.find.R2.many'],
    ['a 请示 to government and department', from('town', ['county', 'countyFinance']), 'rule.find.R2.many'],
    ['a 请示 to three', from('county', ['city', 'cityFinance', 'cityEducation']), 'rule.find.R2.many'],
    ['a 请示 of a department to two superiors', from('countyEducation', ['county', 'cityEducation']), 'rule.find.R2.many'],
    ['a 请示 to nobody', upward({ mainRecipients: [] }), 'rule.find.R2.none'],
    ['a 请示 to two in one name', upward({ mainRecipients: [group('桐梓县人民政府、遵义市人民政府')] }), 'rule.find.R2.many'],
    ['a 请示 to a group', upward({ mainRecipients: [group('各县（市、区）人民政府')] }), 'rule.find.R2.many'],
    ['a 报告 to two', from('town', ['county', 'city'], { docType: 'report' }), 'rule.find.R2.many'],
    ['a 报告 to nobody', upward({ docType: 'report', mainRecipients: [] }), 'rule.find.R2.none'],
    ['a 上行意见 to two', from('county', ['city', 'cityFinance'], { docType: 'opinion' }), 'rule.find.R2.many'],
    ['two names parted by a comma', upward({ mainRecipients: [group('桐梓县人民政府，桐梓县财政局')] }), 'rule.find.R2.many'],
  ];
  it.each(good)('[CHK02] says nothing of %s', (_name, document) => expectSilence('R2', document));
  it.each(bad)('[CHK02] finds %s', (_name, document, message) => expectFinding('R2', document, message));
  it('[CHK02] has cases enough, and stops a 请示 where it only warns of a 报告', () => {
    enough(good, bad);
    expect(said('R2', from('town', ['county', 'city'])).map(({ severity }) => severity)).toEqual(['block']);
    expect(said('R2', from('town', ['county', 'city'], { docType: 'report' })).map(({ severity }) => severity)).toEqual(['warn']);
  });
});

describe('R3 上行文不抄送下级', () => {
  const cc = (id: string, copies: ReturnType<typeof organs>, more: Parameters<typeof upward>[0] = {}) => upward({ organ: organ(id), ccRecipients: copies, ...more });
  const good: readonly Case[] = [
    ['no copies', cc('county', [])], ['copies not known yet', upward({ ccRecipients: null })], ['a superior', cc('town', organs('city'))],
    ['an equal', cc('county', organs('otherCounty'))],
    ['a department of the superior', cc('town', organs('countyFinance'))],
    ['the city congress', cc('county', organs('cityCongress'))],
    ['a 通知 with a copy below', cc('county', organs('town'), { docType: 'notice', direction: 'down' })],
    ['a 函 with a copy below', cc('county', organs('town'), { docType: 'letter', direction: 'level' })],
    ['an organ by name alone', cc('county', [group('遵义市财政局')])],
    ['a village writing up', cc('village', organs('county'))],
    ['the organ itself', cc('county', organs('county'))],
  ];
  const bad: readonly BadCase[] = [
    ['县 with a copy to its town', cc('county', organs('town')), 'rule.find.R3.below'],
    ['县 with a copy to its bureau', cc('county', organs('countyFinance')), 'rule.find.R3.below'],
    ['市 with a copy to its county', cc('city', organs('county')), 'rule.find.R3.below'],
    ['市 with a copy to a town', cc('city', organs('town')), 'rule.find.R3.below'],
    ['the province with a copy to a city', cc('province', organs('city')), 'rule.find.R3.below'],
    ['乡镇 with a copy to its village', cc('town', organs('village')), 'rule.find.R3.below'],
    ['a bureau with a copy to its own section', cc('countyEducation', organs('countyEducationFinance')), 'rule.find.R3.below'],
    ['one below among others', cc('county', organs('cityFinance', 'otherTown')), 'rule.find.R3.below'],
    ['各乡镇人民政府', cc('county', [group('各乡镇人民政府')]), 'rule.find.R3.below'], ['所属各单位', cc('countyEducation', [group('所属各单位')]), 'rule.find.R3.below'],
    ['a 报告 with a copy below', cc('county', organs('town'), { docType: 'report' }), 'rule.find.R3.below'],
  ];
  it.each(good)('[CHK03] says nothing of %s', (_name, document) => expectSilence('R3', document));
  it.each(bad)('[CHK03] finds %s', (_name, document, message) => expectFinding('R3', document, message));
  it('[CHK03] has cases enough', () => enough(good, bad));
});

describe('R6 不向个人报送', () => {
  const to = (...mainRecipients: ReturnType<typeof organs>) => upward({ mainRecipients });
  const good: readonly Case[] = [
    ['a county', to(organ('county'))],
    ['a department', upward({ organ: organ('countyEducation'), mainRecipients: organs('cityEducation') })],
    ['an office', to(organ('countyOffice'))],
    ['a person who gave the task', upward({ mainRecipients: [person('杨勇县长')], isEntrusted: true })],
    ['recipients not known yet', upward({ mainRecipients: null })],
    ['a 函 to a person', upward({ docType: 'letter', direction: 'level', mainRecipients: [person('专家组组长')] })],
    ['a 纪要', upward({ docType: 'minutes', direction: null, mainRecipients: [person('与会同志')] })],
    ['an organ by name alone', to(group('桐梓县人民政府'))],
    ['a 委员会', to(group('桐梓县防汛抗旱指挥部'))],
    ['an organ that ends like a title but is in the directory', to(organ('countyFinance'))],
    ['a 报告 to an organ', upward({ docType: 'report' })],
  ];
  const bad: readonly BadCase[] = [
    ['a county head', to(person('杨勇')), 'rule.find.R6.recipient'],
    ['王县长 typed as an organ', to(group('王县长')), 'rule.find.R6.recipient'],
    ['县委书记', to(group('县委李书记')), 'rule.find.R6.recipient'],
    ['a head beside the county', to(organ('county'), person('杨勇')), 'rule.find.R6.recipient'],
    ['市长', to(group('石磊市长')), 'rule.find.R6.recipient'],
    ['同志', to(group('杨勇同志')), 'rule.find.R6.recipient'],
    ['局长', upward({ organ: organ('countyEducation'), mainRecipients: [group('市教育局局长')] }), 'rule.find.R6.recipient'],
    ['a 报告 to a head', upward({ docType: 'report', mainRecipients: [person('杨勇')] }), 'rule.find.R6.recipient'],
    ['the head as sender', upward({ organ: person('陈强') }), 'rule.find.R6.sender'],
    ['the head as sender of a 报告', upward({ docType: 'report', organ: person('陈强') }), 'rule.find.R6.sender'],
    ['县领导', to(group('县政府分管领导')), 'rule.find.R6.recipient'],
  ];
  it.each(good)('[CHK06] says nothing of %s', (_name, document) => expectSilence('R6', document));
  it.each(bad)('[CHK06] finds %s', (_name, document, message) => expectFinding('R6', document, message));
  it('[CHK06] has cases enough', () => enough(good, bad));
});

describe('R14 双重领导抄送另一上级', () => {
  const water = (to: readonly string[], cc: readonly string[], more: Parameters<typeof upward>[0] = {}) => from('countyWater', to, { ccRecipients: organs(...cc), ...more });
  const good: readonly Case[] = [
    ['the second superior in copy', water(['county'], ['cityFinance'])],
    ['the first superior in copy', water(['cityFinance'], ['county'])],
    ['both as recipients', water(['county', 'cityFinance'], [])],
    ['both and more', water(['county'], ['cityFinance', 'cityEducation'])],
    ['copies not known yet', water(['county'], [], { ccRecipients: null })],
    ['recipients not known yet', water(['county'], [], { mainRecipients: null })],
    ['an organ with one superior', from('countyEducation', ['county'])],
    ['a town', from('town', ['county'])],
    ['a 通知 downwards', water(['county'], [], { docType: 'notice', direction: 'down' })],
    ['a 函 to an equal', water(['countyFinance'], [], { docType: 'letter', direction: 'level' })],
    ['a 报告 with the copy', water(['county'], ['cityFinance'], { docType: 'report' })],
    ['a document to neither of them', water(['city'], [])],
  ];
  const bad: readonly BadCase[] = [
    ['a 请示 to the first alone', water(['county'], []), 'rule.find.R14.other'],
    ['a 请示 to the second alone', water(['cityFinance'], []), 'rule.find.R14.other'],
    ['a 报告 to the first alone', water(['county'], [], { docType: 'report' }), 'rule.find.R14.other'],
    ['a 报告 to the second alone', water(['cityFinance'], [], { docType: 'report' }), 'rule.find.R14.other'],
    ['a 上行意见 to the first alone', water(['county'], [], { docType: 'opinion' }), 'rule.find.R14.other'],
    ['a copy to somebody else', water(['county'], ['cityEducation']), 'rule.find.R14.other'],
    ['a copy to an equal', water(['county'], ['countyFinance']), 'rule.find.R14.other'],
    ['a copy to two others', water(['cityFinance'], ['city', 'cityEducation']), 'rule.find.R14.other'],
    ['an urgent 请示', water(['county'], [], { urgency: '特急' }), 'rule.find.R14.other'],
    ['an important one', water(['county'], [], { isImportant: true }), 'rule.find.R14.other'],
  ];
  it.each(good)('[CHK14] says nothing of %s', (_name, document) => expectSilence('R14', document));
  it.each(bad)('[CHK14] finds %s', (_name, document, message) => expectFinding('R14', document, message));
  it('[CHK14] has cases enough, and is silent where the directory knows of no second superior', () => {
    enough(good, bad);
    expect(said('R14', water(['county'], []), officialContext({ ...OFFICIAL_TIES, countyWater: {} }))).toEqual([]);
  });
});
