/** Takes a change back: looked at and made in one go, because what it comes to is what was there before. */
import type { AppError } from '#shared/base/errors.ts';
import type { Result } from '#shared/base/result.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import type { ChangeAnswer } from '#shared/protocol/directory-changes.ts';

export async function undoChange(seq: number, grounds: string): Promise<Result<ChangeAnswer, AppError>> {
  const command = { kind: 'undo', seq } as const;
  const seen = await callOffice('admin.preview', { command });
  return seen.ok ? callOffice('admin.make', { command, fingerprint: seen.value.fingerprint, grounds }) : seen;
}
