/** A coded error as one sentence for a person. Unknown parameters never show as `{name}`. */
import { isErrorCode, type AppError } from '#shared/base/errors.ts';
import type { Text } from './text.tsx';

export const errorText = (text: Text, error: AppError): string =>
  text(`error.${error.code}`, { minutes: '15', name: '…', people: '0', units: '0', documents: '0', row: '0', field: error.field ?? '', incident: error.incident ?? '-', ...error.data });

/** For codes that travel as plain strings (an offered act's refusal, a document's status). */
export const codeText = (text: Text, code: string | null): string => (isErrorCode(code) ? errorText(text, { code }) : text('error.policy.denied'));
