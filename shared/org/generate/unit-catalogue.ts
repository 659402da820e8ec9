/**
 * The units that exist at province, prefecture and county (党政机构, 人大政协两院, 群团, 直属事业, 垂直管理), as one table:
 * 110 units at the province, 80 in a prefecture, 75 in a county.
 *
 * A row: topic | 代字 character(s) | name at province | at prefecture | at county; `-` where the level has none.
 * `@` stands for 中共…委, `{D}` for the division's name inside a name; otherwise the division's name goes in front.
 * The list follows public 机构改革 practice; it is seed data, not an official register.
 */

/** The first row is the government's own office: its staff exercise their roles for the division itself. */
const TABLE = `
政府机关|府办|人民政府办公厅|人民政府办公室|人民政府办公室
党务|党办|@办公厅|@办公室|@办公室
纪检监察|纪|纪委监委|纪委监委|纪委监委
组织|组|@组织部|@组织部|@组织部
宣传|宣|@宣传部|@宣传部|@宣传部
统战|统|@统一战线工作部|@统一战线工作部|@统一战线工作部
政法|政法|@政法委员会|@政法委员会|@政法委员会
社会工作|社工|@社会工作部|@社会工作部|@社会工作部
网信|网信|@网络安全和信息化委员会办公室|@网络安全和信息化委员会办公室|@网络安全和信息化委员会办公室
机构编制|编办|@机构编制委员会办公室|@机构编制委员会办公室|@机构编制委员会办公室
直属机关党建|直工|@直属机关工作委员会|@直属机关工作委员会|@直属机关工作委员会
巡视巡察|巡|@巡视工作领导小组办公室|@巡察工作领导小组办公室|@巡察工作领导小组办公室
老干部|老干|@老干部局|@老干部局|@老干部局
档案史志|史志|档案馆|档案馆|档案史志局
人大|人大|人民代表大会常务委员会|人民代表大会常务委员会|人民代表大会常务委员会
政协|协|中国人民政治协商会议{D}委员会|中国人民政治协商会议{D}委员会|中国人民政治协商会议{D}委员会
审判|法|高级人民法院|中级人民法院|人民法院
检察|检|人民检察院|人民检察院|人民检察院
发展改革|发改|发展和改革委员会|发展和改革委员会|发展和改革局
教育|教|教育厅|教育局|教育局
科学技术|科|科学技术厅|科学技术局|科学技术局
工业和信息化|工信|工业和信息化厅|工业和信息化局|工业和信息化局
民族宗教|民宗|民族宗教事务委员会|民族宗教事务委员会|民族宗教事务局
公安|公|公安厅|公安局|公安局
民政|民|民政厅|民政局|民政局
司法|司|司法厅|司法局|司法局
财政|财|财政厅|财政局|财政局
人力资源社会保障|人社|人力资源和社会保障厅|人力资源和社会保障局|人力资源和社会保障局
自然资源|自然资|自然资源厅|自然资源局|自然资源局
生态环境|环|生态环境厅|生态环境局|生态环境分局
住房城乡建设|住建|住房和城乡建设厅|住房和城乡建设局|住房和城乡建设局
交通运输|交|交通运输厅|交通运输局|交通运输局
水务|水|水利厅|水务局|水务局
农业农村|农|农业农村厅|农业农村局|农业农村局
商务|商|商务厅|商务局|商务局
文化旅游|文旅|文化和旅游厅|文体旅游局|文体旅游局
卫生健康|卫健|卫生健康委员会|卫生健康局|卫生健康局
退役军人事务|退役|退役军人事务厅|退役军人事务局|退役军人事务局
应急管理|应急|应急管理厅|应急管理局|应急管理局
审计|审|审计厅|审计局|审计局
外事|外|外事办公室|外事办公室|-
国有资产监管|国资|国有资产监督管理委员会|国有资产监督管理委员会|国有资产监督管理局
市场监管|市监|市场监督管理局|市场监督管理局|市场监督管理局
体育|体|体育局|-|-
统计|统计|统计局|统计局|统计局
数据|数据|大数据发展管理局|大数据发展管理局|大数据发展管理局
医疗保障|医保|医疗保障局|医疗保障局|医疗保障局
林业|林|林业局|林业局|林业局
地方金融|金|地方金融管理局|地方金融管理局|-
信访|信访|信访局|信访局|信访局
能源|能|能源局|能源局|能源局
综合行政执法|综执|-|综合行政执法局|综合行政执法局
税务|税|国家税务总局{D}税务局|国家税务总局{D}税务局|国家税务总局{D}税务局
气象|气|气象局|气象局|气象局
烟草专卖|烟|烟草专卖局|烟草专卖局|烟草专卖局
消防救援|消|消防救援总队|消防救援支队|消防救援大队
调查统计|调|国家统计局{D}调查总队|国家统计局{D}调查队|国家统计局{D}调查队
疾病预防控制|疾控|疾病预防控制局|疾病预防控制中心|疾病预防控制中心
人民医院|医|人民医院|第一人民医院|人民医院
投资促进|投促|投资促进局|投资促进局|投资促进局
机关事务|机管|机关事务管理局|机关事务服务中心|机关事务服务中心
乡村振兴|乡振|乡村振兴局|乡村振兴局|乡村振兴局
粮食和物资储备|粮|粮食和物资储备局|粮食和物资储备局|粮食和物资储备中心
药品监管|药监|药品监督管理局|-|-
知识产权|知|知识产权局|-|-
广播电视|广|广播电视局|-|融媒体中心
生态移民|移|生态移民局|生态移民局|水库和生态移民局
政务大厅|政服|政务服务中心|政务服务中心|政务服务中心
公共资源交易|公资|公共资源交易中心|公共资源交易中心|公共资源交易中心
住房公积金|公积|住房资金管理中心|住房公积金管理中心|-
监狱管理|监|监狱管理局|-|-
戒毒管理|戒|戒毒管理局|-|-
社会科学|社科|社会科学院|社会科学界联合会|-
科学院|科院|科学院|-|-
农业科学|农科|农业科学院|农业科学研究院|-
地质矿产|地矿|地质矿产勘查开发局|-|-
有色和核工业地质|有色|有色金属和核工业地质勘查局|-|-
煤田地质|煤田|煤田地质局|-|-
供销|供|供销合作社联合社|供销合作社联合社|供销合作社联合社
党校教育|校|@党校|@党校|@党校
社会主义学院|社院|社会主义学院|社会主义学院|-
党史研究|党史|@党史研究室|@党史研究室|-
地方志|志|地方志编纂委员会办公室|-|-
讲师宣讲|讲|@讲师团|@讲师团|-
日报|报|贵州日报社|日报社|-
广播电视台|台|广播电视台|广播电视台|-
参事文史|参|人民政府参事室|-|-
发展研究|研|人民政府发展研究中心|人民政府发展研究中心|-
驻京联络|驻京|人民政府驻北京办事处|人民政府驻北京办事处|-
工会|工会|总工会|总工会|总工会
共青团|团|中国共产主义青年团{D}委员会|中国共产主义青年团{D}委员会|中国共产主义青年团{D}委员会
妇女|妇|妇女联合会|妇女联合会|妇女联合会
工商联|工商联|工商业联合会|-|工商业联合会
科协|科协|科学技术协会|-|科学技术协会
文联|文联|文学艺术界联合会|-|文学艺术界联合会
侨联|侨|归国华侨联合会|-|-
残联|残|残疾人联合会|-|残疾人联合会
红十字|红|红十字会|-|红十字会
计划生育协会|计协|计划生育协会|-|计划生育协会
贸易促进|贸|中国国际贸易促进委员会{D}委员会|-|-
作家协会|作|作家协会|-|-
对外友好|友|人民对外友好协会|-|-
民革|民革|中国国民党革命委员会{D}委员会|-|-
民盟|民盟|中国民主同盟{D}委员会|-|-
民建|民建|中国民主建国会{D}委员会|-|-
民进|民进|中国民主促进会{D}委员会|-|-
农工党|农工|中国农工民主党{D}委员会|-|-
致公党|致公|中国致公党{D}委员会|-|-
九三学社|九三|九三学社{D}委员会|-|-
邮政管理|邮|邮政管理局|-|-
通信管理|通|通信管理局|-|-
`;

