/** 批注. */
import type { comment as source } from '../zh-CN/comment.ts';

export const comment: { readonly [key in keyof typeof source]: string } = {
  'comment.tab': '批註',
  'comment.new': '批註所選文字',
  'comment.new.submit': '批註',
  'comment.text': '批註內容',
  'comment.mention': '請誰看',
  'comment.mention.add': '＠ 請人看',
  'comment.open': '未解決 {count}',
  'comment.settled': '已解決 {count}',
  'comment.none': '沒有批註。選中文字後按 Ctrl+Alt+M，或用工具列的「批註」。批註不屬於正文，不列印，歸檔時清除。',
  'comment.noneToRead': '沒有未解決的批註',
  'comment.noneSettled': '沒有已解決的批註',
  'comment.gone': '原文已刪除',
  'comment.reply': '回覆，按 Enter 傳送',
  'comment.settle': '解決',
  'comment.reopen': '重新打開',
  'comment.settledBy': '已解決：',
  'comment.toRevision': '轉為修訂',
  'comment.words': '改為',
  'comment.propose': '作為修訂寫入',
  'comment.changed': '批註的文字已不在原處，沒有改動',
};
