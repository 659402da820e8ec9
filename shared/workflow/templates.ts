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
  /** Paragraphs of the first content; `{organ}` and `{recipient}` stand for names, `{you}`, `{cited}` and `{sender}` for the document it is written for (exchange/citing.ts). */
  readonly paragraphs: readonly string[];
}

export const TEMPLATES: readonly Template[] = [
  { id: 'request-1', docType: 'request', flow: 'dispatch', docTypeName: '请示', isOffered: true, paragraphs: ['', '妥否，请批示。'] },
  { id: 'report-1', docType: 'report', flow: 'dispatch', docTypeName: '报告', isOffered: true, paragraphs: ['', '特此报告。'] },
  { id: 'notice-1', docType: 'notice', flow: 'dispatch', docTypeName: '通知', isOffered: true, paragraphs: ['', '请认真贯彻执行。'] },
  { id: 'letter-1', docType: 'letter', flow: 'dispatch', docTypeName: '函', isOffered: true, paragraphs: ['', '请予支持为盼。'] },
  { id: 'reply-1', docType: 'reply', flow: 'dispatch', docTypeName: '批复', isOffered: false, paragraphs: [] },
  { id: 'reply-2', docType: 'reply', flow: 'dispatch', docTypeName: '批复', isOffered: false, paragraphs: ['你{you}{cited}收悉。经研究，现批复如下：', '', '此复。'] },
  { id: 'letter-reply-1', docType: 'letter', flow: 'dispatch', docTypeName: '复函', isOffered: false, paragraphs: ['你{you}{cited}收悉。经研究，现函复如下：', '', '特此函复。'] },
  { id: 'request-escalation-1', docType: 'request', flow: 'dispatch', docTypeName: '请示', isOffered: false, paragraphs: ['{sender}报来{cited}。经研究，所请事项超出本级权限，现将有关情况和我们的意见请示如下：', '', '妥否，请批示。'] },
  { id: 'memo-1', docType: 'memo', flow: 'memo', docTypeName: '签报', isOffered: true, paragraphs: ['', '妥否，请审示。'] },
  { id: 'circular-1', docType: 'circular', flow: 'circulation', docTypeName: '传阅件', isOffered: true, paragraphs: [''] },
  { id: 'supervision-1', docType: 'supervision', flow: 'supervision', docTypeName: '督办件', isOffered: true, paragraphs: ['', '请按时限要求抓好落实，并反馈办理情况。'] },
];

export const templateOf = (id: string): Template | undefined => TEMPLATES.find((template) => template.id === id);

/** What is not among the words stays empty. */
export const fill = (text: string, words: Readonly<Record<string, string>>): string => text.replace(/\{([a-z]+)\}/gu, (_whole, name: string) => words[name] ?? '');

/** 标题 = 发文机关 + 关于……的 + 文种 (R17). */
export const titleFor = (organName: string, subject: string, template: Template): string => `${organName}关于${subject}的${template.docTypeName}`;
