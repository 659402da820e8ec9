import { describe, expect, it } from 'vitest';
import { textOf } from '../block-text.ts';
import { applyMend } from '../mend.ts';
import type { FindingMessage } from '../model.ts';
import { downward, enough, expectFinding, expectSilence, said } from '#tests/kit/official-case.ts';
import { chinaDate } from './dates.ts';

const SIGNED = Date.UTC(2023, 11, 26, 16, 30); // 00:30 on the 27th in China
const text = (...lines: readonly string[]) => downward({ lines });

describe('R20 层次和日期', () => {
  const good: readonly (readonly [name: string, ...lines: string[]])[] = [
    ['levels in order', '# 一、总体要求', '## （一）指导思想', '### 1.坚持统筹', '#### （1）省级', '#### （2）市级', '### 2.坚持集约', '## （二）目标', '# 二、任务'],
    ['levels in paragraphs', '一、总体要求。', '二、主要任务。', '三、保障措施。'],
    ['a level left out', '# 一、任务', '### 1.建设', '### 2.管理'],
    ['a full stop of full width', '### 1．建设', '### 2．管理'],
    ['headings without numbers', '# 总体要求', '# 主要任务'],
    ['a list that begins anew', '1.甲', '2.乙', '下列单位：', '1.丙', '2.丁'],
    ['the 附件说明', '# 一、任务', '附件：1.项目清单', '2.资金安排表', '3.名单'],
    ['ten and more', ...['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'].map((n) => `# ${n}、事项`)],
    ['一是二是', '一是加强领导。', '二是落实责任。'],
    ['Arabic dates', '自2023年12月27日起，至2026年1月5日止。'],
    ['a date in a title', '《二〇二三年十二月二十七日会议纪要》已印发。'],
    ['a year in Chinese', '二〇三五年远景目标。'],
    ['numbers that are no dates', '按GB/T 9704-2012执行，版本2023.12.27.1，电话0851-26612345，文号黔府发〔2023〕21号。'],
    ['decimals at the beginning', '1.5万亩', '2.5万人'],
    ['months of ten and more', '10月20日至12月30日。'],
  ];
  const bad: readonly (readonly [string, readonly string[], FindingMessage, readonly string[]])[] = [
    ['a comma after 1', ['1、建设', '2、管理'], 'rule.find.R20.mark', ['1.建设', '2、管理']],
    ['half-width brackets', ['(一)目标'], 'rule.find.R20.mark', ['（一）目标']],
    ['a comma after brackets', ['（一）、目标'], 'rule.find.R20.mark', ['（一）目标']],
    ['half-width brackets around digits', ['(1)省级'], 'rule.find.R20.mark', ['（1）省级']],
    ['a point after 一', ['# 一.总则'], 'rule.find.R20.mark', ['一、总则']],
    ['a number left out', ['一、甲', '三、乙', '四、丙'], 'rule.find.R20.gap', ['一、甲', '二、乙', '三、丙']],
    ['a number twice', ['一、甲', '二、乙', '二、丙'], 'rule.find.R20.gap', ['一、甲', '二、乙', '三、丙']],
    ['a beginning at two', ['（二）甲'], 'rule.find.R20.gap', ['（一）甲']],
    ['a gap below a level', ['# 一、甲', '### 1.乙', '### 3.丙', '# 二、丁'], 'rule.find.R20.gap', ['一、甲', '1.乙', '2.丙', '二、丁']],
    ['a mark of another level', ['# （一）甲'], 'rule.find.R20.level', ['（一）甲']],
    ['a mark of the first level lower down', ['### 一、甲'], 'rule.find.R20.level', ['一、甲']],
    ['a month with a zero', ['2023年09月12日'], 'rule.find.R20.zero', ['2023年9月12日']],
    ['a day with a zero', ['2023年12月07日'], 'rule.find.R20.zero', ['2023年12月7日']],
    ['a date in Chinese', ['二〇二三年十二月二十七日印发'], 'rule.find.R20.date', ['2023年12月27日印发']],
    ['a date with ○', ['二○二三年一月三日'], 'rule.find.R20.date', ['2023年1月3日']],
    ['a month in Chinese', ['二〇二三年十月起'], 'rule.find.R20.date', ['2023年10月起']],
    ['a date with hyphens', ['截至2023-12-07完成'], 'rule.find.R20.date', ['截至2023年12月7日完成']],
    ['a date with points', ['截至2023.12.27完成'], 'rule.find.R20.date', ['截至2023年12月27日完成']],
    ['a date with strokes', ['2023/1/2前'], 'rule.find.R20.date', ['2023年1月2日前']],
  ];
  it.each(good)('[CHK20] says nothing of %s', (_name, ...lines) => expectSilence('R20', text(...lines)));
  it.each(bad)('[CHK20] finds %s', (_name, lines, message, right) => {
    const document = text(...lines);
    expectFinding('R20', document, message);
    const { mend } = said('R20', document).find((finding) => finding.message === message)!;
    const after = mend === null ? document : applyMend(document, mend);
    expect(after.blocks.slice(2, -1).map(textOf)).toEqual(right);
  });
  it('[CHK20] has cases enough', () => enough(good, bad));

  it('[CHK20] holds 成文日期 against the day of 签发 in China, except where a meeting dates the document', () => {
    const dated = (dateLine: string, docType: 'notice' | 'minutes' = 'notice') => downward({ docType, signedOffAt: SIGNED, dateLine });
    expect(chinaDate(SIGNED)).toBe('2023年12月27日');
    expectSilence('R20', dated('2023年12月27日'));
    expectSilence('R20', dated('2023年12月20日', 'minutes'));
    for (const wrong of ['2023年12月26日', '2023年12月27号', '二〇二三年十二月二十七日', '2023.12.27', '']) expectFinding('R20', dated(wrong), 'rule.find.R20.signedOff');
  });
});
