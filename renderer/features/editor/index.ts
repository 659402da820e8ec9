/** The feature's only door. */
export { OfficialEditor, type EditorNotice } from './OfficialEditor.tsx';
export type { Paging } from './Pages.tsx';
export type { EditorHandle } from './editor-handle.ts';
export { annotationLine, attachmentLines, colophonOf, markOf, recipientLine, sheetFacts, signerRows, type ColophonLines, type SheetFacts } from './sheet-facts.ts';
export { ElementsPanel } from './ElementsPanel.tsx';
export { Outline } from './Outline.tsx';
export { useElements } from './use-elements.ts';
export { RevisionsPanel, useRevisions } from './revision/RevisionsPanel.tsx';
export { CommentsPanel, useThreads } from './comment/CommentsPanel.tsx';
