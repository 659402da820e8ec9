/** Why a file was not taken, in words. */
import { errorText } from '#renderer/ui/error-text.ts';
import type { Text } from '#renderer/ui/text.tsx';
import type { FileRefusal } from './take-files.ts';

/** Which file it was and why it was not taken, in one sentence. */
export const refusalText = (text: Text, { name, why }: FileRefusal): string => text('attach.refused', { name, why: typeof why === 'string' ? text(`attach.refused.${why}`) : errorText(text, why) });
