/** 匯出 OFD. */
import type { ofd as source } from '../zh-CN/ofd.ts';

export const ofd: { readonly [key in keyof typeof source]: string } = {
  'ofd.export': '匯出 OFD（試用）',
  'ofd.go': '匯出',
  'ofd.trial': '按 GB/T 33190-2016 寫出與預覽相同的版面，字體隨檔案嵌入。本功能仍在試用：寫出的檔案尚未經常用 OFD 閱讀軟體驗證，請勿作為正式檔案發出，正式印製和發送請用 PDF。',
  'ofd.embedded': '檔案中 {faces} 以隨軟體附帶的字體代替。',
  'ofd.reading': '正在取版面：第 {done} / {all} 頁',
  'ofd.writing': '正在寫檔案：第 {done} / {all} 頁',
  'ofd.saved': 'OFD 已儲存。',
  'ofd.named': '{faces} 不許或不能嵌入，檔案中只記字體名，顯示由閱讀軟體決定。',
  'ofd.unknown': '有 {count} 個字不在任何已知字體中，檔案中有字而沒有字形，顯示由閱讀軟體決定。',
  'ofd.failed.tooLong': '公文太長，沒有匯出 OFD（最多 2000 頁）。請分冊，或匯出 PDF。',
  'ofd.failed.broken': '沒有產生 OFD 檔案，請重試；仍不成功請匯出 PDF。',
};