export const OFFICE_TOPIC = '政府机关';

export interface CatalogueUnit {
  /** The subject in a few characters, used to name subordinate institutions. */
  readonly topic: string;
  readonly docCode: string;
  /** Name pattern; see the head of this file. */
  readonly pattern: string;
}

type CatalogueLevel = 1 | 2 | 3;

function unitsAt(level: CatalogueLevel): readonly CatalogueUnit[] {
  const units: CatalogueUnit[] = [];
  for (const line of TABLE.trim().split('\n')) {
    const cells = line.split('|');
    const [topic = '', docCode = ''] = cells;
    const pattern = cells[level + 1] ?? '-';
    if (pattern !== '-') units.push({ topic, docCode, pattern });
  }
  return units;
}

export const UNIT_CATALOGUE: Readonly<Record<CatalogueLevel, readonly CatalogueUnit[]>> = { 1: unitsAt(1), 2: unitsAt(2), 3: unitsAt(3) };

/** 内设机构, without the ending 处/科/股. The office comes first: it registers, numbers, seals and reviews. */
export const SECTION_STEMS = [
  '政策法规', '人事', '规划财务', '综合协调', '行政审批', '监督管理', '机关党建', '项目管理', '宣传教育', '信息统计', '督查', '安全应急', '标准技术', '对外合作', '离退休干部',
] as const;

