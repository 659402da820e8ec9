/** 打印预览 and PDF. */
import type { paper as source } from '../zh-CN/paper.ts';

export const paper: { readonly [key in keyof typeof source]: string } = {
  'paper.preview': 'Print preview',
  'paper.laying': 'Laying out',
  'paper.pages': '{count} pages',
  'paper.duplex': 'Both sides (colophon on an even page)',
  'paper.print': 'Print',
  'paper.savePdf': 'Save as PDF',
  'paper.saved': 'The PDF was saved.',
  'paper.untitled': 'Document',
  'paper.noBodyOnFirst': 'The first page shows no text (GB/T 9704-2012 7.3.3): shorten the title or the recipients, or move these to the colophon.',
  'paper.substituted': 'Not installed here: {faces}. Faces that come with the program stand in for them and look slightly different.',
  'paper.face.body': 'Fang Song',
  'paper.face.title': 'Xiao Biao Song',
  'paper.face.kai': 'Kai',
  'paper.face.hei': 'Hei',
};
