import { describe, expect, it } from 'vitest';
import { textOf } from '../block-text.ts';
import type { OfficialDocType } from '../doc-types.ts';
import { applyMend } from '../mend.ts';
import type { FindingMessage } from '../model.ts';
import { downward, enough, expectFinding, expectSilence, said } from '#tests/kit/official-case.ts';

describe('R17 标题', () => {
  const titled = (title: string, docType: OfficialDocType = 'notice') => downward({ title, docType });
  const good: readonly (readonly [string, OfficialDocType])[] = [
    ['桐梓县人民政府关于做好防汛工作的通知', 'notice'],
    ['桐梓县人民政府关于印发《桐梓县“十五五”规划纲要》的通知', 'notice'],
    ['遵义市人民政府办公室转发市教育局关于加强校园安全工作意见的通知', 'notice'],
    ['贵州省人民政府令', 'order'],
    ['贵州省人民政府关于加强数字政府建设的实施意见', 'opinion'],
    ['桐梓县楚米镇人民政府关于修缮村道的请示', 'request'],
    ['桐梓县人民政府关于2026年上半年工作情况的报告', 'report'],
    ['桐梓县人民政府关于同意设立楚米农贸市场的批复', 'reply'],
    ['桐梓县教育局关于商请支持校舍建设的函', 'letter'],
    ['桐梓县教育局关于办学用地问题的复函', 'letter'],
    ['桐梓县人民政府专题会议纪要', 'minutes'],
    ['桐梓县第十九届人民代表大会第三次会议决议', 'resolution'],
    ['桐梓县人民政府公告', 'announcement'],
    ['遵义市人民政府关于提请审议《遵义市河道管理条例（草案）》的议案', 'motion'],
    ['桐梓县人民政府关于县城至楚米公路2.5公里处交通管制的通告', 'publicNotice'],
    ['', 'notice'],
  ];
  const bad: readonly (readonly [string, OfficialDocType, FindingMessage, string | null])[] = [
    ['关于做好防汛工作的通知', 'notice', 'rule.find.R17.noOrgan', '桐梓县人民政府关于做好防汛工作的通知'],
    ['桐梓县人民政府关于做好防汛工作', 'notice', 'rule.find.R17.noType', '桐梓县人民政府关于做好防汛工作的通知'],
    ['桐梓县人民政府关于做好防汛工作的', 'notice', 'rule.find.R17.noType', '桐梓县人民政府关于做好防汛工作的通知'],
    ['桐梓县人民政府关于做好防汛工作的通报', 'notice', 'rule.find.R17.otherType', '桐梓县人民政府关于做好防汛工作的通知'],
    ['楚米镇人民政府关于修缮村道的报告', 'request', 'rule.find.R17.otherType', '楚米镇人民政府关于修缮村道的请示'],
    ['楚米镇人民政府关于修缮村道的请示报告', 'report', 'rule.find.R17.twoTypes', '楚米镇人民政府关于修缮村道的报告'],
    ['桐梓县人民政府防汛通知', 'notice', 'rule.find.R17.noSubject', null],
    ['桐梓县人民政府关于防汛通知', 'notice', 'rule.find.R17.noOf', null],
    ['桐梓县人民政府关于做好防汛工作的通知。', 'notice', 'rule.find.R17.mark', '桐梓县人民政府关于做好防汛工作的通知'],
    ['桐梓县人民政府关于做好防汛，抗旱工作的通知', 'notice', 'rule.find.R17.mark', null],
    ['桐梓县人民政府关于防汛：工作要点的通知', 'notice', 'rule.find.R17.mark', null], ['楚米镇人民政府关于修缮村道的请示函', 'letter', 'rule.find.R17.twoTypes', '楚米镇人民政府关于修缮村道的函'],
  ];
  it.each(good)('[CHK17] says nothing of %s', (title, docType) => expectSilence('R17', titled(title, docType)));
  it.each(bad)('[CHK17] finds in %s, a %s, %s', (title, docType, message, right) => {
    expectFinding('R17', titled(title, docType), message);
    const { mend } = said('R17', titled(title, docType)).find((finding) => finding.message === message)!;
    expect(mend === null ? null : textOf(applyMend(titled(title, docType), mend).blocks[0]!)).toBe(right);
  });
  it('[CHK17] has cases enough', () => enough(good, bad));
});
