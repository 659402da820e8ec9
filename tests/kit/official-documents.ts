/**
 * Documents in the style of real ones: every 文种 and every level from the province to a township, with invented content. The first is built
 * on the facts of 黔府发〔2023〕21号 (head, number, recipients, date); its sentences are our own.
 */
import type { CheckedDocument } from '#shared/gbt9704/check/model.ts';
import { written, type Written } from './official-case.ts';
import { group, organ, organs } from './official-org.ts';

const china = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day, 2);
const DOWN: Written = { direction: 'down', ccRecipients: [], signer: '', countersign: 'done', layout: { firstPageShowsBody: true }, recipientsAt: 'top' };
const UP: Written = { direction: 'up', ccRecipients: [], layout: { firstPageShowsBody: true }, recipientsAt: 'top' };
const LEVEL: Written = { direction: 'level', ccRecipients: [], signer: '', layout: { firstPageShowsBody: true } };
const PUBLIC: Written = { direction: 'public', mainRecipients: [], ccRecipients: [], signer: '', layout: { firstPageShowsBody: true } };

export const SEED_DOCUMENT: CheckedDocument = written({
  ...DOWN, docType: 'opinion', organ: organ('province'), number: '黔府发〔2023〕21号',
  mainRecipients: [group('各市、自治州人民政府'), group('各县（市、区、特区）人民政府'), group('省政府各部门、各直属机构')],
  title: '贵州省人民政府关于加强数字政府建设的实施意见', annotation: '此件公开发布', signedOffAt: china(2023, 12, 27), dateLine: '2023年12月27日', attachments: [],
  lines: [
    '为贯彻落实《国务院关于加强数字政府建设的指导意见》（国发〔2022〕14号）精神，加快我省数字政府建设，结合实际，提出如下实施意见。',
    '# 一、总体要求', '坚持党的全面领导，坚持以人民为中心，坚持整体协同、安全可控。到2025年，省市县乡村五级全覆盖的协同办公体系基本建成；到2035年，数字政府体系更加成熟完备。',
    '# 二、夯实数字政府基础支撑', '## （一）统筹政务云建设', '推进各级各部门政务信息系统上云，依法依规做好涉密网络与非涉密网络间的信息交换，严格保守国家秘密、工作秘密和商业秘密。',
    '## （二）完善电子政务外网', '推进电子政务外网五级贯通，支持互联网协议第六版。', '# 三、建设共性应用', '### 1.身份认证', '统一身份认证，实现一次登录、全网通办。', '### 2.电子印章', '规范电子印章制发、备案和使用。',
    '# 四、强化协同办公', '建设全省统一的办公入口，集中管理组织机构、人员信息，逐步整合接入各级各部门政务信息系统。', '# 五、组织实施', '各地各部门要加强组织领导，明确责任分工。省大数据局会同有关部门加强指导督促，重大事项及时向省人民政府报告。',
  ],
});

