/** 附件 of the document that are files: added, ordered, renamed, taken out by whoever writes; saved elsewhere by whoever reads; each says how far it is. */
import { App, Button, Input, Progress, Tooltip } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type * as Y from 'yjs';
import { moveFile, readFiles, removeFile, renameFile, type AttachedFile } from '#shared/doc/attached-files.ts';
import { FILE_BYTES_MAX, FILE_ENDINGS, isFileName, titleOfFile } from '#shared/doc/file-types.ts';
import { filesOf } from '#shared/doc/shape.ts';
import type { BlobStanding } from '#shared/ipc/blobs.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { Confirm, Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { attachFile, nameFor } from './take-files.ts';
import { refusalText } from './refusal-text.ts';
import './attach.css';

export function useFiles(doc: Y.Doc | null): readonly AttachedFile[] {
  const [files, setFiles] = useState<readonly AttachedFile[]>([]);
  useEffect(() => {
    if (doc === null) return setFiles([]);
    const look = (): void => setFiles(readFiles(doc));
    look();
    filesOf(doc).observe(look);
    return () => filesOf(doc).unobserve(look);
  }, [doc]);
  return files;
}

function useStandings(pictures: Pictures): ReadonlyMap<string, BlobStanding> {
  const [standings, setStandings] = useState<ReadonlyMap<string, BlobStanding>>(new Map());
  useEffect(() => {
    let isOver = false;
    const look = async (): Promise<void> => {
      const answer = await callOffice('blob.list', { docId: pictures.docId });
      if (!isOver && answer.ok) setStandings(new Map(answer.value.map((blob) => [blob.digest, blob])));
    };
    void look();
    const stop = pictures.onChanged(() => void look());
    return () => { isOver = true; stop(); };
  }, [pictures]);
  return standings;
}

interface FilesPanelProps { readonly doc: Y.Doc; readonly files: readonly AttachedFile[]; readonly pictures: Pictures; readonly canWrite: boolean }

