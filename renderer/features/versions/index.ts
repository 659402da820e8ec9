/** The feature's only door. */
export { VersionsDialog } from './VersionsDialog.tsx';
export { versionsOf } from './versions.ts';
