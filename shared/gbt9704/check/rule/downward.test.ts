import { describe, expect, it } from 'vitest';
import { downward, enough, expectFinding, expectSilence, said, upward, type BadCase, type Case } from '#tests/kit/official-case.ts';
import { group, organ, organs } from '#tests/kit/official-org.ts';

const from = (id: string, to: readonly string[], more: Parameters<typeof downward>[0] = {}) => downward({ organ: organ(id), mainRecipients: organs(...to), ...more });

describe('R9 同级联合行文', () => {
  const joint = (host: string, others: readonly string[], more: Parameters<typeof downward>[0] = {}) => downward({ organ: organ(host), jointOrgans: organs(host, ...others), number: null, ...more });
  const good: readonly Case[] = [
    ['one organ', downward({ jointOrgans: organs('county') })], ['not known yet', downward()], ['none', downward({ jointOrgans: [] })],
    ['two bureaus', joint('countyEducation', ['countyFinance'])],
    ['three bureaus', joint('countyEducation', ['countyFinance', 'countyWater'])],
    ['two counties', joint('county', ['otherCounty'])],
    ['government and congress', joint('county', ['countyCongress'])],
    ['two 省厅', joint('provinceEducation', ['provinceFinance'])],
    ['县局 and 乡镇, which rank alike', joint('countyEducation', ['town'])],
    ['the number of the host', joint('countyEducation', ['countyFinance'], { number: '桐教发〔2026〕3号' })],
    ['an organ not in the directory', downward({ organ: organ('county'), jointOrgans: [organ('county'), group('中国人民武装警察某中队')] })],
    ['the host by name', downward({ organ: group('桐梓县人民政府'), jointOrgans: [organ('county'), organ('otherCounty')] })],
  ];
  const bad: readonly BadCase[] = [
    ['县 and 市', joint('county', ['city']), 'rule.find.R9.rank'],
    ['县 and 乡镇', joint('county', ['town']), 'rule.find.R9.rank'],
    ['a bureau and its government', joint('countyEducation', ['county']), 'rule.find.R9.rank'],
    ['县局 and 市局', joint('countyEducation', ['cityEducation']), 'rule.find.R9.rank'],
    ['省厅 and 市局', joint('provinceEducation', ['cityEducation']), 'rule.find.R9.rank'],
    ['a town and a village', joint('town', ['village']), 'rule.find.R9.rank'],
    ['one of three lower', joint('countyEducation', ['countyFinance', 'cityFinance']), 'rule.find.R9.rank'],
    ['the province and a bureau', joint('province', ['provinceFinance']), 'rule.find.R9.rank'],
    ['the host second', downward({ organ: organ('countyEducation'), jointOrgans: organs('countyFinance', 'countyEducation'), number: null }), 'rule.find.R9.host'],
    ['the host last', downward({ organ: organ('countyWater'), jointOrgans: organs('countyFinance', 'countyEducation', 'countyWater'), number: null }), 'rule.find.R9.host'],
    ['the host left out', downward({ organ: organ('countyWater'), jointOrgans: organs('countyFinance', 'countyEducation'), number: null }), 'rule.find.R9.host'],
    ['two numbers', joint('countyEducation', ['countyFinance'], { number: '桐教发〔2026〕3号、桐财发〔2026〕7号' }), 'rule.find.R9.numbers'],
    ['the number of another', joint('countyEducation', ['countyFinance'], { number: '桐财发〔2026〕7号' }), 'rule.find.R9.code'],
  ];
  it.each(good)('[CHK09] says nothing of %s', (_name, document) => expectSilence('R9', document));
  it.each(bad)('[CHK09] finds %s', (_name, document, message) => expectFinding('R9', document, message));
  it('[CHK09] has cases enough', () => enough(good, bad));
});

