/** 导出 OFD. */
export const ofd = {
  'ofd.export': '导出 OFD（试用）',
  'ofd.go': '导出',
  'ofd.trial': '按 GB/T 33190-2016 写出与预览相同的版面，字体随文件嵌入。本功能仍在试用：写出的文件尚未经常用 OFD 阅读软件验证，请勿作为正式文件发出，正式印制和发送请用 PDF。',
  'ofd.embedded': '文件中 {faces} 以随软件附带的字体代替。',
  'ofd.reading': '正在取版面：第 {done} / {all} 页',
  'ofd.writing': '正在写文件：第 {done} / {all} 页',
  'ofd.saved': 'OFD 已保存。',
  'ofd.named': '{faces} 不许或不能嵌入，文件中只记字体名，显示由阅读软件决定。',
  'ofd.unknown': '有 {count} 个字不在任何已知字体中，文件中有字而没有字形，显示由阅读软件决定。',
  'ofd.failed.tooLong': '公文太长，没有导出 OFD（最多 2000 页）。请分册，或导出 PDF。',
  'ofd.failed.broken': '没有生成 OFD 文件，请重试；仍不成功请导出 PDF。',
} as const;
