/**
 * Names for generated people: surnames with Guizhou's weights (杨 王 李 张 陈 刘 吴 罗 龙 潘 石 韦 …), compound and
 * polyphonic surnames, two- and three-character names, a few with rare glyphs (Ext-A, non-BMP) and a few
 * with a middle dot, because fonts, input methods, search and sorting all fail on exactly those.
 */
import type { Draw } from './seeded.ts';

/** Surname:weight. Polyphonic ones (单 仇 区 解 查 曾 覃 乐 任 朴 盖 翟) are kept on purpose. */
const SURNAME_WEIGHTS =
  '杨:88 王:78 李:76 张:70 陈:58 刘:54 吴:52 罗:44 龙:40 周:36 黄:36 赵:32 潘:30 石:26 韦:26 田:24 何:24 杜:20 冉:20 ' +
  '郑:18 胡:18 谢:18 徐:16 朱:16 唐:16 邓:16 蒋:16 彭:14 袁:14 安:14 任:14 曾:14 肖:12 姚:12 蒙:12 莫:12 岑:10 陆:10 ' +
  '余:10 雷:10 秦:10 冯:10 许:10 马:10 林:10 邹:10 熊:10 孙:10 高:9 范:9 宋:9 江:9 梁:9 卢:8 蔡:8 游:8 娄:8 骆:8 ' +
  '覃:8 简:7 敖:7 付:7 代:7 万:7 程:7 夏:7 穆:7 严:6 兰:6 向:6 汪:6 文:6 侯:6 龚:6 舒:6 金:6 魏:6 犹:5 令狐:5 ' +
  '梅:5 涂:5 丁:5 郭:9 柏:4 母:4 苏:5 韩:6 曹:5 叶:5 董:4 沈:4 苟:3 禄:3 陇:3 阿:1 欧阳:4 欧:5 尉迟:1 上官:1 ' +
  '司马:1 单:3 仇:2 区:2 解:2 查:2 乐:2 翟:2 盖:1 朴:1 尹:4 洪:3 喻:4 帅:2 申:4 黎:5 班:4 蓝:3 勾:2 吕:4 路:3';

const MALE = [...'伟强军勇杰涛明超斌波辉刚健俊峰磊鹏飞浩亮林平东志华国建文德荣成云海龙山川毅恒松柏锋宏远祥贵光顺永洪昌江仁义礼学正安定邦庆江维彬朝树忠良富才茂'];
const FEMALE = [...'芳娟敏静丽燕艳玲霞红梅兰英琴娜雪婷慧莉萍颖洁倩琳璐瑶莹珍秀凤美群菊蓉云花香春桂素淑佳欣怡梦雨晨露岚蕾薇丹青玉竹婵媛苗阿采'];
const MIDDLE_MALE = [...'建国志文明永德光正世家天昌洪朝廷先大安学忠仕启应登兴代荣泽宗绍维开再昭承显仁远'];
const MIDDLE_FEMALE = [...'小晓雪玉秀春美金海丽雅梦诗思佳慧文艳冬红永正光明登应仕昌'];
const RARE = ['䶮', '㵲', '𬱖', '𣲗', '㯊', '𬭎', '𬬻', '堃', '喆', '赟', '𫖯', '𬀩'];
const DOTTED = ['古丽·阿依夏', '阿卜杜·热合曼', '买买提·艾力', '迪丽·努尔', '艾孜·买买提', '扎西·次仁', '卓玛·央金'];

const surnames: readonly string[] = SURNAME_WEIGHTS.split(' ').flatMap((entry) => {
  const [name = '', weight = '1'] = entry.split(':');
  return Array.from({ length: Number(weight) }, () => name);
});

const RARE_CHANCE = 0.004;
const DOTTED_CHANCE = 0.0008;
const TWO_CHARACTER_CHANCE = 0.22;

export function personName(random: Draw): string {
  const luck = random.next();
  if (luck < DOTTED_CHANCE) return random.pick(DOTTED);
  const surname = random.pick(surnames);
  const isMale = random.chance(0.56);
  const last = luck < DOTTED_CHANCE + RARE_CHANCE ? random.pick(RARE) : random.pick(isMale ? MALE : FEMALE);
  if (random.chance(TWO_CHARACTER_CHANCE)) return `${surname}${last}`;
  const middle = random.pick(isMale ? MIDDLE_MALE : MIDDLE_FEMALE);
  return `${surname}${middle === last ? random.pick(isMale ? MALE : FEMALE) : middle}${last}`;
}
