/** Every word of the screen exists in every language, says something, and is in that language. */
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '#shared/i18n/index.ts';
import { LOCALES } from '#shared/i18n/locales.ts';

const source = MESSAGES['zh-CN'];
const keys = Object.keys(source) as (keyof typeof source)[];
const others = LOCALES.filter((locale) => locale !== 'zh-CN');
const placeholders = (text: string): string => (text.match(/\{\w+\}/gu) ?? []).toSorted().join(' ');

/** Characters that exist in simplified writing only; those that both writings share for some word (后 里 干 面 台 复 云 …) are left out. */
const SIMPLIFIED_ONLY = /[书见贝车长门马鸟鱼龙东丝两严丧个丰临为举么义乌乐习乡买乱争亏产亩亲仅从仓仪们价众优会伟传伤伦伪体余佣侠侣侦侧债倾储儿兑关兴养兽内冈册写军农冯冲决况冻净凉减凑凤凭击凿刘则刚创删别剂剑剧劝办务动励劲劳势勋区医华协单卖卢卫却厂厅历厉压厌县参双发变叙叶号叹吓吕吗启员听呜咏响哑唤啰园围国图圆圣场坏块坚坛坝坞坟坠垄垒垦垫堕墙壮声壳处备够头夸夹夺奋奖妆妇妈娄娱婴孙学宁宝实宠审宪宫宽宾寝对寻导寿将尔尘尝层属岁岂岗岛岭币帅师帐帘带帮库应庙庞废开异弃张弥弯弹强归当录彦彻径忆忧怀态怜总恋恳恶惊惧惨惯愤愿懒戏战户扑执扩扫扬扰抚抛护报担拟拢拣拥择挂挚挡挤挥损换据掷揽摄摆摇撑数斗断无旧时显晓晕暂术机杀杂权条来杨极构枪柜标栈栋栏树样桥检楼横欢欧残毁毕气汇汉汤沟没泪泽洁浅测济浏浑浓涛润涨渐渔温湾湿满滞滤灭灯灵灾炉点炼烂烦烧热爱爷牵牺犹独狭狮猎猪猫献环现玛电画畅疗疯盐监盖盘着矿码砖础硕确离种积称稳穷窃竞笔笼筑筛简类粮紧纠红约级纪纯纲纳纵纷纸纹线练组细织终绍经结绕绘给络绝统继绩续维综绿缓编缘缩缴网罗罚职联肃肠胁胜脉脏脑脚舰艺节芦苏荐药获营蓝虑虚虽蚀补装见观规视览觉触计订认讨让训议讯记讲许论设访证评识诉词译试诗诚话询该详语误说请诸读课谁调谈谋谓谢谨谱负财责贤败货质贩购贯贷贸费贴资赋赏赔赖赛赞赵赶趋跃践踪车轨转轮软轻载较辆辑输边达迁过运还这进远违连迟适选递逻遗邓邮邻郑酱释针钟钢钥钱铁铃银铺链销锁错键锐镇镜长门闭问闲间闻阅队阳阴阵阶际陆陈险随隐难雾静顶项顺须顾顿预领频题颜额风飞饭饮饰馆馈驱验骗骤鸡黄齐]/u;

describe('words', () => {
  it.each(others)('[I18N01] %s has every key, no other, with something to read', (locale) => {
    const messages = MESSAGES[locale];
    expect(Object.keys(messages).toSorted()).toEqual([...keys].toSorted());
    expect(keys.filter((key) => messages[key].trim() === '')).toEqual([]);
  });

  it('[I18N01] have something to read in the source, and one namespace per owner', () => {
    expect(keys.filter((key) => source[key].trim() === '')).toEqual([]);
    expect(keys.filter((key) => !/^(?:error|domain|ui|menu|rule|register|exchange|time|desk|flows|supervision|chain|editor|versions|paper|ofd|handover|revision|docx|comment|attach|proof|admin)\.[\w.-]+$/u.test(key))).toEqual([]);
  });

  it.each(others)('[I18N01] %s has the same placeholders', (locale) => {
    expect(keys.filter((key) => placeholders(MESSAGES[locale][key]) !== placeholders(source[key]))).toEqual([]);
  });

  it('[I18N02] contain no Chinese in English, except the names of the languages themselves', () => {
    const isLanguageName = (text: string): boolean => ['简体中文', '繁體中文'].includes(text);
    expect(keys.filter((key) => /\p{Script=Han}/u.test(MESSAGES.en[key]) && !isLanguageName(MESSAGES.en[key])).map((key) => `${key}: ${MESSAGES.en[key]}`)).toEqual([]);
  });

  it('[I18N02] contain no simplified-only characters in traditional Chinese', () => {
    const isLanguageName = (text: string): boolean => text === '简体中文';
    const found = keys.filter((key) => SIMPLIFIED_ONLY.test(MESSAGES['zh-Hant'][key]) && !isLanguageName(MESSAGES['zh-Hant'][key]));
    expect(found.map((key) => `${key}: ${MESSAGES['zh-Hant'][key]} (${SIMPLIFIED_ONLY.exec(MESSAGES['zh-Hant'][key])?.[0]})`)).toEqual([]);
  });
});
