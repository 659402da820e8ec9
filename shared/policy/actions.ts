/** Every act a person can ask for. No button and no command exists without a rule in `can.ts`. */
export const ACTIONS = [
  'document.create', // 拟稿
  'document.read', // 查看
  'document.edit', // 编辑
  'document.invite', // 邀请协作
  'document.submit', // 送审
  'document.return', // 退回
  'document.withdraw', // 撤回
  'document.signOff', // 签发
  'document.receive', // 签收
  'document.reply', // 批复
  'document.archive', // 归档
  'document.markRead', // 已阅
] as const;

export type Action = (typeof ACTIONS)[number];

/** Acts that only the server may bring about: the client greys them while offline (DESIGN §6.7). */
export const SERVER_ONLY: readonly Action[] = ['document.withdraw', 'document.archive'];
