/** The feature's only door. */
export { DirectoryPage } from './DirectoryPage.tsx';
export { HitList } from './HitList.tsx';
export { PersonName } from './PersonName.tsx';
export { namesOf } from './person-names.ts';
export { PersonPicker } from './PersonPicker.tsx';
export { hitFormer, hitKey, hitName, hitWhere } from './hit.ts';
export { useDirectorySearch } from './use-directory-search.ts';
export { useOrganLine } from './use-organ-line.ts';
