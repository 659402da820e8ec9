/** Everything a person can ask for. No button and no command exists without a rule in `can.ts`; what each act does stands in the flow tables. */
import { ACTS, type Act } from '#shared/workflow/flow.ts';

/** Beside the acts of the tables: 拟稿, 查看, 编辑, 邀请协作, 已阅, 分项 (a new 督办 as part of one), 答复, 转报 and 补正 (new documents that follow from one). */
const BESIDE = ['document.create', 'document.read', 'document.edit', 'document.invite', 'document.markRead', 'document.split', 'document.answer', 'document.escalate', 'document.correct'] as const;

export type Action = (typeof BESIDE)[number] | `document.${Act}`;

export const actionOfAct = (act: Act): Action => `document.${act}`;

export const ACTIONS: readonly Action[] = [...BESIDE, ...ACTS.map(actionOfAct)];
