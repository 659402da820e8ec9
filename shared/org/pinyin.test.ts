import { expect, it } from 'vitest';
import { readPersonName, readPlaceName } from './pinyin.ts';
import { queryTerms } from './query-terms.ts';
import { personTokens, postTokens, unitTokens } from './search-tokens.ts';

const person = (name: string): string => {
  const { surname, given } = readPersonName(name);
  return [surname.join(''), given.join('')].join(' ').trim();
};

it('[ORG06] polyphonic and compound surnames are read as surnames', () => {
  const readings: Record<string, string> = {
    单雄: 'shan xiong', 仇和: 'qiu he', 区兰: 'ou lan', 解明: 'xie ming', 查良: 'zha liang', 曾明: 'zeng ming', 覃丽: 'qin li', 乐平: 'yue ping', 任强: 'ren qiang',
    翟明: 'zhai ming', 令狐冲: 'linghu chong', 欧阳文海: 'ouyang wenhai', 尉迟恭: 'yuchi gong', 吕仕: 'lv shi', 冉永远: 'ran yongyuan',
  };
  expect(Object.fromEntries(Object.keys(readings).map((name) => [name, person(name)]))).toEqual(readings);
});

it('[ORG07] Guizhou’s place names are read the local way, rare glyphs included', () => {
  const readings: Record<string, string> = {
    道真仡佬族苗族自治县: 'dao zhen ge lao zu miao zu zi zhi xian', 都匀市: 'du yun shi', 三都水族自治县: 'san du shui zu zi zhi xian', 白箐村: 'bai qing cun',
    周覃镇: 'zhou tan zhen', 桴㯊镇: 'fu yan zhen', '㵲水街道': 'wu shui jie dao', 六枝特区: 'liu zhi te qu', 长顺县: 'chang shun xian', 大方县: 'da fang xian',
  };
  expect(Object.fromEntries(Object.keys(readings).map((name) => [name, readPlaceName(name).join(' ')]))).toEqual(readings);
});

it('[ORG08] a name is found by every suffix, by pinyin, initials with and without h, surname and initials, ü as v or u', () => {
  expect(personTokens('张建国')).toEqual(expect.arrayContaining(['张建国', '建国', '国', 'zhangjianguo', 'jianguo', 'guo', 'zjg', 'jg', 'zhjg', 'zhangjg']));
  expect(personTokens('吕绿')).toEqual(expect.arrayContaining(['lvlv', 'lulu', 'lvl', 'lul']));
  expect(personTokens('杨䶮')).toEqual(expect.arrayContaining(['䶮', '杨䶮', 'yangyan', 'yy']));
  expect(personTokens('古丽·阿依夏')).toEqual(expect.arrayContaining(['古丽阿依夏', '阿依夏', 'guliayixia', 'ayixia']));
  expect(postTokens('张伟', '党支部书记、副主任', '154****5678').split(' ')).toEqual(expect.arrayContaining(['张伟', '书记', '副主任', '主任', '5678']));
  expect(unitTokens('桐梓县教育局', '县教育局', null, []).split(' ')).toEqual(expect.arrayContaining(['教育局', 'jiaoyuju', 'jyj', 'xjyj']));
});

it('[ORG09] what is typed becomes letters and digits only, cut at spaces and where Hanzi meet letters', () => {
  expect(queryTerms('  楚米yxq 张·伟 ')).toEqual(['楚米', 'yxq', '张伟']);
  expect(queryTerms('"OR" * NEAR(a b) -- ; DROP')).toEqual(['or', 'neara', 'b', 'drop']);
  expect(queryTerms('ｌü')).toEqual(['lv']);
  expect(queryTerms('！？…')).toEqual([]);
  expect(queryTerms('长'.repeat(1000))).toHaveLength(1);
});
