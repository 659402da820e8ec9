/** Every row of a board, page after page, for the export. */
import type { AppError } from '#shared/base/errors.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { BOARD_PAGE_MAX, type BoardFilter, type BoardRow } from '#shared/exchange/board.ts';
import { callOffice } from '#renderer/bridge/office.ts';

export async function wholeBoard(docId: string, filter: BoardFilter): Promise<Result<readonly BoardRow[], AppError>> {
  const rows: BoardRow[] = [];
  for (;;) {
    const answer = await callOffice('exchange.board', { docId, filter, offset: rows.length, limit: BOARD_PAGE_MAX });
    if (!answer.ok) return answer;
    rows.push(...answer.value.rows);
    if (answer.value.rows.length === 0 || rows.length >= answer.value.found) return ok(rows);
  }
}
