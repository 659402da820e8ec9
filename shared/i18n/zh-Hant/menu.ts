import type { menu as source } from '../zh-CN/menu.ts';

export const menu: { readonly [key in keyof typeof source]: string } = {
  'menu.file': '文件',
  'menu.edit': '編辑',
  'menu.view': '查看',
  'menu.help': '帮助',
};