describe('R10 内设机构不对外行文', () => {
  const good: readonly Case[] = [
    ['a government', from('county', ['town'])],
    ['a bureau', from('countyEducation', ['countyFinance'], { docType: 'letter', direction: 'level' })],
    ['办公室 of a government', from('countyOffice', ['town'])],
    ['办公厅', from('provinceOffice', ['city'])],
    ['办公室 of a bureau', from('countyEducationOffice', ['town'])],
    ['a section to its own bureau', from('countyEducationFinance', ['countyEducation'])],
    ['a section to another section inside', from('countyEducationFinance', ['countyEducationOffice'])],
    ['a section whose recipients are not known', from('countyEducationFinance', [], { mainRecipients: null })],
    ['a village committee', from('village', ['town'], { docType: 'report', direction: 'up' })],
    ['an organ not in the directory', downward({ organ: group('某某指挥部') })],
    ['a town', from('town', ['village'])],
  ];
  const bad: readonly BadCase[] = [
    ['a section to another bureau', from('countyEducationFinance', ['countyFinance']), 'rule.find.R10.section'],
    ['a section to a town', from('countyEducationFinance', ['town']), 'rule.find.R10.section'],
    ['a section to its county', from('countyEducationFinance', ['county']), 'rule.find.R10.section'],
    ['a section upwards', upward({ organ: organ('countyEducationFinance'), mainRecipients: organs('cityEducation') }), 'rule.find.R10.section'],
    ['a 函 of a section', from('countyEducationFinance', ['countyFinance'], { docType: 'letter', direction: 'level' }), 'rule.find.R10.section'],
    ['a section inside and outside', from('countyEducationFinance', ['countyEducation', 'countyFinance']), 'rule.find.R10.section'],
    ['a 公告 of a section', from('countyEducationFinance', [], { docType: 'announcement', direction: 'public' }), 'rule.find.R10.section'],
    ['a 通告 of a section', from('countyEducationFinance', [], { docType: 'publicNotice', direction: 'public', mainRecipients: null }), 'rule.find.R10.section'],
    ['a centre of a town to the county', from('townAgriculture', ['county']), 'rule.find.R10.section'],
    ['a centre of a town to a group', downward({ organ: organ('townAgriculture'), mainRecipients: [group('各村民委员会')] }), 'rule.find.R10.section'],
    ['a 通报 of a section', from('countyEducationFinance', ['otherTown'], { docType: 'circular' }), 'rule.find.R10.section'],
  ];
  it.each(good)('[CHK10] says nothing of %s', (_name, document) => expectSilence('R10', document));
  it.each(bad)('[CHK10] finds %s', (_name, document, message) => expectFinding('R10', document, message));
  it('[CHK10] has cases enough', () => enough(good, bad));
});

describe('R11 部门不向下级政府发指令性公文', () => {
  const good: readonly Case[] = [
    ['a government to its towns', from('county', ['town'])],
    ['a bureau by 函', from('countyEducation', ['town'], { docType: 'letter', direction: 'level' })],
    ['市局 to 县局', from('cityEducation', ['countyEducation'])],
    ['经县人民政府同意', from('countyEducation', ['town'], { lines: ['经桐梓县人民政府同意，现就有关事项通知如下。'] })],
    ['报经县委、县政府批准', from('countyEducation', ['town'], { lines: ['方案已报经县委、县政府批准，现印发你们。'] })],
    ['根据市人民政府授权', from('cityFinance', ['county'], { lines: ['根据市政府授权，现将指标下达如下。'] })],
    ['办公室, which may', from('countyOffice', ['town'])],
    ['办公厅, which may', from('provinceOffice', ['city'])],
    ['a bureau to its own government', from('countyEducation', ['county'], { docType: 'report', direction: 'up' })],
    ['a bureau to an equal bureau', from('countyEducation', ['countyFinance'])],
    ['recipients not known yet', from('countyEducation', [], { mainRecipients: null })],
    ['the congress, which is no department', from('cityCongress', ['county'], { docType: 'decision' })],
    ['各县教育局 as a group', downward({ organ: organ('cityEducation'), mainRecipients: [group('各县（市、区）教育局')] })],
  ];
  const bad: readonly BadCase[] = [
    ['县局 to a town', from('countyEducation', ['town']), 'rule.find.R11.order'],
    ['市局 to a county', from('cityEducation', ['county']), 'rule.find.R11.order'],
    ['省厅 to a city', from('provinceEducation', ['city']), 'rule.find.R11.order'],
    ['省厅 to a county', from('provinceFinance', ['county']), 'rule.find.R11.order'],
    ['a 决定 of a bureau', from('countyEducation', ['town'], { docType: 'decision' }), 'rule.find.R11.order'],
    ['an 意见 of a bureau', from('cityEducation', ['county'], { docType: 'opinion' }), 'rule.find.R11.order'],
    ['a 通报 of a bureau', from('cityEducation', ['county'], { docType: 'circular' }), 'rule.find.R11.order'],
    ['a 批复 of a bureau to a town', from('countyFinance', ['town'], { docType: 'reply' }), 'rule.find.R11.order'],
    ['a town among bureaus', from('countyEducation', ['countyFinance', 'town']), 'rule.find.R11.order'],
    ['各县人民政府 as a group', downward({ organ: organ('cityEducation'), mainRecipients: [group('各县（市、区）人民政府')] }), 'rule.find.R11.order'],
    ['consent of nobody named', from('countyEducation', ['town'], { lines: ['经研究同意，现通知如下。'] }), 'rule.find.R11.order'],
  ];
  it.each(good)('[CHK11] says nothing of %s', (_name, document) => expectSilence('R11', document));
  it.each(bad)('[CHK11] finds %s', (_name, document, message) => expectFinding('R11', document, message));
  it('[CHK11] has cases enough, and may be passed with a reason', () => {
    enough(good, bad);
    expect(said('R11', from('countyEducation', ['town'])).map(({ severity }) => severity)).toEqual(['override']);
  });
});

