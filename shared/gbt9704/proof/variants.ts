/**
 * 异形词: two ways to write one word, of which 《第一批异形词整理表》 (GF 1001—2001) recommends one; and names of departments that differ by a 与 or 和.
 * Neither is a wrong character, so they are said in other words than those.
 */
import { confusionsIn, type Confusion } from './confusions.ts';

/** Not recommended, recommended, letters after which it is another word, letters before which it is (- for none). */
const VARIANTS = `
按纳 按捺 - - | 百废具兴 百废俱兴 - - | 辈份 辈分 - - | 本份 本分 成版文日样书 数 | 必恭必敬 毕恭毕敬 - - | 参预 参与 - 警备防备案先 | 车箱 车厢 - 体
澈底 彻底 清澄 - | 耽心 担心 - - | 耽忧 担忧 - - | 答覆 答复 - 盖灭 | 定单 订单 固稳指否决规制约 价元位 | 定阅 订阅 - 兵 | 发奋图强 发愤图强 - -
份内 分内 月年股身省县备部两 - | 份外 分外 月年股身省县备部两 - | 份量 分量 股身年月 - | 宏扬 弘扬 - - | 弘图 宏图 - - | 哄动 轰动 - - | 混水摸鱼 浑水摸鱼 - -
精采 精彩 - 集样购 | 记念 纪念 - 叨头 | 禀承 秉承 - 诺 | 联贯 连贯 关 彻 | 磨拳擦掌 摩拳擦掌 - - | 名符其实 名副其实 - - | 偶而 偶尔 - - | 飘流 漂流 - -
盘据 盘踞 - - | 固步自封 故步自封 - - | 天份 天分 今明当每昨全白半一二两三四五六七八九十几多整0123456789 - | 缘份 缘分 - - | 原故 缘故 - 障事 | 直接了当 直截了当 - - | 直捷了当 直截了当 - -
装璜 装潢 - - | 姿式 姿势 - - | 希奇 稀奇 - - | 想像 想象 理思 - | 凝炼 凝练 - 油钢制 | 流言飞语 流言蜚语 - - | 惹事生非 惹是生非 - -
一槌定音 一锤定音 - - | 余辉 余晖 - - | 折衷 折中 - - | 赋与 赋予 天田诗词 -
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
