/** Refusals as SCIM says them (RFC 7644 §3.12): our coded errors carry their own sentence along. What is not there and what is out of scope are one and the same. */
import type { AppError, ErrorCode } from '#shared/base/errors.ts';
import { ERRORS } from '#shared/base/errors.ts';
import { errorBodyOf } from '#server/http/error-body.ts';
import type { JsonObject } from './json.ts';
import type { PatchProblem } from './patch.ts';
import { ERROR } from './schemas-urn.ts';

export type ScimType = PatchProblem | 'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax';
export interface Problem { readonly status: number; readonly scimType: ScimType | null; readonly detail: string }

export const problem = (status: number, scimType: ScimType | null, detail: string): Problem => ({ status, scimType, detail });
export const NOT_FOUND = problem(404, null, '没有这个资源。');
export const CHANGED = problem(412, null, '资源已有变化，请重新读取。');
export const invalid = (field: string): Problem => problem(400, 'invalidValue', `${field} 的值不符合要求。`);

const PATCHES: { readonly [problem in PatchProblem]: string } = {
  invalidPath: 'path 不符合要求。', invalidValue: 'value 不符合要求。', noTarget: 'path 没有对应的内容。', tooMany: '一次的操作或成员过多。',
};
export const ofPatch = (found: PatchProblem): Problem => problem(400, found, PATCHES[found]);

const TYPES: { readonly [code in ErrorCode]?: readonly [number, ScimType | null] } = {
  'directory.name-taken': [409, 'uniqueness'], 'directory.login-taken': [409, 'uniqueness'], 'directory.post-taken': [409, 'uniqueness'],
  'directory.misplaced': [400, 'invalidValue'], 'directory.last-post': [400, 'invalidValue'], 'directory.separated': [400, 'invalidValue'],
  // What hangs on it is in the way, not the request.
  'directory.occupied': [409, null], 'directory.hindered': [409, null], 'directory.stale': [409, null],
  'request.invalid': [400, 'invalidValue'], 'request.unknown-field': [400, 'invalidValue'], 'request.not-json': [400, 'invalidSyntax'],
};

export function ofError(error: AppError): Problem {
  if (error.code === 'not-found') return NOT_FOUND;
  const [status, scimType] = TYPES[error.code] ?? [ERRORS[error.code].status, null];
  return problem(status, scimType, errorBodyOf(error).error.message);
}

export const problemBody = ({ status, scimType, detail }: Problem): JsonObject => ({ schemas: [ERROR], status: String(status), ...(scimType === null ? {} : { scimType }), detail });
