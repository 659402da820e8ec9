/** 打印预览 and PDF. */
export const paper = {
  'paper.preview': '打印预览',
  'paper.laying': '正在排版',
  'paper.pages': '共 {count} 页',
  'paper.duplex': '双面印制（版记在偶数页）',
  'paper.print': '打印',
  'paper.savePdf': '导出 PDF',
  'paper.saved': 'PDF 已保存。',
  'paper.untitled': '公文',
  'paper.noBodyOnFirst': '首页没有显示正文（GB/T 9704-2012 7.3.3）：标题或主送机关太长，请精简，或把主送机关移到版记。',
  'paper.substituted': '本机没有装 {faces}，以随软件附带的字体代替，字形与标准字体略有不同。',
  'paper.face.body': '仿宋',
  'paper.face.title': '小标宋',
  'paper.face.kai': '楷体',
  'paper.face.hei': '黑体',
} as const;
