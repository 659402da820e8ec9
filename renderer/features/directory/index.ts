/** The feature's only door. */
export { DirectoryPage } from './DirectoryPage.tsx';
export { PersonPicker } from './PersonPicker.tsx';
export { hitKey, hitName, hitWhere } from './hit.ts';
export { useOrganLine } from './use-organ-line.ts';
