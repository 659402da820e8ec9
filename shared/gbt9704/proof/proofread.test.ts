import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NODE } from '#shared/doc/shape.ts';
import { applyMend as mended } from '#shared/gbt9704/check/mend.ts';
import type { CheckedDocument } from '#shared/gbt9704/check/model.ts';
import { NOTHING_KNOWN } from '#shared/gbt9704/check/checked-document.ts';
import { OFFICIAL_DOCUMENTS, SEED_DOCUMENT } from '#tests/kit/official-documents.ts';
import { CONFUSIONS } from './confusions.ts';
import type { ProofKind, ProofRemark } from './model.ts';
import { proofread, REMARKS_PER_CHECK_MAX } from './proofread.ts';

/** `# ` makes a heading of the first level. */
const draft = (...lines: readonly string[]): CheckedDocument => ({
  facts: NOTHING_KNOWN, meta: {},
  blocks: lines.map((line) => ({ type: line.startsWith('# ') ? NODE.heading : NODE.paragraph, attrs: line.startsWith('# ') ? { level: 1 } : {}, runs: [{ text: line.replace(/^# /u, ''), marks: [] }] })),
});
const said = (...lines: readonly string[]): readonly string[] => proofread(draft(...lines)).map(({ message }) => message.replace('proof.find.', ''));
const changed = (line: string): string => {
  const document = draft(line);
  const edits = proofread(document).flatMap((remark) => remark.edits ?? []);
  return mended(document, { edits: edits.toSorted((a, b) => b.start - a.start) }).blocks[0]?.runs.map(({ text }) => text).join('') ?? '';
};

/** What is wrong, and what one click makes of it; null where only the writer knows. */
const BAD: Readonly<Record<ProofKind, readonly (readonly [string, string | null])[]>> = {
  word: [
    ['会议布署了防汛工作。', '会议部署了防汛工作。'], ['请于月底前到帐户核对。', '请于月底前到账户核对。'], ['截止2025年底，全部完工。', '截至2025年底，全部完工。'], ['要再接再励。', '要再接再厉。'], ['各村要因地治宜。', '各村要因地制宜。'],
    ['已按装完毕。', '已安装完毕。'], ['大部份群众满意。', '大部分群众满意。'], ['做为一项政治任务抓好。', '作为一项政治任务抓好。'], ['及时反应群众的困难和问题。', '及时反映群众的困难和问题。'], ['发布招聘启示。', '发布招聘启事。'],
    ['必需严格执行。', '必须严格执行。'], ['推进权利清单建设。', '推进权力清单建设。'], ['由县人民检查院处理。', '由县人民检察院处理。'], ['撒销原有机构。', '撤销原有机构。'],
  ],
  repeat: [
    ['加强领导的的作用。', '加强领导的作用。'], ['开展了了此项工作。', '开展了此项工作。'], ['进一步进一步加强。', '进一步加强。'], ['各部门各部门要配合。', '各部门要配合。'], ['工作正在推进在在落实。', '工作正在推进在落实。'],
    ['省与与市协同。', '省与市协同。'], ['道路及及桥梁。', '道路及桥梁。'], ['这是是重点。', '这是重点。'], ['干部和和群众。', '干部和群众。'], ['要对对照检查。', '要对照检查。'],
  ],
  punctuation: [
    ['经研究,决定如下。', '经研究，决定如下。'], ['现通知如下:', '现通知如下：'], ['（试行）;另行通知。', '（试行）；另行通知。'], ['抓好落实.', '抓好落实。'], ['各单位(含直属机构)要落实。', '各单位（含直属机构）要落实。'],
    ['要求如下，。', '要求如下。'], ['依据《条例》、《办法》办理。', '依据《条例》《办法》办理。'], ['推进“一张网”、“一件事”。', '推进“一张网”“一件事”。'], ['包括学校、医院...。', '包括学校、医院……。'], ['包括学校、医院等……', '包括学校、医院……'],
    ['重点任务--安全生产。', '重点任务——安全生产。'], ['请各地 认真落实。', '请各地认真落实。'], ['计划投入１２０万元。', '计划投入120万元。'], ['走访了三、四户群众。', '走访了三四户群众。'], ['# 一、总体要求。', '一、总体要求'],
    ['各单位要高度重视，认真组织，按时报送有关材料', '各单位要高度重视，认真组织，按时报送有关材料。'],
  ],
  pair: [
    ['“双随机检查要常态化。', null], ['双随机”检查要常态化。', null], ['（试行的办法。', null], ['《贵州省条例已经施行。', null], ['印发《国务院关于〈条例的批复》。', null],
    ['他说：“要把“两山”理念落实好。”', '他说：“要把‘两山’理念落实好。”'], ['《关于印发《办法》的通知》', '《关于印发〈办法〉的通知》'], ['推进"一网通办"改革。', '推进“一网通办”改革。'], ['省、市）有关部门。', null], ['文号〔2025 12号。', null],
  ],
  number: [
    ['成本下降了3倍。', null], ['事故减少一倍。', null], ['近200人左右参加。', '近200人参加。'], ['大约5万元左右。', '大约5万元。'], ['超过300户以上。', '超过300户。'], ['不超过30天以内。', '不超过30天。'],
    ['增长10-20%。', '增长10%～20%。'], ['2021-2025年规划。', '2021—2025年规划。'], ['需要3-5天。', '需要3～5天。'], ['共有3百人。', null], ['不少于20名以上。', '不少于20名。'],
  ],
  date: [
    ['于2023年2月30日召开。', null], ['截至4月31日。', null], ['13月1日前报送。', null], ['2023年2月29日前。', null], ['2026年11月27日（星期四）召开。', '2026年11月27日（星期五）召开。'],
    ['2025年1月1日星期二。', '2025年1月1日星期三。'], ['23年6月底完成。', null], ['于6月31日前。', null], ['于0月5日前。', null], ['2024年12月32日。', null],
  ],
  name: [
    ['设立数字政府领导小组（以下简称“领导组”）。', '设立数字政府领导小组。'], ['某局（以下简称“甲局”）负责，甲局牵头。某局（以下简称“甲局”）汇总。', '某局（以下简称“甲局”）负责，甲局牵头。某局汇总。'],
    ['依据《贵州省政务数据管理办法》，落实《贵州省政务数据管理方法》。', '依据《贵州省政务数据管理办法》，落实《贵州省政务数据管理办法》。'], ['成立专班（以下称为专项小组，简称专班组）（以下简称“专班组”）。', '成立专班（以下称为专项小组，简称专班组）。'],
    ['落实《关于做好森林防火工作的通知》和《关于做好森林防火的通知》。', '落实《关于做好森林防火工作的通知》和《关于做好森林防火工作的通知》。'], ['《乡村建设行动实施方案》与《乡村建设行动实施方安》。', '《乡村建设行动实施方案》与《乡村建设行动实施方案》。'],
    ['指挥部（以下统一简称“指挥部门组”）设在乡。', '指挥部设在乡。'], ['某委员会（以下简称“某某委”）。', '某委员会。'], ['某中心（以下简称：便民中心站）。', '某中心。'], ['《基层治理工作规程》见《基层治理工作规呈》。', '《基层治理工作规程》见《基层治理工作规程》。'],
  ],
};

const GOOD: Readonly<Record<ProofKind, readonly string[]>> = {
  word: ['按完成份额拨付。', '补充份数两份。', '提交个人材料。', '后撤消防队。', '听讲座落实责任。', '按排名公布。', '交通迅速恢复。', '推委员上台。', '全部份额已到位。', '报名时间截止到6月30日。', '保障公民权利。', '村民做为难事的带头人。', '化学反应情况稳定。', '给于谦立传。', '补偿试点稳步推进。', '敏感概念要慎用。', '恢复盖章流程。', '提供献血服务。', '做好培训服务。', '研究竞争机制。', '上报消防隐患。', '有关健康的事项。', '自己经营的店铺。', '把物资送到帐篷里。', '毕竟选择不多。', '劳务派遣责任明确。', '征收迄今未完。', '播出视频临时下架。', '曾加大投入。', '缓慢延伸。', '这给大家以启示。'],
  repeat: ['达到目的的手段。', '为了了解情况。', '现在在推进。', '参与与会讨论。', '涉及及时处置。', '一户一户走访。', '研究研究再定。', '不了了之。', '的的确确如此。', '于是是非分明。', '妈妈讲一讲。'],
  punctuation: ['经研究，决定如下。', '比例为3:2。', '时间为9:30。', '见第1.2节。', '网址为www.gz.gov.cn。', '（一）推进改革', '依据《条例》和《办法》。', '“一张网”和“一件事”。', '贵阳—遵义沿线。', '要抓好三、四年级教学。', '# 一、总体要求', '包括学校、医院等。', '联系人：李 兰', '附件：1.名单，2.清单，3.任务分工表以及其他有关材料'],
  pair: ['“双随机”检查。', '（试行）办法。', '《关于印发〈办法〉的通知》', '1）加强领导。', '他说：“要把‘两山’理念落实好。”', '黔府发〔2025〕12号。', '【重点】落实。', '“甲”“乙”和“丙”。', '（一）（二）', '没有符号。'],
  number: ['成本下降了30%。', '产量增长了3倍。', '近200人参加。', '约5万元。', '超过300户。', '达到80%以上。', '增长10%～20%。', '2021—2025年规划。', '电话0851-86890000。', '文号2025-12号。', '3千克化肥。', '2026-03-01报送。', '共2万人。', '30人左右。'],
  date: ['2024年2月29日召开。', '2月29日前报送。', '2026年11月27日（星期五）召开。', '2025年1月1日星期三。', '20年以来。', '12月31日前。', '1月1日起施行。', '2026年11月。', '2025年6月30日', '4月30日（星期四）'],
  name: ['省大数据局（以下简称“省局”）负责，省局牵头。', '依据《2024年工作要点安排》和《2025年工作要点安排》。', '《第一批重点项目清单》《第二批重点项目清单》', '《条例》和《办法》。', '甲单位（以下简称“甲”）。', '数字政府领导小组（以下简称“领导小组”）下设办公室，领导小组每月召开会议。', '《城市更新条例》和《乡村振兴条例》。', '《政务数据管理办法》与《政务数据管理办法》。', '某局（以下统称“各局”）按要求，各局落实。', '《贵州省人民政府工作规则》'],
};

const KINDS = Object.keys(BAD) as readonly ProofKind[];

describe('校对', () => {
  it.each(KINDS)('[PRF01] finds and mends %s', (kind) => {
    expect(BAD[kind].length).toBeGreaterThanOrEqual(10);
    for (const [line, right] of BAD[kind]) {
      const remarks = proofread(draft(line));
      expect(remarks.filter((remark) => remark.kind === kind).length, line).toBeGreaterThan(0);
      if (right === null) expect(remarks.every(({ edits }) => edits === null), line).toBe(true);
      else expect(changed(line)).toBe(right);
    }
  });

  it.each(KINDS)('[PRF02] says nothing of what is right in %s', (kind) => {
    expect(GOOD[kind].length).toBeGreaterThanOrEqual(10);
    for (const line of GOOD[kind]) expect(said(line), line).toEqual([]);
  });

  it('[PRF01] knows every pair of the table, and takes the right word for right', () => {
    expect(CONFUSIONS.length).toBeGreaterThanOrEqual(250);
    for (const [wrong, right] of CONFUSIONS) {
      expect(changed(`要看${wrong}。`), wrong).toBe(`要看${right}。`);
      expect(said(`要看${right}。`).filter((each) => each === 'word'), right).toEqual([]);
    }
  });

  it('[PRF02] says nothing of the seed document, of its whole text, and of twenty documents of every 文种', () => {
    const whole = readFileSync(new URL('../../../tests/kit/seed-document.zh-CN.txt', import.meta.url), 'utf8').split('\n').filter((line) => line.trim() !== '');
    expect(whole.join('').length).toBeGreaterThan(5_000);
    expect(said(...whole)).toEqual([]);
    for (const document of [SEED_DOCUMENT, ...OFFICIAL_DOCUMENTS.map(([, each]) => each)]) expect(proofread(document).map(({ message, params }) => [message, params])).toEqual([]);
  });

  it('[PRF03] a short name used before it is given is shown where it is used', () => {
    const [remark] = proofread(draft('便民中心要公开电话。', '镇政务服务大厅（以下简称“便民中心”）负责，便民中心每周汇总。'));
    expect(remark).toMatchObject({ message: 'proof.find.shortEarly', place: { index: 0, start: 0, end: 4 } });
  });

  it('[PRF04] a change takes its finding away, whatever stands around it', () => {
    const pieces = KINDS.flatMap((kind) => BAD[kind].flatMap(([line, right]) => (right === null || line.startsWith('# ') ? [] : [line])));
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }), (lines) => {
      const document = draft(...lines);
      const before = proofread(document);
      for (const remark of before.filter((each): each is ProofRemark & { readonly edits: NonNullable<ProofRemark['edits']> } => each.edits !== null)) {
        const after = mended(document, { edits: remark.edits });
        expect(after).not.toBeNull();
        const same = (each: ProofRemark): boolean => each.message === remark.message && each.place.index === remark.place.index && each.place.start === remark.place.start && JSON.stringify(each.params) === JSON.stringify(remark.params);
        expect(proofread(after as CheckedDocument).some(same), `${lines.join('|')} ${remark.message}`).toBe(false);
      }
    }), { seed: 7301, numRuns: 60 });
  });

  it('[PRF04] takes any text, rare characters too, and points inside it', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('㵲水𬱖村', '“‘《〈（', '一、二、三', '1月', '20-30%', '（以下简称“')), { maxLength: 8 }), (lines) => {
      const document = draft(...lines, lines.join(''));
      for (const { place } of proofread(document)) {
        const { length } = document.blocks[place.index]?.runs[0]?.text ?? '';
        expect(place.start >= 0 && place.start <= place.end && place.end <= length).toBe(true);
      }
    }), { seed: 7302 });
  });

  it('[PRF04] stops saying it where a text is wrong everywhere', () => {
    expect(said(...Array.from({ length: 500 }, () => '会议布署了工作。')).length).toBe(REMARKS_PER_CHECK_MAX);
  });
});
