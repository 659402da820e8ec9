/** The feature's only door. */
export { Workbench } from './Workbench.tsx';
export { NewDocumentDialog } from './NewDocumentDialog.tsx';
