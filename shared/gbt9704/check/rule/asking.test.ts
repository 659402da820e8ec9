import { describe, expect, it } from 'vitest';
import { applyMend } from '#shared/gbt9704/check/mend.ts';
import { textOf } from '#shared/gbt9704/check/block-text.ts';
import { downward, enough, expectFinding, expectSilence, said, upward, type BadCase, type Case } from '#tests/kit/official-case.ts';
import { organ } from '#tests/kit/official-org.ts';

describe('R4 请示一文一事', () => {
  const request = (...lines: readonly string[]) => upward({ lines });
  const ok = (name: string, ...lines: readonly string[]): Case => [name, request(...lines)];
  const two = (name: string, ...lines: readonly string[]): BadCase => [name, request('因暴雨冲毁路基，恳请县人民政府解决资金30万元。', ...lines), 'rule.find.R4.second'];
  const ends = (name: string, ...lines: readonly string[]): BadCase => [name, request('因暴雨冲毁路基，恳请县人民政府解决资金30万元。', ...lines), 'rule.find.R4.endings'];
  const good: readonly Case[] = [
    ok('one ending', '拟修缮村道三公里。', '妥否，请批示。'), ok('当否', '拟设立便民服务中心。', '当否，请批示。'), ok('以上请示妥否', '拟增补预算。', '以上请示妥否，请批复。'),
    ok('several reasons', '一、基本情况', '二、请示事项', '恳请县人民政府解决资金30万元。', '妥否，请批示。'), ok('另外 without a request', '另外，镇里已自筹资金10万元。', '妥否，请批示。'),
    ok('同时 that tells', '同时，群众出行十分困难。', '妥否，请批示。'), ok('no ending yet', '因暴雨冲毁路基。'), ok('nothing yet', ''),
    ok('此外 that tells', '此外，已完成勘测设计。', '可否，请批示。'),
    ok('一项分列', '（一）路基修复。', '（二）路面硬化。', '妥否，请批示。'),
    ['a 报告', upward({ docType: 'report', lines: ['另外，恳请解决车辆一台。', '妥否，请批示。', '妥否，请批示。'] })],
  ];
  const bad: readonly BadCase[] = [
    two('另请解决车辆', '另请县人民政府解决公务用车一台。', '妥否，请批示。'), two('另外恳请', '另外，恳请县财政局拨付编制经费。', '妥否，请批示。'), two('此外申请', '此外，申请增加编制2名。', '妥否，请批示。'),
    two('同时恳请', '同时，恳请县人民政府批准设立农贸市场。', '妥否，请批示。'),
    two('另 in the same paragraph', '工程造价30万元。另，拟请县人民政府批准招录人员。', '妥否，请批示。'),
    two('还有', '还有，请求县里协调用地指标。', '妥否，请批示。'),
    two('再者', '再者，申请购置办公设备。', '妥否，请批示。'),
    ends('two endings', '妥否，请批示。', '拟设立服务中心。', '妥否，请批示。'),
    ends('two forms of ending', '妥否，请批示。', '拟设立服务中心。', '当否，请批复。'),
    ends('two endings in one paragraph', '妥否，请批示。当否，请批示。'),
    ends('如无不妥', '妥否，请批示。', '以上请示如无不妥，请批复。'),
    ends('以上请示 twice', '以上请示妥否，请批示。', '以上请示当否，请批示。'),
  ];
  it.each(good)('[CHK04] says nothing of %s', (_name, document) => expectSilence('R4', document));
  it.each(bad)('[CHK04] finds %s', (_name, document, message) => expectFinding('R4', document, message));
  it('[CHK04] has cases enough', () => enough(good, bad));
});

describe('R5 报告不夹带请示事项', () => {
  const report = (...lines: readonly string[]) => upward({ docType: 'report', title: '桐梓县楚米镇人民政府关于防汛工作情况的报告', lines });
  const ok = (name: string, ...lines: readonly string[]): Case => [name, report(...lines)];
  const asks = (name: string, ...lines: readonly string[]): BadCase => [name, report(...lines), 'rule.find.R5.asks'];
  const good: readonly Case[] = [
    ok('特此报告', '现将防汛工作情况报告如下。', '特此报告。'), ok('请审阅', '以上报告，请审阅。'), ok('请审议', '以上报告，请予审议。'), ok('telling of a request', '经报请县人民政府批准，工程已开工。'),
    ok('telling of 请示', '已就有关事项向县委请示。'),
    ok('批示 of a leader', '县长作出批示后，镇里立即部署。'),
    ok('a request quoted by title', '《关于请批准设立农贸市场的请示》已上报。'),
    ok('words in quotation marks', '个别报告仍写“妥否，请批示”，已予纠正。'),
    ok('申请批准', '合作社申请批准用地三亩。'), ok('请示报告制度', '严格执行请示报告制度。'), ok('邀请领导', '邀请专家批准入库的项目共三个。'), ok('已请求支援', '镇里已请求消防救援大队支援。'), ok('nothing yet', ''),
    ok('妥当 in a sentence', '各项措施安排妥当，请县政府领导现场决定了物资调运。'), ok('submitted already', '规划现已提请县人大常委会批准。'),
    ['a 请示, which may', upward({ lines: ['妥否，请批示。'] })], ['a 通知', downward({ lines: ['妥否，请批示。'] })], ok('按程序报请审批', '项目按程序报请审批。'),
  ];
  const bad: readonly BadCase[] = [
    asks('妥否，请批示', '现将情况报告如下。', '妥否，请批示。'),
    asks('当否，请批复', '当否，请批复。'),
    asks('请予审批', '工程预算30万元，请予审批。'),
    asks('请批示', '以上报告，请批示。'),
    asks('请县人民政府批准', '请县人民政府批准实施。'),
    asks('恳请解决', '恳请县财政局解决资金缺口。'),
    asks('请求拨付', '请求县里尽快拨付补助资金。'),
    asks('恳请支持', '为加快进度，恳请上级给予支持。'),
    asks('现报请审批', '现将实施方案报请审批。'),
    asks('特报请批准', '特此报请县人民政府批准。'),
    asks('请核准', '请及时核准。'), asks('如无不妥', '以上意见如无不妥，请批转各乡镇，请批复。'), asks('asked in the middle of a paragraph', '防汛物资已下发。请县人民政府批准追加预算。下一步将加强值守。'),
  ];
  it.each(good)('[CHK05] says nothing of %s', (_name, document) => expectSilence('R5', document));
  it.each(bad)('[CHK05] finds %s', (_name, document, message) => expectFinding('R5', document, message));
  it('[CHK05] has cases enough, and its mend leaves a 报告 that ends as one', () => {
    enough(good, bad);
    const document = report('现将情况报告如下。', '妥否，请批示。');
    const [finding] = said('R5', document);
    expect(applyMend(document, finding!.mend!).blocks.map(textOf)).toContain('特此报告。');
  });
});