const DOCUMENTS: Readonly<Record<string, Written>> = {
  '省 · 决定': {
    ...DOWN,
    docType: 'decision', organ: organ('province'), mainRecipients: [group('各市、自治州人民政府'), group('省政府各部门')],
    number: '黔府发〔2026〕3号',
    title: '贵州省人民政府关于表彰防汛抗旱先进集体和先进个人的决定',
    lines: ['2025年，全省干部群众团结奋战，夺取了防汛抗旱工作的胜利。为表彰先进，省人民政府决定，对下列集体和个人予以表彰。', '希望受表彰的集体和个人珍惜荣誉，再创佳绩。', '附件：1.防汛抗旱先进集体名单', '2.防汛抗旱先进个人名单'],
    attachments: ['防汛抗旱先进集体名单.ofd', '防汛抗旱先进个人名单.ofd'],
    signedOffAt: china(2026, 1, 9), dateLine: '2026年1月9日',
  },
  '省 · 命令': {
    ...DOWN,
    docType: 'order', organ: organ('province'), mainRecipients: null,
    number: '第8号',
    title: '贵州省人民政府令',
    lines: ['《贵州省政务数据管理规定》已经2026年3月2日省人民政府第15次常务会议通过，现予公布，自2026年5月1日起施行。'],
  },
  '省 · 公报': {
    ...PUBLIC,
    docType: 'communique', organ: organ('province'),
    number: null,
    title: '贵州省第五次全国经济普查公报',
    lines: ['根据省人民政府部署，全省各级普查机构组织开展了普查工作，现将主要数据公布如下。', '一、单位基本情况', '二、从业人员情况'],
  },
  '省厅 · 通知': {
    ...DOWN,
    docType: 'notice', organ: organ('provinceEducation'), mainRecipients: organs('cityEducation', 'otherCityEducation'),
    number: '黔教发〔2026〕17号',
    title: '贵州省教育厅关于做好2026年秋季学期开学工作的通知',
    lines: ['为做好秋季学期开学工作，现将有关事项通知如下。', '一、做好校舍安全检查', '（一）排查隐患', '（二）落实整改', '二、做好控辍保学工作', '三、严肃工作纪律', '请各地于2026年9月10日前将工作情况报省教育厅。'],
  },
  '省政府办公厅 · 通知': {
    ...DOWN,
    docType: 'notice', organ: organ('provinceOffice'), mainRecipients: [group('各市、自治州人民政府'), group('各县（市、区、特区）人民政府'), group('省政府各部门、各直属机构')],
    number: '黔府办发〔2026〕9号',
    title: '贵州省人民政府办公厅关于印发《贵州省整治形式主义为基层减负若干措施》的通知',
    lines: ['经省人民政府同意，现将《贵州省整治形式主义为基层减负若干措施》印发给你们，请认真贯彻执行。'],
  },
  '市 · 请示': {
    ...UP,
    docType: 'request', organ: organ('city'), mainRecipients: organs('province'), signer: '石磊',
    number: '遵府呈〔2026〕11号', annotation: '联系人：周敏；电话：0851-28612345',
    title: '遵义市人民政府关于将赤水河流域列入生态保护补偿试点的请示',
    lines: ['赤水河是长江上游重要支流。近年来，我市持续加强流域保护，水质稳定达到Ⅱ类标准。', '为完善生态保护补偿机制，根据《国务院办公厅关于健全生态保护补偿机制的意见》（国办发〔2016〕31号）精神，我市拟将赤水河流域列入试点。我市认为，开展试点条件成熟、十分必要。', '妥否，请批示。', '附件：赤水河流域生态保护补偿试点方案'],
    attachments: ['赤水河流域生态保护补偿试点方案.docx'],
  },
  '市 · 通报': {
    ...DOWN,
    docType: 'circular', organ: organ('city'), mainRecipients: [group('各县（市、区）人民政府'), group('市政府各部门')],
    number: '遵府发〔2026〕6号',
    title: '遵义市人民政府关于2026年上半年安全生产情况的通报',
    lines: ['2026年上半年，全市安全生产形势总体平稳。现将有关情况通报如下。', '一、总体情况', '二、存在问题', '个别单位责任落实不到位。', '三、下一步工作', '各县（市、区）要举一反三，切实抓好整改，整改情况于7月底前报市人民政府。'],
  },
  '市 · 议案': {
    ...LEVEL,
    docType: 'motion', organ: organ('city'), mainRecipients: organs('cityCongress'),
    number: '遵府案〔2026〕2号',
    title: '遵义市人民政府关于提请审议《遵义市城市供水条例（草案）》的议案',
    lines: ['《遵义市城市供水条例（草案）》已经市人民政府常务会议讨论通过，现提请审议。'],
  },
  '市人大常委会 · 决议': {
    ...PUBLIC,
    docType: 'resolution', organ: organ('cityCongress'),
    number: null,
    title: '遵义市人民代表大会常务委员会关于批准2025年市级财政决算的决议',
    lines: ['遵义市第六届人民代表大会常务委员会第三十次会议听取和审议了有关报告。', '会议决定，批准2025年市级财政决算。'],
    signedOffAt: china(2026, 6, 28), dateLine: '2026年6月26日',
  },
  '市局 · 意见': {
    ...DOWN,
    docType: 'opinion', organ: organ('cityEducation'), mainRecipients: organs('countyEducation'),
    number: '遵教发〔2026〕22号',
    title: '遵义市教育局关于加强农村寄宿制学校管理的意见',
    lines: ['为加强农村寄宿制学校管理，提出如下意见。', '# 一、完善设施', '# 二、健全制度', '# 三、保障安全'],
  },
  '市局 · 报告': {
    ...UP,
    docType: 'report', organ: organ('cityFinance'), mainRecipients: organs('city'), signer: '罗明',
    number: '遵财呈〔2026〕14号',
    title: '遵义市财政局关于2026年上半年预算执行情况的报告',
    lines: ['现将2026年上半年预算执行情况报告如下。', '一、收入情况', '二、支出情况', '三、下一步打算', '将积极向上级请示汇报，争取支持。', '特此报告。'],
  },
  '县 · 批复': {
    ...DOWN,
    docType: 'reply', organ: organ('county'), mainRecipients: organs('town'),
    number: '桐府复〔2026〕7号',
    inReplyTo: { kind: 'document',
    docType: 'request', sender: organ('town') },
    title: '桐梓县人民政府关于同意修缮楚米镇村道的批复',
    lines: ['你镇《桐梓县楚米镇人民政府关于修缮村道的请示》（楚米府呈〔2026〕5号）收悉。经研究，现批复如下：', '一、原则同意修缮村道三公里。', '二、所需资金由县财政局按程序核拨。', '三、请严格工程质量管理，确保按期完工。'],
  },
  '县 · 公告': {
    ...PUBLIC,
    docType: 'announcement', organ: organ('county'),
    number: '2026年第3号',
    title: '桐梓县人民政府关于划定森林防火区的公告',
    lines: ['为预防和扑救森林火灾，现将有关事项公告如下。', '一、森林防火区为全县林地及距林地边缘100米范围内的区域。', '二、每年10月1日至次年5月31日为森林防火期。', '特此公告。'],
  },
  '县 · 通告': {
    ...PUBLIC,
    docType: 'publicNotice', organ: organ('county'),
    number: '第5号',
    title: '桐梓县人民政府关于县城部分路段实行交通管制的通告',
    lines: ['因道路改造施工需要，定于2026年8月1日至8月31日对部分路段实行交通管制。', '特此通告。'],
  },
  '县 · 纪要': {
    docType: 'minutes', organ: organ('county'), mainRecipients: null, signer: '',
    number: '〔2026〕3号',
    title: '桐梓县人民政府专题会议纪要',
    lines: ['2026年4月8日，县长主持召开专题会议，研究农村饮水安全有关工作。纪要如下。', '会议听取了县水务局的汇报。', '会议议定：', '一、由县水务局牵头编制实施方案，报请县人民政府批准后实施。', '二、由县财政局落实配套资金。', '出席：有关部门负责人。'],
  },
  '县局 · 函': {
    ...LEVEL,
    docType: 'letter', organ: organ('countyEducation'), mainRecipients: organs('countyFinance'),
    number: '桐教函〔2026〕18号',
    inReplyTo: { kind: 'none' },
    title: '桐梓县教育局关于商请安排校舍维修资金的函',
    lines: ['为改善农村学校办学条件，我局拟对五所学校校舍进行维修。现商请贵局在年度预算中安排维修资金。', '专此致函，请予支持为盼。'],
  },
  '县局 · 复函': {
    ...LEVEL,
    docType: 'letter', organ: organ('countyFinance'), mainRecipients: organs('countyEducation'),
    number: '桐财函〔2026〕33号',
    inReplyTo: { kind: 'document',
    docType: 'letter', sender: organ('countyEducation') },
    title: '桐梓县财政局关于校舍维修资金安排问题的复函',
    lines: ['贵局《桐梓县教育局关于商请安排校舍维修资金的函》（桐教函〔2026〕18号）收悉。经研究，现函复如下。', '同意按规定程序安排。'],
  },
  '县局 · 联合通知': {
    ...DOWN,
    docType: 'notice', organ: organ('countyEducation'), jointOrgans: organs('countyEducation', 'countyFinance'), mainRecipients: [group('各乡镇人民政府、街道办事处')],
    number: '桐教发〔2026〕41号',
    title: '桐梓县教育局桐梓县财政局关于做好义务教育营养改善计划工作的通知',
    lines: ['为做好义务教育学生营养改善计划工作，经桐梓县人民政府同意，现将有关事项通知如下。', '1.严格资金管理', '2.严格食品安全', '3.严格信息公开'],
  },
  '县局 · 请示': {
    ...UP,
    docType: 'request', organ: organ('countyEducation'), mainRecipients: organs('cityEducation'), ccRecipients: organs('county'), signer: '田野',
    number: '桐教呈〔2026〕9号', annotation: '（联系人：谢云；联系电话：0851-26654321）',
    title: '桐梓县教育局关于新建楚米镇中心幼儿园的请示',
    lines: ['楚米镇现有学前幼儿612人，学位缺口较大。', '经县人民政府同意，拟新建楚米镇中心幼儿园一所，规划学位360个。', '以上请示妥否，请批复。'],
  },
  '乡镇 · 请示': {
    ...UP,
    docType: 'request', organ: organ('town'), mainRecipients: organs('county'), signer: '陈强',
    number: '楚米府呈〔2026〕5号', annotation: '联系人：李兰；电话：15400000000',
    title: '桐梓县楚米镇人民政府关于修缮村道的请示',
    lines: ['今年6月以来，我镇连降暴雨，三座村、元田村等村道路基冲毁约3公里，影响群众1200余人出行。', '经实地勘测，修缮工程概算30万元，镇自筹10万元，尚缺20万元。恳请县人民政府解决资金20万元。', '妥否，请批示。'],
  },
  '乡镇 · 报告': {
    ...UP,
    docType: 'report', organ: organ('town'), mainRecipients: organs('county'), signer: '陈强',
    number: '楚米府呈〔2026〕8号',
    title: '桐梓县楚米镇人民政府关于2026年防汛工作情况的报告',
    lines: ['现将我镇2026年防汛工作情况报告如下。', '一、组织领导', '（一）建立责任体系。镇村两级共落实责任人86名。', '（二）强化值班值守。严格执行24小时值班和领导带班制度。', '二、物资储备', '三、存在问题', '四、下步工作', '特此报告。'],
  },
  '乡镇 · 通知': {
    ...DOWN,
    docType: 'notice', organ: organ('town'), mainRecipients: [group('各村（居）民委员会'), group('镇属各单位')],
    number: '楚米府发〔2026〕15号',
    title: '桐梓县楚米镇人民政府关于做好2026年城乡居民医保缴费工作的通知',
    lines: ['为做好城乡居民医保缴费工作，现将有关事项通知如下。', '一、缴费时间为2026年9月1日至12月31日。', '二、不得强制群众下载应用、不得排名通报。'],
  },
  '乡镇 · 意见（上行）': {
    ...UP,
    docType: 'opinion', organ: organ('town'), mainRecipients: organs('county'), signer: '陈强',
    number: '楚米府呈〔2026〕10号',
    title: '桐梓县楚米镇人民政府关于优化村级便民服务的意见',
    lines: ['为优化村级便民服务，结合我镇实际，提出以下意见。', '一、整合服务事项', '二、减少证明材料'],
  },
};

export const OFFICIAL_DOCUMENTS: readonly (readonly [name: string, document: CheckedDocument])[] =
  [['黔府发〔2023〕21号', SEED_DOCUMENT], ...Object.entries(DOCUMENTS).map(([name, document]) => [name, written(document)] as const)];
