import { describe, expect, it } from 'vitest';
import { textOf } from '../block-text.ts';
import { applyMend } from '../mend.ts';
import type { FindingMessage } from '../model.ts';
import { downward, enough, expectFinding, expectSilence, said } from '#tests/kit/official-case.ts';

describe('R18 引文先标题后字号', () => {
  const text = (...lines: readonly string[]) => downward({ lines });
  const good: readonly (readonly [string, ...string[]])[] = [
    ['根据《国务院关于加强数字政府建设的指导意见》（国发〔2022〕14号）要求，制定本意见。'],
    ['你镇《关于修缮村道的请示》（楚米府呈〔2026〕5号）收悉。'],
    ['按照《通知》（国办发〔2026〕12号）精神抓好落实。'],
    ['没有引用任何文件。'],
    ['2026年第3号公告已发布。'],
    ['根据《意见》（黔党发〔2026〕3号、黔府发〔2026〕5号）执行。'],
    ['根据《意见》（国发〔2022〕14号）。', '国发〔2022〕14号规定的事项继续执行。'],
    ['印发《〈条例〉实施办法》（桐府办发〔2026〕2号）。'],
    ['《关于废止黔府发〔2001〕7号文件的决定》已经公布。'],
    ['项目总投资（2026年）30万元，第5号地块。'],
    ['《中华人民共和国防洪法》第三十条规定。'],
    ['《国务院关于印发〈规划〉的通知》（国发〔2021〕35号）和《实施意见》（黔府发〔2022〕6号）已经明确。'],
  ];
  const bad: readonly (readonly [string, FindingMessage, string | null])[] = [
    ['根据国发〔2022〕14号《国务院关于加强数字政府建设的指导意见》要求。', 'rule.find.R18.order', '根据《国务院关于加强数字政府建设的指导意见》（国发〔2022〕14号）要求。'],
    ['按照黔府发〔2023〕21号文件《实施意见》执行。', 'rule.find.R18.order', '按照《实施意见》（黔府发〔2023〕21号）执行。'],
    ['根据国发〔2022〕14号文件要求。', 'rule.find.R18.noTitle', null],
    ['贯彻落实黔府发〔2023〕21号精神。', 'rule.find.R18.noTitle', null],
    ['根据《指导意见》国发〔2022〕14号要求。', 'rule.find.R18.brackets', '根据《指导意见》（国发〔2022〕14号）要求。'],
    ['根据《指导意见》 国发〔2022〕14号要求。', 'rule.find.R18.brackets', '根据《指导意见》 （国发〔2022〕14号）要求。'],
    ['根据《指导意见》（国发[2022]14号）要求。', 'rule.find.R18.form', '根据《指导意见》（国发〔2022〕14号）要求。'],
    ['根据《指导意见》（国发（2022）14号）要求。', 'rule.find.R18.form', '根据《指导意见》（国发〔2022〕14号）要求。'],
    ['根据《指导意见》（国发〔2022〕第14号）要求。', 'rule.find.R18.form', '根据《指导意见》（国发〔2022〕14号）要求。'],
    ['你镇楚米府呈〔2026〕5号收悉。', 'rule.find.R18.noTitle', null],
    ['来函（桐教函〔2026〕9号）收悉。', 'rule.find.R18.noTitle', null],
    ['依据国办发〔2026〕12号、《通知》办理。', 'rule.find.R18.order', '依据《通知》（国办发〔2026〕12号）办理。'],
  ];
  it.each(good)('[CHK18] says nothing of %s', (...lines) => expectSilence('R18', text(...lines)));
  it.each(bad)('[CHK18] finds in %s', (line, message, right) => {
    expectFinding('R18', text(line), message);
    const { mend } = said('R18', text(line)).find((finding) => finding.message === message)!;
    expect(mend === null ? null : textOf(applyMend(text(line), mend).blocks[2]!)).toBe(right);
  });
  it('[CHK18] has cases enough', () => enough(good, bad));
});
