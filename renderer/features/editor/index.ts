/** The feature's only door. */
export { OfficialEditor, type EditorNotice } from './OfficialEditor.tsx';
export { sheetFacts, type SheetFacts } from './sheet-facts.ts';
