/**
 * Untrusted input becomes typed input here and nowhere else: a zod schema in, a `Result` with a coded error out.
 * An unknown key is named (`request.unknown-field`) instead of being dropped, so that a misspelt field never loses data silently.
 */
import type { z } from 'zod';
import { appError, type AppError } from './errors.ts';
import { err, ok, type Result } from './result.ts';

export function parse<S extends z.ZodType>(schema: S, input: unknown): Result<z.output<S>, AppError> {
  const read = schema.safeParse(input);
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  if (issue === undefined) return err(appError('request.invalid'));
  if (issue.code === 'unrecognized_keys') {
    return err(appError('request.unknown-field', { field: [...issue.path, issue.keys[0] ?? ''].join('.') }));
  }
  return err(appError('request.invalid', { field: issue.path.join('.') }));
}

/** Depth of nested arrays and objects; recursion is bounded by `limit`, so hostile nesting cannot overflow the stack. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (limit === 0) return true;
  for (const child of Object.values(value)) if (isDeeperThan(child, limit - 1)) return true;
  return false;
}
