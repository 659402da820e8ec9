/** Words of the screens. */
export const ui = {
  'ui.banner.unclassified': '非涉密系统，严禁处理、传输国家秘密',
} as const;
