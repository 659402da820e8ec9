/**
 * The editor's schema: exactly the nodes and marks of shared/doc/shape.ts, so that whatever one page writes every other can read (DOC01).
 * 主送 and 署名 (with 附件说明, date and 附注) are atoms drawn from facts; they can be neither typed into nor deleted.
 */
import { Node, type NodeViewRendererProps } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Italic } from '@tiptap/extension-italic';
import { Text } from '@tiptap/extension-text';
import { Underline } from '@tiptap/extension-underline';
import { ALIGNMENTS, HEADING_LEVELS, MARK, NODE } from '#shared/doc/shape.ts';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { Figure, type FigureWords } from './figure/figure-node.ts';
import { changesKind, comesAndGoes, revisionMarks } from './revision/schema-revision.ts';
import { tableSchema } from './schema-table.ts';
import { annotationLine, attachmentLines, recipientLine, type FactsSource, type SheetFacts } from './sheet-facts.ts';

export interface PaperWords {
  readonly figure: FigureWords;
  readonly recipient: string;
  readonly dateLater: string;
}

const OfficialDocument = Node.create({ name: 'doc', topNode: true, content: `${NODE.title} ${NODE.recipients} block+ ${NODE.signature} (${NODE.attachment} block+)*` });

/** A title has no looks of its own. */
const REVISION_MARKS = `${MARK.insertion} ${MARK.deletion}`;

const DocTitle = Node.create({
  name: NODE.title, content: 'text*', marks: REVISION_MARKS, defining: true, isolating: true,
  parseHTML: () => [{ tag: 'h1[data-title]' }],
  renderHTML: () => ['h1', { 'data-title': '', class: 'doc-title' }, 0],
});

const Paragraph = Node.create({
  name: NODE.paragraph, group: 'block', content: 'inline*', priority: 1000,
  addAttributes: () => ({ ...changesKind, align: { default: null, rendered: false, parseHTML: (element) => alignmentOf(element.style.textAlign || element.getAttribute('align')) } }),
  parseHTML: () => [{ tag: 'p' }],
  renderHTML: ({ node }) => ['p', alignmentOf(node.attrs['align']) === null ? {} : { class: `align-${String(node.attrs['align'])}` }, 0],
});

const alignmentOf = (value: unknown): string | null => (ALIGNMENTS.includes(value as 'left') ? (value as string) : null);

/** 附件 begins with its title; 「附件1」 in front of it is counted, not written. */
const Attachment = Node.create({
  name: NODE.attachment, content: 'text*', marks: REVISION_MARKS, defining: true, isolating: true,
  addAttributes: () => comesAndGoes,
  parseHTML: () => [{ tag: 'h2[data-attachment]', priority: 60 }],
  renderHTML: () => ['h2', { 'data-attachment': '', class: 'attachment-title' }, 0],
});

const PageBreak = Node.create({
  name: NODE.pageBreak, group: 'block', atom: true, selectable: true,
  addAttributes: () => comesAndGoes,
  parseHTML: () => [{ tag: 'hr[data-page-break]' }],
  renderHTML: () => ['hr', { 'data-page-break': '', class: 'page-break' }],
});

/** Levels 1–4 stand on the paper as h2–h5: the one h1 is the title. */
const Heading = Node.create({
  name: NODE.heading, group: 'block', content: 'inline*', defining: true,
  addAttributes: () => ({ ...changesKind, level: { default: 1, rendered: false } }),
  parseHTML: () => HEADING_LEVELS.map((level) => ({ tag: `h${level + 1}`, attrs: { level } })),
  renderHTML: ({ node }) => [`h${headingLevel(node.attrs['level']) + 1}`, { class: `level-${headingLevel(node.attrs['level'])}` }, 0],
});

const headingLevel = (value: unknown): number => (HEADING_LEVELS.includes(value as 1) ? (value as number) : 4);

interface AtomOptions { readonly facts: FactsSource | null; readonly words: PaperWords }
const NO_WORDS: AtomOptions = { facts: null, words: { recipient: '', dateLater: '', figure: { figure: '', loading: '', missing: '' } } };

/** Draws an atom from the facts and follows them; the editor neither reads nor selects what is inside. */
function drawn(className: string, draw: (element: HTMLElement, facts: SheetFacts) => void) {
  return ({ options }: { readonly options: AtomOptions }) => (_props: NodeViewRendererProps) => {
    const dom = document.createElement('div');
    dom.className = className;
    dom.contentEditable = 'false';
    const render = (): void => { if (options.facts !== null) draw(dom, options.facts.read()); };
    render();
    const stop = options.facts?.subscribe(render);
    return { dom, ignoreMutation: () => true, stopEvent: () => false, destroy: () => stop?.() };
  };
}

function part(className: string, text: string): HTMLElement {
  const line = document.createElement('div');
  line.className = className;
  line.textContent = text;
  return line;
}

const Recipients = Node.create<AtomOptions>({
  name: NODE.recipients, atom: true, selectable: false, draggable: false,
  addOptions: () => NO_WORDS,
  parseHTML: () => [{ tag: 'div[data-recipients]' }],
  renderHTML: () => ['div', { 'data-recipients': '' }],
  addNodeView() {
    return drawn('recipients', (element, facts) => { element.textContent = recipientLine(facts); })(this);
  },
});

const Signature = Node.create<AtomOptions>({
  name: NODE.signature, atom: true, selectable: false, draggable: false,
  addOptions: () => NO_WORDS,
  parseHTML: () => [{ tag: 'div[data-signature]' }],
  renderHTML: () => ['div', { 'data-signature': '' }],
  addNodeView() {
    const { dateLater } = this.options.words;
    return drawn('signature', (element, facts) => {
      const organ = document.createElement('span');
      organ.className = 'organ';
      organ.textContent = facts.organName;
      const date = document.createElement('span');
      date.className = facts.date === null ? 'date later' : 'date';
      date.textContent = facts.date ?? dateLater;
      const note = attachmentLines(facts).map((line) => part('attachment-note', line));
      const annotation = annotationLine(facts);
      const signed = document.createElement('div');
      signed.className = 'signed';
      signed.append(organ, date);
      element.replaceChildren(...note, signed, ...(annotation === '' ? [] : [part('annotation', annotation)]));
    })(this);
  },
});

export const officialSchema = (facts: FactsSource | null = null, words: PaperWords = NO_WORDS.words, pictures: Pictures | null = null) => [
  OfficialDocument, DocTitle, Recipients.configure({ facts, words }), Paragraph, Heading, Signature.configure({ facts, words }), Attachment, PageBreak, Figure.configure({ pictures, words: words.figure }), ...tableSchema(), Text, Bold, Italic, Underline, ...revisionMarks(),
];
