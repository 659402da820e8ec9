/**
 * 异形词: two ways to write one word, of which 《第一批异形词整理表》 (GF 1001—2001) recommends one; and names of departments that differ by a 与 or 和.
 * Neither is a wrong character, so they are said in other words than those.
 */
import { confusionsIn, type Confusion } from './confusions.ts';

/** Not recommended, recommended, letters after which it is another word, letters before which it is (- for none). */
const VARIANTS = `
按纳 按捺 - - | 百废具兴 百废俱兴 - - | 辈份 辈分 - 额 | 本份 本分 基成版文日样书 数额文 | 必恭必敬 毕恭毕敬 - - | 参预 参与 - 警备防案先算计测期付 | 车箱 车厢 - 体子
澈底 彻底 清澄 - | 耽心 担心 - - | 耽忧 担忧 - - | 答覆 答复 - 盖灭 | 定单 订单 固稳指否决规制约一确 价元位独 | 定阅 订阅 决一规指选 读兵 | 发奋图强 发愤图强 - -
份内之事 分内之事 - - | 份内事 分内事 - - | 份内工作 分内工作 - - | 份内职责 分内职责 - - | 份量 分量 股身年月一二三四五每几两多各 - | 宏扬 弘扬 - - | 弘图 宏图 - - | 哄动 轰动 - - | 混水摸鱼 浑水摸鱼 - -
精采 精彩 - 集样购取访用纳光 | 记念 纪念 书登 叨头 | 禀承 秉承 - 诺 | 联贯 连贯 关 彻通穿 | 磨拳擦掌 摩拳擦掌 - - | 名符其实 名副其实 - - | 偶而 偶尔 配佳 - | 飘流 漂流 - -
盘据 盘踞 全 说此 | 固步自封 故步自封 - - | 缘份 缘分 边血 额 | 原故 缘故 平高草 障事意居乡 | 直接了当 直截了当 - - | 直捷了当 直截了当 - -
装璜 装潢 - - | 姿式 姿势 - - | 希奇 稀奇 - - | 想像 想象 理思 - | 凝炼 凝练 - 油钢制 | 流言飞语 流言蜚语 - - | 惹事生非 惹是生非 - -
人材 人才 个本 料质 | 撤消 撤销 后 防费息除 | 成份 成分 完 额数 | 过份 过分 - 额数 | 一槌定音 一锤定音 - - | 余辉 余晖 - 煌映 | 折衷 折中 曲 心 | 赋与 赋予 天田诗词 -
`;

/** 部门 by the names they bear since 2018; the ending keeps them apart from the plain words. */
const ORGANS = `
发展与改革委 发展和改革委 - - | 发展及改革委 发展和改革委 - - | 工业与信息化 工业和信息化 - - | 人力资源与社会保障 人力资源和社会保障 - - | 住房与城乡建设 住房和城乡建设 - -
文化与旅游厅 文化和旅游厅 - - | 文化与旅游局 文化和旅游局 - - | 文化与旅游部 文化和旅游部 - - | 卫生与健康委 卫生健康委 - - | 卫生和健康委 卫生健康委 - -
农业与农村厅 农业农村厅 - - | 农业与农村局 农业农村局 - - | 农业和农村厅 农业农村厅 - - | 农业和农村局 农业农村局 - - | 退伍军人事务 退役军人事务 - - | 市场监管管理局 市场监督管理局 - -
国有资产管理监督委 国有资产监督管理委 - - | 应急救援管理局 应急管理局 - - | 应急救援管理厅 应急管理厅 - - | 交通与运输厅 交通运输厅 - - | 交通与运输局 交通运输局 - -
生态与环境厅 生态环境厅 - - | 生态与环境局 生态环境局 - - | 自然资源与规划局 自然资源和规划局 - - | 监查委员会 监察委员会 - - | 纪律检察委员会 纪律检查委员会 - -
`;

export const WORD_VARIANTS: readonly Confusion[] = confusionsIn(VARIANTS);
export const ORGAN_NAMES: readonly Confusion[] = confusionsIn(ORGANS);
