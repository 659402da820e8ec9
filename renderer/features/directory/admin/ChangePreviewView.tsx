/** What a change would come to: from what to what, how much of it, whom it reaches, and what stands against it. */
import type { ChangePreview } from '#shared/protocol/directory-changes.ts';
import type { ChangeLine } from '#shared/org/change/describe.ts';
import { useText } from '#renderer/ui/text.tsx';
import { countsText, wordsOfLine } from './change-words.ts';

export function ChangeLines({ lines, label }: { readonly lines: readonly ChangeLine[]; readonly label: string }) {
  const text = useText();
  if (lines.length === 0) return null;
  return (
    <div className="change-lines scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="people-table">
        <thead><tr>{(['subject', 'what', 'from', 'to'] as const).map((column) => <th key={column} scope="col">{text(`admin.col.${column}`)}</th>)}</tr></thead>
        <tbody>
          {lines.map((line) => {
            const { subject, what, from, to } = wordsOfLine(text, line);
            return <tr key={Object.values(line).join(' ')} data-testid="change-line"><td>{subject}</td><td>{what}</td><td className="muted">{from}</td><td>{to}</td></tr>;
          })}
        </tbody>
      </table>
    </div>
  );
}

export function ChangePreviewView({ preview }: { readonly preview: ChangePreview }) {
  const text = useText();
  return (
    <div className="change-preview" data-testid="change-preview">
      <ChangeLines lines={preview.lines} label={text('admin.preview')} />
      <p className="small" role="status">{countsText(text, preview)}</p>
      {preview.hindered > 0 && <div className="note warn" role="alert"><span className="grow">{text('admin.hindered', { count: preview.hindered })}</span></div>}
    </div>
  );
}
