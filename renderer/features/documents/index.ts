/** The feature's only door. */
export { DocumentScreen } from './DocumentScreen.tsx';
export { OpinionField } from './OpinionField.tsx';
export { phrasesFor } from './opinion-phrases.ts';
