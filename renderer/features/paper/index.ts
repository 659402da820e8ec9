/** The feature's only door. */
export { PrintPreview } from './PrintPreview.tsx';