describe('R12 未协商一致不下行', () => {
  const types = ['notice', 'decision', 'circular', 'reply', 'order', 'opinion'] as const;
  const good: readonly Case[] = [
    ...types.map((docType): Case => [`a ${docType} that all have countersigned`, downward({ docType, countersign: 'done' })]),
    ['nobody to countersign', downward({ countersign: 'notNeeded' })],
    ['not known yet', downward({ countersign: null })],
    ['a 请示 upwards', upward({ countersign: 'pending' })],
    ['a 函 among equals', downward({ docType: 'letter', direction: 'level', countersign: 'pending' })],
    ['a 公告', downward({ docType: 'announcement', direction: 'public', countersign: 'pending' })],
  ];
  const bad: readonly BadCase[] = [
    ...types.map((docType): BadCase => [`a ${docType} while 会签 goes on`, downward({ docType, countersign: 'pending' }), 'rule.find.R12.pending']),
    ...types.map((docType): BadCase => [`a ${docType} that somebody disagrees with`, downward({ docType, countersign: 'disagreed' }), 'rule.find.R12.disagreed']),
  ];
  it.each(good)('[CHK12] says nothing of %s', (_name, document) => expectSilence('R12', document));
  it.each(bad)('[CHK12] finds %s', (_name, document, message) => expectFinding('R12', document, message));
  it('[CHK12] has cases enough', () => enough(good, bad));
});

describe('R13 重要下行文抄送直接上级', () => {
  const important = (id: string, cc: readonly string[], more: Parameters<typeof downward>[0] = {}) => downward({ organ: organ(id), ccRecipients: organs(...cc), isImportant: true, ...more });
  const good: readonly Case[] = [
    ['县 with a copy to 市', important('county', ['city'])],
    ['市 with a copy to the province', important('city', ['province'])],
    ['乡镇 with a copy to 县', important('town', ['county'])],
    ['a bureau with a copy to its government', important('countyEducation', ['county'])],
    ['a copy among others', important('county', ['cityFinance', 'city'])],
    ['nothing important', important('county', [], { isImportant: false })],
    ['not known whether important', important('county', [], { isImportant: null })],
    ['copies not known yet', important('county', [], { ccRecipients: null })],
    ['the province, whose superior is not in the directory', important('province', [])],
    ['a 请示 upwards', upward({ isImportant: true })],
    ['a superior by name', important('county', [], { ccRecipients: [group('遵义市人民政府')] })],
  ];
  const bad: readonly BadCase[] = [
    ['县 without copies', important('county', []), 'rule.find.R13.superior'],
    ['市 without copies', important('city', []), 'rule.find.R13.superior'],
    ['乡镇 without copies', important('town', []), 'rule.find.R13.superior'],
    ['a bureau without copies', important('countyEducation', []), 'rule.find.R13.superior'],
    ['a copy past the superior', important('county', ['province']), 'rule.find.R13.superior'],
    ['a copy to an equal', important('county', ['otherCounty']), 'rule.find.R13.superior'],
    ['a copy to a department of the superior', important('county', ['cityFinance']), 'rule.find.R13.superior'],
    ['an important 决定', important('county', [], { docType: 'decision' }), 'rule.find.R13.superior'],
    ['an important 意见', important('city', [], { docType: 'opinion' }), 'rule.find.R13.superior'],
    ['an important 批复', important('city', [], { docType: 'reply' }), 'rule.find.R13.superior'],
    ['省厅 without a copy to the government', important('provinceEducation', []), 'rule.find.R13.superior'],
  ];
  it.each(good)('[CHK13] says nothing of %s', (_name, document) => expectSilence('R13', document));
  it.each(bad)('[CHK13] finds %s', (_name, document, message) => expectFinding('R13', document, message));
  it('[CHK13] has cases enough', () => enough(good, bad));
});
