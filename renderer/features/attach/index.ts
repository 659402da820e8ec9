/** The feature's only door. */
export { FilesPanel, useFiles } from './FilesPanel.tsx';
export { attachFile, isRefused, takePicture, type FileRefusal } from './take-files.ts';
export { isPicture } from './picture.ts';
export { refusalText } from './refusal-text.ts';
export { usePictures } from './use-pictures.ts';
