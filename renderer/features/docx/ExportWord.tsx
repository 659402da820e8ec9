/** The document as a Word file: with its 修订 or clean, where it has any. */
import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import type * as Y from 'yjs';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { namesOf } from '#renderer/features/directory/index.ts';
import type { SheetFacts } from '#renderer/features/editor/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { blobsIn } from '#shared/doc/attached-files.ts';
import { readContent, type Content } from '#shared/doc/canonical.ts';
import { isRevised } from '#shared/doc/revisions.ts';
import { askWorker } from './ask-worker.ts';
import { wordFacts } from './word-facts.ts';

const NAME_MAX = 90;

export function ExportWord({ doc, pictures, facts, title }: { readonly doc: Y.Doc | null; readonly pictures: Pictures; readonly facts: SheetFacts; readonly title: string }) {
  const text = useText();
  const { message } = App.useApp();
  const [isAsking, setIsAsking] = useState(false);
  const [isClean, setIsClean] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const save = async (clean: boolean): Promise<void> => {
    if (doc === null) return;
    setIsBusy(true);
    const content = readContent(doc);
    const written = await askWorker({ kind: 'write', file: { content, facts: wordFacts(facts, title), title, names: await namesOf(Object.values(content.revisions ?? {}).map(({ by }) => by)), isClean: clean, pictures: await bytesOf(content, pictures) } }).answer;
    const saved = written.kind !== 'written' ? null : await callOffice('file.saveWord', { name: `${title.replace(/[^\p{L}\p{N} ._〔〕（）()-]/gu, '').slice(0, NAME_MAX) || text('paper.untitled')}.docx`, bytes: written.bytes });
    setIsBusy(false);
    setIsAsking(false);
    if (saved === null) void message.error(text('docx.failed.write'));
    else if (!saved.ok) void message.error(errorText(text, saved.error));
    else if (saved.value.isSaved) void message.success(text('docx.saved'));
  };
  return (
    <>
      <Button type="text" aria-label={text('docx.export')} title={text('docx.export')} data-testid="export-word" disabled={doc === null} loading={isBusy && !isAsking} onClick={() => { if (doc !== null && isRevised(readContent(doc))) setIsAsking(true); else void save(true); }}>{text('docx.word')}</Button>
      {isAsking && (
        <Dialog title={text('docx.export')} ok={text('docx.export')} isBusy={isBusy} widthPx={440} onOk={() => void save(isClean)} onCancel={() => setIsAsking(false)}>
          <p>{text('docx.export.ask')}</p>
          <Segmented aria-label={text('docx.export')} value={isClean} onChange={setIsClean} options={[{ value: false, label: text('docx.export.marked') }, { value: true, label: text('docx.export.clean') }]} />
        </Dialog>
      )}
    </>
  );
}

/** Of the figures that are to be had. */
async function bytesOf({ blocks }: Content, pictures: Pictures): Promise<Readonly<Record<string, Uint8Array>>> {
  const bytes: Record<string, Uint8Array> = {};
  for (const digest of blobsIn({ blocks })) {
    const read = await callOffice('blob.read', { docId: pictures.docId, digest });
    if (read.ok) bytes[digest] = read.value;
  }
  return bytes;
}
