/** The feature's only door. */
export { Workbench } from './Workbench.tsx';
export { mayDraft } from './may-draft.ts';
export { NewDocumentDialog } from './NewDocumentDialog.tsx';
