/**
 * Words on the screen. Keys are typed by the Chinese source; `{name}` in a text is replaced by the parameter of that name.
 * A namespace per owner: `error.*` codes, `domain.*` 公文 terms, `ui.*` screens, `menu.*` the application menu, `rule.*` the 行文检查, `register.*` the 登记簿, `supervision.*` 督办, `chain.*` 请示–批复 across levels, `time.*` deadlines and reminders, `desk.*` the to-do centre, `flows.*` 办理流程 and 委托, `editor.*` what is put into a text and 版面要素, `versions.*` 版本对比, `paper.*` 打印预览, `ofd.*` 导出 OFD, `handover.*` 移交, `revision.*` 修订, `docx.*` Word 文件, `comment.*` 批注, `attach.*` 附件和插图, `proof.*` 校对, `admin.*` 目录管理.
 */
import { attach as attachCn } from './zh-CN/attach.ts';
import { admin as adminCn } from './zh-CN/admin.ts';
import { chain as chainCn } from './zh-CN/chain.ts';
import { comment as commentCn } from './zh-CN/comment.ts';
import { desk as deskCn } from './zh-CN/desk.ts';
import { domain as domainCn } from './zh-CN/domain.ts';
import { docx as docxCn } from './zh-CN/docx.ts';
import { editor as editorCn } from './zh-CN/editor.ts';
import { errors as errorsCn } from './zh-CN/errors.ts';
import { exchange as exchangeCn } from './zh-CN/exchange.ts';
import { flow as flowCn } from './zh-CN/flow.ts';
import { flows as flowsCn } from './zh-CN/flows.ts';
import { handover as handoverCn } from './zh-CN/handover.ts';
import { menu as menuCn } from './zh-CN/menu.ts';
import { ofd as ofdCn } from './zh-CN/ofd.ts';
import { paper as paperCn } from './zh-CN/paper.ts';
import { proof as proofCn } from './zh-CN/proof.ts';
import { register as registerCn } from './zh-CN/register.ts';
import { revision as revisionCn } from './zh-CN/revision.ts';
import { rule as ruleCn } from './zh-CN/rule.ts';
import { supervision as supervisionCn } from './zh-CN/supervision.ts';
import { time as timeCn } from './zh-CN/time.ts';
import { ui as uiCn } from './zh-CN/ui.ts';
import { versions as versionsCn } from './zh-CN/versions.ts';
import { admin as adminHant } from './zh-Hant/admin.ts';
import { attach as attachHant } from './zh-Hant/attach.ts';
import { chain as chainHant } from './zh-Hant/chain.ts';
import { comment as commentHant } from './zh-Hant/comment.ts';
import { desk as deskHant } from './zh-Hant/desk.ts';
import { domain as domainHant } from './zh-Hant/domain.ts';
import { docx as docxHant } from './zh-Hant/docx.ts';
import { editor as editorHant } from './zh-Hant/editor.ts';
import { errors as errorsHant } from './zh-Hant/errors.ts';
import { exchange as exchangeHant } from './zh-Hant/exchange.ts';
import { flow as flowHant } from './zh-Hant/flow.ts';
import { flows as flowsHant } from './zh-Hant/flows.ts';
import { handover as handoverHant } from './zh-Hant/handover.ts';
import { menu as menuHant } from './zh-Hant/menu.ts';
import { ofd as ofdHant } from './zh-Hant/ofd.ts';
import { paper as paperHant } from './zh-Hant/paper.ts';
import { proof as proofHant } from './zh-Hant/proof.ts';
import { register as registerHant } from './zh-Hant/register.ts';
import { revision as revisionHant } from './zh-Hant/revision.ts';
import { rule as ruleHant } from './zh-Hant/rule.ts';
import { supervision as supervisionHant } from './zh-Hant/supervision.ts';
import { time as timeHant } from './zh-Hant/time.ts';
import { ui as uiHant } from './zh-Hant/ui.ts';
import { versions as versionsHant } from './zh-Hant/versions.ts';
import { admin as adminEn } from './en/admin.ts';
import { attach as attachEn } from './en/attach.ts';
import { chain as chainEn } from './en/chain.ts';
import { comment as commentEn } from './en/comment.ts';
import { desk as deskEn } from './en/desk.ts';
import { domain as domainEn } from './en/domain.ts';
import { docx as docxEn } from './en/docx.ts';
import { editor as editorEn } from './en/editor.ts';
import { errors as errorsEn } from './en/errors.ts';
import { exchange as exchangeEn } from './en/exchange.ts';
import { flow as flowEn } from './en/flow.ts';
import { flows as flowsEn } from './en/flows.ts';
import { handover as handoverEn } from './en/handover.ts';
import { menu as menuEn } from './en/menu.ts';
import { ofd as ofdEn } from './en/ofd.ts';
import { paper as paperEn } from './en/paper.ts';
import { proof as proofEn } from './en/proof.ts';
import { register as registerEn } from './en/register.ts';
import { revision as revisionEn } from './en/revision.ts';
import { rule as ruleEn } from './en/rule.ts';
import { supervision as supervisionEn } from './en/supervision.ts';
import { time as timeEn } from './en/time.ts';
import { ui as uiEn } from './en/ui.ts';
import { versions as versionsEn } from './en/versions.ts';
import type { Locale } from './locales.ts';

const zhCN = { ...adminCn, ...attachCn, ...chainCn, ...commentCn, ...deskCn, ...domainCn, ...docxCn, ...editorCn, ...errorsCn, ...exchangeCn, ...flowCn, ...flowsCn, ...handoverCn, ...menuCn, ...ofdCn, ...paperCn, ...proofCn, ...registerCn, ...revisionCn, ...ruleCn, ...supervisionCn, ...timeCn, ...uiCn, ...versionsCn } as const;
export type MessageKey = keyof typeof zhCN;
export type Messages = { readonly [key in MessageKey]: string };

export const MESSAGES: { readonly [locale in Locale]: Messages } = {
  'zh-CN': zhCN,
  'zh-Hant': { ...adminHant, ...attachHant, ...chainHant, ...commentHant, ...deskHant, ...domainHant, ...docxHant, ...editorHant, ...errorsHant, ...exchangeHant, ...flowHant, ...flowsHant, ...handoverHant, ...menuHant, ...ofdHant, ...paperHant, ...proofHant, ...registerHant, ...revisionHant, ...ruleHant, ...supervisionHant, ...timeHant, ...uiHant, ...versionsHant },
  en: { ...adminEn, ...attachEn, ...chainEn, ...commentEn, ...deskEn, ...domainEn, ...docxEn, ...editorEn, ...errorsEn, ...exchangeEn, ...flowEn, ...flowsEn, ...handoverEn, ...menuEn, ...ofdEn, ...paperEn, ...proofEn, ...registerEn, ...revisionEn, ...ruleEn, ...supervisionEn, ...timeEn, ...uiEn, ...versionsEn },
};

export type Params = Readonly<Record<string, string | number>>;

export function t(locale: Locale, key: MessageKey, params: Params = {}): string {
  return MESSAGES[locale][key].replace(/\{(\w+)\}/gu, (whole, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : whole));
}
