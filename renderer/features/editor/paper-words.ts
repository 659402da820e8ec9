/** Words on the sheet. */
import type { Text } from '#renderer/ui/text.tsx';
import type { PaperWords } from './schema.ts';

/** What stands on the sheet for what is not there yet. */
export const paperWords = (text: Text): PaperWords => ({
  recipient: text('ui.paper.recipient'), dateLater: text('ui.paper.dateLater'),
  figure: { figure: text('attach.figure'), loading: text('attach.figure.loading'), missing: text('attach.figure.missing') },
});