describe('R7 签发人', () => {
  const good: readonly Case[] = [
    ['a 请示 with one', upward()],
    ['a 报告 with one', upward({ docType: 'report' })],
    ['a 上行意见 with one', upward({ docType: 'opinion' })],
    ['not known yet', upward({ signer: null })],
    ['a 通知 without', downward()],
    ['a 决定 without', downward({ docType: 'decision' })],
    ['a 批复 without', downward({ docType: 'reply' })],
    ['a 函 without', downward({ docType: 'letter', direction: 'level' })],
    ['an 意见 of unknown way', upward({ docType: 'opinion', direction: null, signer: '' })],
    ['文种 not known', upward({ docType: null, signer: '' })],
    ['a village', upward({ organ: organ('village'), signer: '' })],
    ['a 下行意见 without', downward({ docType: 'opinion' })],
  ];
  const bad: readonly BadCase[] = [
    ['a 请示 without', upward({ signer: '' }), 'rule.find.R7.missing'],
    ['a 报告 without', upward({ docType: 'report', signer: '' }), 'rule.find.R7.missing'],
    ['a 上行意见 without', upward({ docType: 'opinion', signer: '' }), 'rule.find.R7.missing'],
    ['a 请示 with a space', upward({ signer: ' ' }), 'rule.find.R7.missing'],
    ['a 通知 with one', downward({ signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 决定 with one', downward({ docType: 'decision', signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 通报 with one', downward({ docType: 'circular', signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 批复 with one', downward({ docType: 'reply', signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 函 with one', downward({ docType: 'letter', direction: 'level', signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 公告 with one', downward({ docType: 'announcement', direction: 'public', signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 纪要 with one', downward({ docType: 'minutes', direction: null, signer: '杨勇' }), 'rule.find.R7.notUpward'],
    ['a 下行意见 with one', downward({ docType: 'opinion', signer: '杨勇' }), 'rule.find.R7.notUpward'],
  ];
  it.each(good)('[CHK07] says nothing of %s', (_name, document) => expectSilence('R7', document));
  it.each(bad)('[CHK07] finds %s', (_name, document, message) => expectFinding('R7', document, message));
  it('[CHK07] has cases enough', () => enough(good, bad));
});

describe('R8 附注联系人和电话', () => {
  const noted = (annotation: string | null) => upward({ annotation });
  const good: readonly Case[] = [
    ['name and number', noted('联系人：李兰；电话：0851-26612345')],
    ['a mobile number', noted('联系人：李兰，联系电话：15400000000')],
    ['in brackets', noted('（联系人：李兰；联系电话：26612345）')],
    ['a half-width colon', noted('联系人:李兰 电话:0851-26612345')],
    ['a name with a dot', noted('联系人：阿依·古丽；电话：26612345')],
    ['spaces', noted('联系人： 李兰兰 电话 0851 26612345')],
    ['a long dash', noted('联系人：李兰；电话：0851—26612345')],
    ['not known yet', noted(null)],
    ['a 报告, which needs none', upward({ docType: 'report', annotation: '' })],
    ['a 通知', downward({ annotation: '' })],
    ['a 函', downward({ docType: 'letter', annotation: '' })],
  ];
  const bad: readonly BadCase[] = [
    ['nothing', noted(''), 'rule.find.R8.both'],
    ['此件公开发布 alone', noted('此件公开发布'), 'rule.find.R8.both'],
    ['a label alone', noted('联系人：'), 'rule.find.R8.both'],
    ['labels alone', noted('联系人：；电话：'), 'rule.find.R8.both'],
    ['a name alone', noted('联系人：李兰'), 'rule.find.R8.phone'],
    ['a name and an empty number', noted('联系人：李兰；电话：'), 'rule.find.R8.phone'],
    ['a number too short', noted('联系人：李兰；电话：12345'), 'rule.find.R8.phone'],
    ['a number too long', noted('联系人：李兰；电话：154000000001'), 'rule.find.R8.phone'],
    ['a number alone', noted('电话：0851-26612345'), 'rule.find.R8.contact'],
    ['a number with an empty name', noted('联系人：；电话：15400000000'), 'rule.find.R8.contact'],
    ['one letter for a name', noted('联系人：李；电话：15400000000'), 'rule.find.R8.contact'],
  ];
  it.each(good)('[CHK08] says nothing of %s', (_name, document) => expectSilence('R8', document));
  it.each(bad)('[CHK08] finds %s', (_name, document, message) => expectFinding('R8', document, message));
  it('[CHK08] has cases enough', () => enough(good, bad));
});
