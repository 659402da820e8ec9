/**
 * The templates (文种 × 行文方向) that a draft can be born from. A template is versioned data: its id carries the version,
 * because both sides derive a document's first bytes from it and must derive the same ones for ever (DOC03).
 */
import type { FlowId } from './flow.ts';
import type { DocType } from './model.ts';

export interface Template {
  readonly id: string;
  readonly docType: DocType;
  readonly flow: FlowId;
  /** 文种 as it stands at the end of a title. */
  readonly docTypeName: string;
  readonly isOffered: boolean;
  /** Paragraphs of the first content; `{organ}` and `{recipient}` stand for names. */
  readonly paragraphs: readonly string[];
}

export const TEMPLATES: readonly Template[] = [
  { id: 'request-1', docType: 'request', flow: 'dispatch', docTypeName: '请示', isOffered: true, paragraphs: ['', '妥否，请批示。'] },
  { id: 'report-1', docType: 'report', flow: 'dispatch', docTypeName: '报告', isOffered: true, paragraphs: ['', '特此报告。'] },
  { id: 'notice-1', docType: 'notice', flow: 'dispatch', docTypeName: '通知', isOffered: true, paragraphs: ['', '请认真贯彻执行。'] },
  { id: 'letter-1', docType: 'letter', flow: 'dispatch', docTypeName: '函', isOffered: true, paragraphs: ['', '请予支持为盼。'] },
  { id: 'reply-1', docType: 'reply', flow: 'dispatch', docTypeName: '批复', isOffered: false, paragraphs: [] },
  { id: 'memo-1', docType: 'memo', flow: 'memo', docTypeName: '签报', isOffered: true, paragraphs: ['', '妥否，请审示。'] },
  { id: 'circular-1', docType: 'circular', flow: 'circulation', docTypeName: '传阅件', isOffered: true, paragraphs: [''] },
  { id: 'supervision-1', docType: 'supervision', flow: 'supervision', docTypeName: '督办件', isOffered: true, paragraphs: ['', '请按时限要求抓好落实，并反馈办理情况。'] },
];

export const templateOf = (id: string): Template | undefined => TEMPLATES.find((template) => template.id === id);

/** 标题 = 发文机关 + 关于……的 + 文种 (R17). */
export const titleFor = (organName: string, subject: string, template: Template): string => `${organName}关于${subject}的${template.docTypeName}`;
