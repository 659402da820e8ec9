/** 打印预览 and PDF. */
import type { paper as source } from '../zh-CN/paper.ts';

export const paper: { readonly [key in keyof typeof source]: string } = {
  'paper.preview': '列印預覽',
  'paper.laying': '正在排版',
  'paper.pages': '共 {count} 頁',
  'paper.duplex': '雙面印製（版記在偶數頁）',
  'paper.print': '列印',
  'paper.savePdf': '匯出 PDF',
  'paper.saved': 'PDF 已儲存。',
  'paper.untitled': '公文',
  'paper.noBodyOnFirst': '首頁沒有顯示正文（GB/T 9704-2012 7.3.3）：標題或主送機關太長，請精簡，或把主送機關移到版記。',
  'paper.substituted': '本機沒有裝 {faces}，以隨軟體附帶的字體代替，字形與標準字體略有不同。',
  'paper.face.body': '仿宋',
  'paper.face.title': '小標宋',
  'paper.face.kai': '楷體',
  'paper.face.hei': '黑體',
};
