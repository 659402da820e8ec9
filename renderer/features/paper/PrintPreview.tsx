/** 打印预览: the pages as they will be printed, on both sides or one; from here they go to the printer or into a PDF. */
import { App, Button, Checkbox } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type * as Y from 'yjs';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { readContent } from '#shared/doc/canonical.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import { auditPaper, type Audit } from '#shared/gbt9704/audit/audit.ts';
import { firstPageShowsBody } from '#shared/gbt9704/layout/paginate.ts';
import type { SheetFacts } from '#renderer/features/editor/index.ts';
import { ExportOfd } from '#renderer/features/ofd/index.ts';
import { measurePdf } from '#renderer/pdf/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { printRootOf, whilePrintable } from '#renderer/ui/print-root.ts';
import { useText } from '#renderer/ui/text.tsx';
import { AuditReport } from './audit/AuditReport.tsx';
import { paperFacts } from './audit/paper-facts.ts';
import { loadPictures } from './load-pictures.ts';
import { drawPaper, type Paper } from './draw.ts';
import { installedOf, measureOnCanvas, substituted, type Face } from './faces.ts';
import './paper.css';

const WIDTH_PX = 940;
const NAME_MAX = 80;
const AUTHOR_MAX = 300;

interface PrintPreviewProps {
  readonly doc: Y.Doc;
  readonly pictures: Pictures;
  readonly facts: SheetFacts;
  readonly title: string;
  readonly onCancel: () => void;
}

export function PrintPreview({ doc, pictures, facts, title, onCancel }: PrintPreviewProps) {
  const text = useText();
  const { message } = App.useApp();
  const room = useRef<HTMLDivElement>(null);
  const shown = useRef<HTMLDivElement>(null);
  const [isDuplex, setIsDuplex] = useState(true);
  const [paper, setPaper] = useState<Paper | null>(null);
  const [faces, setFaces] = useState<readonly Face[]>([]);
  const [missing, setMissing] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const [audit, setAudit] = useState<Audit | null>(null);
  /** The page to be shown next, from 1. */
  const [aim, setAim] = useState<number | null>(null);
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number } | null>(null);
  const cancel = useRef(() => {});

  useEffect(() => {
    let isOver = false;
    // Lines are broken by the face that will be printed, so it must be there first.
    const content = cleanContent(readContent(doc));
    void Promise.all([loadPictures(content, pictures), document.fonts.ready]).then(([addresses]) => {
      if (isOver || room.current === null) return;
      setMissing([...addresses.values()].filter((address) => address === null).length);
      setFaces(substituted(measureOnCanvas()));
      setPaper(drawPaper(content, facts, room.current, isDuplex, addresses));
      // What was measured were other pages.
      setAudit(null);
    });
    return () => { isOver = true; };
  }, [doc, pictures, facts, isDuplex]);
  useEffect(() => () => cancel.current(), []);
  const isAudited = audit !== null;
  useEffect(() => { shown.current?.replaceChildren(...(paper?.pages ?? []).map((page) => page.cloneNode(true))); }, [paper, isAudited]);
  useEffect(() => {
    if (aim === null) return;
    shown.current?.children[aim - 1]?.scrollIntoView({ block: 'start' });
    setAim(null);
  }, [aim]);

  const print = async (call: 'paper.save' | 'paper.print'): Promise<void> => {
    if (paper === null) return;
    setIsBusy(true);
    const name = `${title.replace(/[^\p{L}\p{N} ._〔〕（）()-]/gu, '').slice(0, NAME_MAX) || text('paper.untitled')}.pdf`;
    const answer = await whilePrintable<Awaited<ReturnType<typeof callOffice<'paper.save'>>>>(printRootOf(paper.pages), title, () => (call === 'paper.save' ? callOffice(call, { name, author: authorOf(facts) }) : callOffice(call, { name })));
    setIsBusy(false);
    if (!answer.ok) void message.error(errorText(text, answer.error));
    else if (answer.value.isSaved && call === 'paper.save') void message.success(text('paper.saved'));
  };
  const measure = async (): Promise<void> => {
    if (paper === null) return;
    setIsBusy(true);
    const rendered = await whilePrintable(printRootOf(paper.pages), title, () => callOffice('paper.render', {}));
    if (!rendered.ok) void message.error(errorText(text, rendered.error));
    else {
      const measuring = new AbortController();
      cancel.current = () => measuring.abort();
      const measured = await measurePdf(rendered.value, { signal: measuring.signal, onPage: (done, of) => setProgress({ done, of }) }).catch(() => null);
      if (measured !== null) setAudit(auditPaper(measured, paperFacts(cleanContent(readContent(doc)), facts, isDuplex)));
      else if (!measuring.signal.aborted) void message.error(text('paper.audit.failed'));
      setProgress(null);
    }
    setIsBusy(false);
  };
  const goTo = (page: number): void => {
    setAudit(null);
    setAim(page);
  };
  const showsBody = paper === null || paper.firstOfBody === -1 || firstPageShowsBody(paper.layout, paper.firstOfBody);
  return (
    <Dialog title={text('paper.preview')} widthPx={WIDTH_PX} onCancel={onCancel}>
      <div className="preview" data-testid="print-preview">
        <div className="preview-bar">
          <span role="status" className="num" data-testid="page-count">{paper === null ? text('paper.laying') : text('paper.pages', { count: paper.pages.length })}</span>
          <Checkbox checked={isDuplex} data-testid="duplex" onChange={(event) => setIsDuplex(event.target.checked)}>{text('paper.duplex')}</Checkbox>
          <span className="gap" />
          {isAudited
            ? <Button data-testid="audit-back" onClick={() => setAudit(null)}>{text('paper.audit.back')}</Button>
            : progress !== null
            ? <Button data-testid="measure-cancel" onClick={() => cancel.current()}>{text('paper.audit.stop', progress)}</Button>
            : <Button disabled={paper === null || isBusy} data-testid="measure" onClick={() => void measure()}>{text('paper.audit')}</Button>}
          <Button disabled={paper === null || isBusy} data-testid="print" onClick={() => void print('paper.print')}>{text('paper.print')}</Button>
          <ExportOfd docId={pictures.docId} title={title} author={authorOf(facts)} pages={paper?.pages ?? null} installed={() => installedOf(measureOnCanvas())} substituted={faces.map((face) => text(`paper.face.${face}`))} />
          <Button type="primary" disabled={paper === null} loading={isBusy} data-testid="save-pdf" onClick={() => void print('paper.save')}>{text('paper.savePdf')}</Button>
          {!showsBody && <div className="note warn" role="status"><span className="grow">{text('paper.noBodyOnFirst')}</span></div>}
          {missing > 0 && <div className="note warn" role="status"><span className="grow">{text('attach.figure.missingOnPaper', { count: missing })}</span></div>}
          {faces.length > 0 && <div className="note" data-testid="substituted"><span className="grow">{text('paper.substituted', { faces: faces.map((face) => text(`paper.face.${face}`)).join('、') })}</span></div>}
        </div>
        {/* Long: the keyboard scrolls it too. */}
        {audit !== null
          ? <AuditReport audit={audit} onPage={goTo} />
          : <div className="preview-pages scroll" ref={shown} tabIndex={0} role="region" aria-label={text('paper.preview')} />}
        <div className="paper-room" ref={room} aria-hidden="true" />
      </div>
    </Dialog>
  );
}

const authorOf = ({ organName, elements }: SheetFacts): string => [organName, ...elements.jointOrganNames].join('、').slice(0, AUTHOR_MAX);
