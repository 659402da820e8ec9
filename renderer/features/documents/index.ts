/** The feature's only door. */
export { DocumentScreen } from './DocumentScreen.tsx';
