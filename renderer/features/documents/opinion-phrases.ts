/** 常用语 for opinions and reasons. What is written goes into the record of the document, so it is Chinese whatever the language of the screen. */
import type { ActName } from './steps.ts';

const PHRASES: { readonly [act in ActName]?: readonly string[] } = {
  signOff: ['同意。', '同意发出。', '同意，请按程序办理。'],
  approve: ['同意。', '已审核，同意。', '无不同意见。'],
  disagree: ['不同意，理由如下：', '建议修改后再议。'],
  return: ['请补充政策依据。', '请核实数据后再报。', '请精炼文字后再报。'],
  refuse: ['不属于本机关职权范围，请改送有权机关。', '不符合行文规则，请修改后重新报送。', '附件不全，请补齐后重新报送。'],
  propose: ['拟请领导阅示。', '拟转有关单位办理。', '拟请有关同志阅知。'],
  instruct: ['请有关单位按要求办理。', '请研究提出意见。', '阅，请抓好落实。'],
  report: ['正在按计划推进。', '已完成前期工作。'],
  complete: ['已按要求办结。'],
  note: ['已阅。'],
  urge: ['请抓紧办理。', '临近时限，请尽快反馈。'],
  extend: ['情况复杂，需进一步核实，申请延期。'],
  terminate: ['情况变化，不再办理。'],
  resolve: ['经协商，意见一致。'],
};

export const phrasesFor = (act: ActName): readonly string[] => PHRASES[act] ?? [];