export function FilesPanel({ doc, files, pictures, canWrite }: FilesPanelProps) {
  const text = useText();
  const { message } = App.useApp();
  const standings = useStandings(pictures);
  const chooser = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(0);
  const [isOver, setIsOver] = useState(false);
  const [renaming, setRenaming] = useState<{ readonly file: AttachedFile; readonly title: string } | null>(null);
  const [removing, setRemoving] = useState<AttachedFile | null>(null);

  const add = useCallback(async (chosen: readonly File[]): Promise<void> => {
    setBusy((count) => count + chosen.length);
    for (const file of chosen) {
      const refusal = await attachFile(doc, pictures, file, null);
      if (refusal !== null) void message.error({ content: refusalText(text, refusal), duration: 10 });
      setBusy((count) => count - 1);
    }
  }, [doc, pictures, message, text]);
  const save = async (file: AttachedFile): Promise<void> => {
    const bytes = await callOffice('blob.read', { docId: pictures.docId, digest: file.blob });
    if (!bytes.ok) return void message.error(errorText(text, bytes.error));
    const saved = await callOffice('file.saveAttached', { name: file.name, bytes: bytes.value });
    if (!saved.ok) void message.error(errorText(text, saved.error));
    else if (saved.value.isSaved) void message.success(text('attach.saved', { name: file.name }));
  };
  const endingOf = (name: string): string => name.slice(titleOfFile(name).length);
  const newName = renaming === null ? '' : nameFor(renaming.title.trim() + endingOf(renaming.file.name));

  return (
    <div className={isOver ? 'files over' : 'files'} data-testid="files-panel"
      onDragOver={(event) => { if (canWrite) { event.preventDefault(); setIsOver(true); } }} onDragLeave={() => setIsOver(false)}
      onDrop={(event) => { setIsOver(false); if (!canWrite) return; event.preventDefault(); void add([...event.dataTransfer.files]); }}>
      {canWrite && (
        <div className="files-head">
          <Button size="small" icon={<Icon name="plus" />} loading={busy > 0} data-testid="add-file" onClick={() => chooser.current?.click()}>{text('attach.add')}</Button>
          <span className="muted small">{text('attach.limits', { size: FILE_BYTES_MAX / 1_048_576 })}</span>
          <input ref={chooser} type="file" multiple hidden tabIndex={-1} aria-hidden="true" data-testid="file-chooser" accept={FILE_ENDINGS.map((ending) => `.${ending}`).join(',')} onChange={(event) => { const chosen = [...(event.target.files ?? [])]; event.target.value = ''; void add(chosen); }} />
        </div>
      )}
      {files.length === 0 && <p className="muted">{text(canWrite ? 'attach.none' : 'attach.noneToRead')}</p>}
      <ol className="file-list">
        {files.map((file, at) => (
          <li key={file.id} data-testid="attached-file">
            <span className="file-kind" aria-hidden="true">{endingOf(file.name).slice(1).toUpperCase()}</span>
            <span className="file-name" title={file.name}>{titleOfFile(file.name)}</span>
            <span className="file-facts muted small"><span className="num">{sizeText(file.bytes)}</span> <Standing standing={standings.get(file.blob)} /></span>
            <span className="file-acts">
              <Act label={text('attach.save')} icon="save" testId="save-file" onRun={() => void save(file)} />
              {canWrite && (
                <>
                  <Act label={text('attach.up')} icon="up" isDisabled={at === 0} onRun={() => moveFile(doc, file.id, -1)} />
                  <Act label={text('attach.rename')} icon="pen" testId="rename-file" onRun={() => setRenaming({ file, title: titleOfFile(file.name) })} />
                  <Act label={text('attach.remove')} icon="close" testId="remove-file" onRun={() => setRemoving(file)} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {files.length > 0 && <p className="muted small">{text('attach.noted')}</p>}
      {renaming !== null && (
        <Dialog title={text('attach.rename')} ok={text('attach.ok')} widthPx={460} isOkDisabled={!isFileName(newName)} onOk={() => { renameFile(doc, renaming.file.id, newName); setRenaming(null); }} onCancel={() => setRenaming(null)}>
          <Input autoFocus aria-label={text('attach.rename')} data-testid="file-title" value={renaming.title} suffix={endingOf(renaming.file.name)} onChange={(event) => setRenaming({ ...renaming, title: event.target.value })} />
        </Dialog>
      )}
      {removing !== null && <Confirm title={text('attach.remove')} ok={text('attach.remove')} isDanger onOk={() => { removeFile(doc, removing.id); setRemoving(null); }} onCancel={() => setRemoving(null)}>{text('attach.remove.ask', { name: removing.name })}</Confirm>}
    </div>
  );
}

interface ActProps { readonly label: string; readonly icon: 'save' | 'up' | 'pen' | 'close'; readonly isDisabled?: boolean; readonly testId?: string; readonly onRun: () => void }

function Act({ label, icon, isDisabled = false, testId, onRun }: ActProps) {
  return <Tooltip title={label} mouseEnterDelay={0.6}><Button type="text" size="small" aria-label={label} disabled={isDisabled} data-testid={testId} icon={<Icon name={icon} />} onClick={onRun} /></Tooltip>;
}

function Standing({ standing }: { readonly standing: BlobStanding | undefined }) {
  const text = useText();
  if (standing === undefined) return <>{text('attach.state.there')}</>;
  if (standing.refused !== null) return <span className="danger">{errorText(text, { code: standing.refused })}</span>;
  if (standing.isWaiting) return <span data-testid="file-waiting">{text('attach.state.waiting')} {standing.done > 0 && <Progress type="line" size={[60, 4]} showInfo={false} percent={Math.round(standing.done * 100)} />}</span>;
  return <span data-testid="file-settled">{text(standing.isHere ? 'attach.state.here' : 'attach.state.coming')}</span>;
}

const sizeText = (bytes: number): string => (bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);
