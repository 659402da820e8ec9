/** The feature's only door. */
export { ExportOfd } from './ExportOfd.tsx';
export { PICTURE_MARK } from './read-pages.ts';
