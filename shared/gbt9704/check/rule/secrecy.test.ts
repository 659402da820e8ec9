import { describe, expect, it } from 'vitest';
import { classifiedMarks } from '../classified.ts';
import { cpuMs, downward, enough, expectFinding, expectSilence, said, upward, type BadCase, type Case } from '#tests/kit/official-case.ts';
import { group } from '#tests/kit/official-org.ts';

const LONG = '为做好今年防汛工作，各地要压实责任，加强值守。'.repeat(30);
const text = (...lines: readonly string[]) => downward({ lines });
const title = (words: string) => downward({ title: words });

describe('R21 不处理涉密公文', () => {
  const prose = [
    '要保守国家秘密，严守保密纪律。', '不得泄露国家机密。', '保护商业秘密和个人隐私。', '加强工作秘密管理。', '做好保密工作，机密文件另行报送。', '涉及国家秘密的，依照有关法律办理。', '国家秘密的密级分为绝密、机密、秘密三级。', '不得在非涉密系统处理机密级信息。', '标注“机密”字样的文件不得上网。',
    '绝密档案由专人保管。', '机关、单位对所产生的国家秘密，应当确定密级。', '对标有“内部资料 不得外传”字样的材料要妥善保管。', '严守秘密。', '属于国家 秘密，不得公开。', '秘密侦查措施依法实施。', '用机械设备密封保管。', '绝不能密而不报。', '按照《保守国家秘密法》规定执行。', '密切联系群众。', '加强密码管理工作。',
    '内部资料由办公室统一管理。', '发现秘密文件外传的，及时报告。', '保守秘密5年以上。', '采购照相机-密封箱两套。', '建立防汛专项机制·密切协作。', '定密责任人负责确定秘密、机密的具体范围。',
  ] as const;
  const marks = [
    '绝密★', '机密★10年', '秘密★1年', '绝密', '机密', '秘密', '机密级', '秘密级', '绝 密', '机　密', '秘\u200b密', '絕密', '機密', '祕密', '秘密☆', '機密＊', '机密*', '绝密⭐', '【机密】', '（秘密）', '〔绝密〕', '[机密]', '密级：机密', '密级:秘密', '机密10年', '秘密 长期', '机密启用前', '特急 机密', '密电', '密码电报', '黔密电〔2026〕3号',
    '内部资料 不得外传', '内部文件，严禁外传', '内部資料 不得外傳', '内部资料★请勿外传', '机\u034f密', '㊙', '绝-密', '机·密', '秘_密★', '绝．密', '绝密件',
  ] as const;
  const good: readonly Case[] = [
    ...prose.map((line): Case => [line, text(line)]), ['a title about secrecy', title('桐梓县人民政府关于加强保密工作的通知')], ['a title about state secrets', title('桐梓县人民政府关于开展保守国家秘密宣传教育的通知')], ['a file about secrecy', downward({ attachments: ['保守国家秘密承诺书.docx', '商业秘密保护指南.pdf'] })],
    ['a word alone, far down', text(LONG, '机密')],
    ['an organ of secrecy', downward({ mainRecipients: [group('桐梓县国家保密局')] })],
    ['a urgency', upward({ urgency: '特急' })],
  ];
  const bad: readonly BadCase[] = [
    ...marks.map((mark): BadCase => [`${mark} on the first line`, text(mark, LONG), 'rule.find.R21.mark']),
    ['a star anywhere', text(LONG, '附：机密★5年'), 'rule.find.R21.mark'],
    ['a star far down in a sentence', text(LONG, '本文标注为秘 密 ★ 3年，请妥善保管。'), 'rule.find.R21.mark'],
    ['the title', title('（机密）桐梓县人民政府关于防汛工作的通知'), 'rule.find.R21.mark'],
    ['the end of the title', title('桐梓县人民政府关于防汛工作的通知（秘密）'), 'rule.find.R21.mark'],
    ['the name of a file', downward({ attachments: ['项目清单(机密).xlsx'] }), 'rule.find.R21.mark'],
    ['the name of a file with a line', downward({ attachments: ['秘密_名单.docx'] }), 'rule.find.R21.mark'],
    ['a file with a level and a space', downward({ attachments: ['名单 绝密.pdf'] }), 'rule.find.R21.mark'],
    ['the urgency', upward({ urgency: '特急·机密' }), 'rule.find.R21.mark'],
    ['the number', upward({ number: '机密★黔府发〔2026〕1号' }), 'rule.find.R21.mark'],
    ['the annotation', upward({ annotation: '内部资料，不得外传' }), 'rule.find.R21.mark'],
    ['metadata of the text', downward({ meta: { urgency: '绝密' } }), 'rule.find.R21.mark'],
    ['a letter a line', text('绝', '密', '★', LONG), 'rule.find.R21.mark'],
  ];
  it.each(good)('[CHK21] says nothing of %s', (_name, document) => expectSilence('R21', document));
  it.each(bad)('[CHK21] finds %s', (_name, document, message) => expectFinding('R21', document, message));
  it('[CHK21] has cases enough, and says where the mark stands', () => {
    enough(good, bad);
    expect(said('R21', text('各镇：', '机 密★10年')).map(({ place, params }) => ({ place, params }))).toEqual([{ place: { kind: 'block', index: 3, start: 0, end: 7 }, params: { mark: '机 密★10年' } }]);
  });

  it('[CHK21] reads a text of any length in time that grows with it', () => {
    const hostile = ['绝'.repeat(200_000), '密'.repeat(200_000), `绝${' '.repeat(200_000)}密`, '密级：'.repeat(65_000), '内部资料'.repeat(50_000), `秘密${'\u200b'.repeat(200_000)}★`, '机密★'.repeat(50_000)];
    for (const each of hostile) {
      expect(cpuMs(() => classifiedMarks({ text: each, prominent: each.length })), each.slice(0, 4)).toBeLessThan(4_000);
    }
  });
});
