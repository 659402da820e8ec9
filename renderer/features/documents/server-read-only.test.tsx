import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Locale } from '#shared/i18n/locales.ts';
import type { DocumentPage } from '#shared/ipc/contract.ts';
import { shared } from '#tests/kit/story.ts';
import { LocaleProvider } from '#renderer/ui/text.tsx';
import { Notices } from './Notices.tsx';
import { createSaving, type Saving } from './saving.ts';
import { markedLines, serverReadOnlyLines } from './server-read-only.ts';
import type { Standing } from './use-document-session.ts';

const status = (part: Partial<Standing>): Standing => ({ canWrite: false, code: 'server.read-only', isStorageOk: true, ...part });
const WAITING: Saving = { sync: 'pending', isSaving: false };

/** What stands above the sheet, without its tags. */
function said(locale: Locale, part: Partial<Standing>, now: Partial<Saving> = {}): string {
  const page: DocumentPage = { view: { state: shared(), events: [] }, actions: [], penHolders: [], derived: [], sync: 'pending', pending: [], contentHash: null };
  const saving = createSaving();
  saving.set({ ...WAITING, ...now });
  const markup = renderToStaticMarkup(
    <LocaleProvider locale={locale}><Notices page={page} readOnlyCode={null} status={status(part)} saving={saving} onErase={() => {}} onAgain={() => {}} onLook={() => {}} onChanged={() => {}} /></LocaleProvider>,
  );
  return markup.replaceAll(/<[^>]+>/gu, '');
}

describe('while the server takes no edits', () => {
  it('[UI41] the window says 只读，未保存到服务器, why, and that what was written is 已存本机, in every language', () => {
    expect(said('zh-CN', {})).toBe('只读，未保存到服务器 服务器暂时不能保存，恢复后自动上传。 没有上传的内容已存本机，没有丢失。');
    expect(said('zh-CN', { code: 'document.broken' })).toBe('只读，未保存到服务器 这份文稿在服务器上的数据有异常，须由管理员处理。 没有上传的内容已存本机，没有丢失。');
    expect(said('zh-Hant', {})).toMatch(/^唯讀，未保存到伺服器 .*已存本機/u);
    expect(said('en', { code: 'document.broken' })).toMatch(/^Read-only, not saved to the server .*administrator.*saved on this computer/u);
  });

  it('[UI41] nothing is called saved that is not: not while it is being written, not by a disk that refuses, not when there is nothing', () => {
    for (const [part, now] of [[{}, { isSaving: true }], [{ isStorageOk: false }, {}]] as const) expect(said('zh-CN', part, now)).toBe('只读，未保存到服务器 服务器暂时不能保存，恢复后自动上传。');
    expect(said('zh-CN', {}, { sync: 'synced' })).toContain('本机没有待上传的内容。');
    expect(said('zh-CN', {}, { sync: 'synced' })).not.toContain('已存本机');
  });

  it('[UI41] says none of it when the server takes edits, or when it is the stage that forbids them', () => {
    expect(serverReadOnlyLines(null, WAITING)).toBe(null);
    expect(serverReadOnlyLines(status({ canWrite: true, code: null }), WAITING)).toBe(null);
    expect(serverReadOnlyLines(status({ code: 'document.read-only' }), WAITING)).toBe(null);
    expect(said('zh-CN', { canWrite: true, code: null })).toBe('');
  });
});

describe('while a 密级 mark stands in the text', () => {
  it('[SEC06] the page says that it is not saved to the server, why, and what to do', () => {
    expect(markedLines(status({ canWrite: true, code: 'document.classified' }))).toEqual(['ui.doc.marked.title', 'ui.doc.marked.stays', 'ui.doc.marked.mend']);
    for (const other of [null, status({}), status({ canWrite: true, code: null }), status({ code: 'document.classified' })]) expect(markedLines(other)).toBeNull();
  });
});
