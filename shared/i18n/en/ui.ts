import type { ui as source } from '../zh-CN/ui.ts';

export const ui: { readonly [key in keyof typeof source]: string } = {
  'ui.banner.unclassified': '非涉密系統，嚴禁處理、傳輸國家秘密',
};
