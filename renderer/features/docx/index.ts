/** The feature's only door. */
export { ExportWord } from './ExportWord.tsx';
export { ImportButton, ImportDialog } from './ImportDialog.tsx';
export { useImport } from './pending-import.ts';
