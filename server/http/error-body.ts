/** A coded error as it leaves the server: with the sentence that a person reads. */
import type { AppError } from '#shared/base/errors.ts';
import { t } from '#shared/i18n/index.ts';
import type { errorBody } from '#shared/protocol/http.ts';
import type { z } from 'zod';

export type ErrorBody = z.output<typeof errorBody>;

export function errorBodyOf(error: AppError): ErrorBody {
  const message = t('zh-CN', `error.${error.code}`, { field: error.field ?? '', incident: error.incident ?? '', ...error.data });
  return {
    error: {
      code: error.code, message,
      ...(error.rule === undefined ? {} : { rule: error.rule }),
      ...(error.field === undefined ? {} : { field: error.field }),
      ...(error.data === undefined ? {} : { data: { ...error.data } }),
      ...(error.incident === undefined ? {} : { incident: error.incident }),
    },
  };
}
