/** 导出 OFD（试用）: the previewed pages as an OFD file, with how far it is and a way out. */
import { App, Button, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { askWorker } from './ask-worker.ts';
import { localFaces, webFaces } from './face-sources.ts';
import { layOut, PICTURE_MARK, readPages } from './read-pages.ts';
import './ofd.css';

const NAME_MAX = 80;
const CHINA_OFFSET_MS = 8 * 3_600_000;

interface ExportOfdProps {
  readonly docId: string;
  readonly title: string;
  /** 发文机关. */
  readonly author: string;
  /** The pages as they are previewed; null while they are laid out. */
  readonly pages: readonly HTMLElement[] | null;
  /** Faces of the style sheet that this machine has. */
  readonly installed: () => readonly string[];
  /** Names of the standard's faces for which others stand in. */
  readonly substituted: readonly string[];
}

interface Progressing { readonly stage: 'reading' | 'writing'; readonly done: number; readonly all: number }

export function ExportOfd({ docId, title, author, pages, installed, substituted }: ExportOfdProps) {
  const text = useText();
  const { message } = App.useApp();
  const [isAsking, setIsAsking] = useState(false);
  const [progress, setProgress] = useState<Progressing | null>(null);
  const giveUp = useRef<AbortController | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // The keyboard goes on where it was.
  useEffect(() => {
    if (wasAsking.current && !isAsking) button.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  // Whoever leaves the preview waits for no file.
  useEffect(() => () => giveUp.current?.abort(), []);

  const run = async (): Promise<void> => {
    if (pages === null) return;
    const control = new AbortController();
    giveUp.current = control;
    setProgress({ stage: 'reading', done: 0, all: pages.length });
    const outcome = await made({ docId, title, author, pages, installed, substituted }, setProgress, control.signal);
    setProgress(null);
    giveUp.current = null;
    if (outcome === null) return;
    setIsAsking(false);
    if (outcome.kind === 'failed') {
      void message.error({ content: text(`ofd.failed.${outcome.problem}`), duration: 10 });
      return;
    }
    const saved = await callOffice('file.saveOfd', { name: `${title.replace(/[^\p{L}\p{N} ._〔〕（）()-]/gu, '').replace(/^[^\p{L}\p{N}]+/u, '').slice(0, NAME_MAX) || text('paper.untitled')}.ofd`, bytes: outcome.bytes });
    if (!saved.ok) void message.error(errorText(text, saved.error));
    else if (saved.value.isSaved) {
      void message.success(text('ofd.saved'));
      if (outcome.named.length > 0) void message.warning({ content: text('ofd.named', { faces: outcome.named.join('、') }), duration: 12 });
      if (outcome.unknown > 0) void message.warning({ content: text('ofd.unknown', { count: outcome.unknown }), duration: 12 });
    }
  };
  const leave = (): void => {
    giveUp.current?.abort();
    setIsAsking(false);
  };
  return (
    <>
      <Button ref={button} disabled={pages === null} data-testid="export-ofd" onClick={() => setIsAsking(true)}>{text('ofd.export')}</Button>
      {isAsking && (
        <Dialog title={text('ofd.export')} ok={text('ofd.go')} okTestId="ofd-go" isOkDisabled={progress !== null} widthPx={480} onOk={() => void run()} onCancel={leave}>
          <p data-testid="ofd-note">{text('ofd.trial')}</p>
          {substituted.length > 0 && <p className="muted small">{text('ofd.embedded', { faces: substituted.join('、') })}</p>}
          {progress !== null && (
            <div className="ofd-progress" role="status" data-testid="ofd-progress">
              <Progress percent={Math.round((100 * progress.done) / Math.max(1, progress.all))} showInfo={false} aria-label={text('ofd.export')} />
              <span className="num">{text(`ofd.${progress.stage}`, { done: progress.done, all: progress.all })}</span>
            </div>
          )}
        </Dialog>
      )}
    </>
  );
}

async function made({ docId, title, author, pages, installed, substituted }: ExportOfdProps, report: (progress: Progressing) => void, signal: AbortSignal) {
  // First: the click that allows it must be fresh.
  const local = await localFaces(installed());
  const root = await layOut(pages ?? []);
  const paper = await readPages(root, (done, all) => report({ stage: 'reading', done, all }), signal).finally(() => root.remove());
  if (paper === null) return null;
  const [pictures, info] = await Promise.all([bytesOf(docId, pages ?? []), callOffice('app.info', {})]);
  return await askWorker({
    facts: { docId, title, author, date: new Date(Date.now() + CHINA_OFFSET_MS).toISOString().slice(0, 10), creator: '贵政通', creatorVersion: info.ok ? info.value.version : '' },
    paper, pictures, substituted, faces: { web: webFaces(document.styleSheets), local },
  }, (done, all) => report({ stage: 'writing', done, all }), signal);
}

async function bytesOf(docId: string, pages: readonly HTMLElement[]): Promise<Readonly<Record<string, Uint8Array>>> {
  const digests = new Set(pages.flatMap((page) => [...page.querySelectorAll(`[${PICTURE_MARK}]`)].map((picture) => picture.getAttribute(PICTURE_MARK) ?? '')));
  const bytes: Record<string, Uint8Array> = {};
  for (const digest of digests) {
    const read = await callOffice('blob.read', { docId, digest });
    if (read.ok) bytes[digest] = read.value;
  }
  return bytes;
}