/** Sections that make a unit recognisable; they stand before the common ones. */
export const OWN_SECTIONS: Readonly<Record<string, readonly string[]>> = {
  发展改革: ['国民经济综合', '固定资产投资', '基础产业', '价格'],
  教育: ['基础教育', '职业与成人教育', '学校安全', '教师工作'],
  公安: ['治安管理', '出入境管理', '法制', '警务保障'],
  民政: ['社会救助', '基层政权和社区治理', '养老服务', '区划地名'],
  财政: ['预算', '国库', '农业农村', '政府采购监管'],
  人力资源社会保障: ['就业促进', '工资福利', '劳动关系', '专业技术人员管理'],
  自然资源: ['耕地保护', '国土空间规划', '不动产登记', '矿产资源'],
  住房城乡建设: ['村镇建设', '房地产市场监管', '建筑业管理', '物业管理'],
  交通运输: ['公路建设', '农村公路', '运输管理', '安全监督'],
  水务: ['水资源管理', '农村饮水安全', '河湖长制工作', '水旱灾害防御'],
  农业农村: ['种植业', '畜牧兽医', '农村人居环境', '农田建设'],
  文化旅游: ['公共文化', '旅游产业', '文物保护', '群众体育'],
  卫生健康: ['医政医管', '基层卫生', '疾病预防', '妇幼健康'],
  应急管理: ['防灾减灾', '矿山安全监管', '应急指挥', '危险化学品监管'],
  数据: ['政务数据', '数字基础设施', '数据要素', '网络安全'],
};

/** 直属单位 endings. Only subjects with powers of enforcement have a 综合执法 force. */
const PLAIN_ENDINGS = { 1: ['信息中心', '服务中心', '宣传教育中心', '研究中心'], 2: ['信息中心', '服务中心', '事务中心'], 3: ['服务中心', '信息中心'] } as const;
const ENFORCING_ENDINGS = { 1: ['信息中心', '服务中心', '宣传教育中心', '综合执法总队'], 2: ['信息中心', '服务中心', '综合执法支队'], 3: ['服务中心', '综合执法大队'] } as const;
const ENFORCING_TOPICS = new Set(['自然资源', '生态环境', '住房城乡建设', '交通运输', '水务', '农业农村', '文化旅游', '卫生健康', '应急管理', '市场监管', '林业', '能源', '综合行政执法', '人力资源社会保障']);

export const subordinateEndings = (level: CatalogueLevel, topic: string): readonly string[] =>
  (ENFORCING_TOPICS.has(topic) ? ENFORCING_ENDINGS : PLAIN_ENDINGS)[level];

/** 内设机构 of a township (党政机构 and 事业单位), after the leadership. */
export const TOWNSHIP_SECTIONS = [
  '党政综合办公室', '基层党建工作办公室', '经济发展办公室', '社会事务办公室', '平安法治办公室', '综合行政执法队', '人大办公室', '纪检监察办公室',
  '党务政务综合服务中心', '农业农村综合服务中心', '综治中心', '退役军人服务站', '财政所', '司法所',
] as const;

/** Functional zones (功能区): in no division list, hung below the prefecture (贵安新区: the province) that answers for them. */
export const ZONES = [
  { parentCode: '52', level: 2, name: '贵州贵安新区', shortName: '贵安新区' },
  { parentCode: '5201', level: 3, name: '贵阳国家高新技术产业开发区', shortName: '贵阳高新区' },
  { parentCode: '5201', level: 3, name: '贵阳经济技术开发区', shortName: '贵阳经开区' },
  { parentCode: '5203', level: 3, name: '遵义市新蒲新区', shortName: '新蒲新区' },
  { parentCode: '5204', level: 3, name: '安顺经济技术开发区', shortName: '安顺经开区' },
  { parentCode: '5204', level: 3, name: '黄果树旅游区', shortName: '黄果树' },
  { parentCode: '5205', level: 3, name: '毕节金海湖新区', shortName: '金海湖新区' },
  { parentCode: '5205', level: 3, name: '百里杜鹃管理区', shortName: '百里杜鹃' },
  { parentCode: '5206', level: 3, name: '铜仁高新技术产业开发区', shortName: '铜仁高新区' },
  { parentCode: '5206', level: 3, name: '大龙经济开发区', shortName: '大龙开发区' },
  { parentCode: '5223', level: 3, name: '义龙新区', shortName: '义龙新区' },
  { parentCode: '5226', level: 3, name: '凯里经济开发区', shortName: '凯里经开区' },
  { parentCode: '5227', level: 3, name: '都匀经济开发区', shortName: '都匀经开区' },
] as const satisfies readonly { readonly parentCode: string; readonly level: 2 | 3; readonly name: string; readonly shortName: string }[];

export const ZONE_SECTIONS = ['综合办公室', '经济发展局', '规划建设局', '社会事务局', '财政局', '招商服务中心'] as const;
