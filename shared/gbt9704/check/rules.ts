/**
 * The rules of 行文 as one table, in the order and words of the house's list R1–R22: what each may do to a document, which clause it obeys,
 * and the check itself. 条例 is 《党政机关公文处理工作条例》 (2012), the standard GB/T 9704—2012.
 */
import type { RuleCheck, RuleId, Severity } from './model.ts';
import { noRequestInReport, oneMatter, signerUpwardsOnly, whomToAsk } from './rule/asking.ts';
import { noteMatchesAttachments } from './rule/attachments.ts';
import { datesWritten } from './rule/dates.ts';
import { agreedBeforeDown, copyUpwards, jointAmongEquals, noOrdersToLowerGovernment, noSectionOutside } from './rule/downward.ts';
import { bodyOnFirstPage } from './rule/first-page.ts';
import { levelsInOrder } from './rule/levels.ts';
import { numberForm } from './rule/number.ts';
import { titleThenNumber } from './rule/references.ts';
import { replyToItsRequest } from './rule/reply.ts';
import { nothingClassified } from './rule/secrecy.ts';
import { titleForm } from './rule/title.ts';
import { copyToSecondSuperior, noCopyDownwards, noPersons, notPastTheSuperior, oneMainRecipient } from './rule/upward.ts';

export interface Rule {
  readonly id: RuleId;
  /** What its findings may be; the first is the usual one. */
  readonly severities: readonly [Severity, ...Severity[]];
  readonly clause: string;
  readonly check: RuleCheck;
}

const both = (...checks: readonly RuleCheck[]): RuleCheck => (document, context) => checks.flatMap((check) => check(document, context));

export const RULES: readonly Rule[] = [
  { id: 'R1', severities: ['block', 'override'], clause: '条例第十四条、第十五条（二）', check: notPastTheSuperior }, // 不越级
  { id: 'R2', severities: ['warn', 'block'], clause: '条例第十五条（一）', check: oneMainRecipient }, // 主送一个上级机关
  { id: 'R3', severities: ['block'], clause: '条例第十五条（一）', check: noCopyDownwards }, // 上行文不抄送下级
  { id: 'R4', severities: ['warn'], clause: '条例第十五条（四）', check: oneMatter }, // 一文一事
  { id: 'R5', severities: ['block'], clause: '条例第十五条（四）', check: noRequestInReport }, // 报告不夹带请示事项
  { id: 'R6', severities: ['block'], clause: '条例第十五条（五）', check: noPersons }, // 不向个人报送
  { id: 'R7', severities: ['block'], clause: '条例第九条（六）', check: signerUpwardsOnly }, // 签发人
  { id: 'R8', severities: ['warn'], clause: '条例第九条（十四）', check: whomToAsk }, // 附注：联系人、电话
  { id: 'R9', severities: ['block'], clause: '条例第十七条、第九条（五）', check: jointAmongEquals }, // 同级联合行文
  { id: 'R10', severities: ['block'], clause: '条例第十七条', check: noSectionOutside }, // 内设机构不对外行文
  { id: 'R11', severities: ['override'], clause: '条例第十六条（二）', check: noOrdersToLowerGovernment }, // 部门不向下级政府发指令性公文
  { id: 'R12', severities: ['block'], clause: '条例第十六条（四）', check: agreedBeforeDown }, // 未协商一致不下行
  { id: 'R13', severities: ['warn'], clause: '条例第十六条（一）', check: copyUpwards }, // 重要下行文抄送上级
  { id: 'R14', severities: ['warn'], clause: '条例第十五条（六）', check: copyToSecondSuperior }, // 双重领导抄送另一上级
  { id: 'R15', severities: ['block'], clause: '条例第八条（十二）、第十六条（一）', check: replyToItsRequest }, // 批复对应请示
  { id: 'R16', severities: ['block'], clause: 'GB/T 9704—2012 7.2.5', check: numberForm }, // 发文字号
  { id: 'R17', severities: ['warn'], clause: '条例第九条（七）', check: titleForm }, // 标题
  { id: 'R18', severities: ['warn'], clause: '条例第二十条（四）', check: titleThenNumber }, // 引文先标题后字号
  { id: 'R19', severities: ['block'], clause: 'GB/T 9704—2012 7.3.2、7.3.3', check: bodyOnFirstPage }, // 首页显示正文
  { id: 'R20', severities: ['warn'], clause: 'GB/T 9704—2012 7.3.3', check: both(levelsInOrder, datesWritten) }, // 层次、日期
  { id: 'R21', severities: ['block'], clause: '条例第二十六条', check: nothingClassified }, // 密级
  { id: 'R22', severities: ['block', 'warn'], clause: '条例第九条（十）、（十五）', check: noteMatchesAttachments }, // 附件说明
];
