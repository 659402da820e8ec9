/** The application menu and native dialogs. */
export const menu = {
  'menu.file': '文件',
  'menu.edit': '编辑',
  'menu.view': '查看',
  'menu.help': '帮助',
} as const;
