/** What an import would bring: how many of each, who is not in it, every row that cannot be understood, and the first changes. */
import { ChangePreviewView } from '#renderer/features/directory/admin/ChangePreviewView.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { ChangePreview } from '#shared/protocol/directory-changes.ts';

export function ImportResult({ preview }: { readonly preview: ChangePreview }) {
  const text = useText();
  const { imported } = preview;
  if (imported === null) return null;
  const names = imported.goneNames.join('、');
  return (
    <div className="import-result" data-testid="import-result">
      <p className="import-counts">
        {(['added', 'moved', 'changed', 'units', 'same'] as const).map((what) => <span key={what} className={imported[what] > 0 && what !== 'same' ? 'chip accent' : 'chip'} data-testid={`import-${what}`}>{text(`admin.import.count.${what}`, { count: imported[what] })}</span>)}
      </p>
      {imported.problemCount > 0 && (
        <>
          <div className="note danger" role="alert"><span className="grow">{text('admin.import.problems', { count: imported.problemCount })}</span></div>
          <ol className="import-problems scroll" tabIndex={0} aria-label={text('admin.import.problems', { count: imported.problemCount })} data-testid="import-problems">
            {imported.problems.map(({ row, problem, value }) => <li key={`${row} ${problem}`}><strong className="num">{text('admin.import.row', { row })}</strong> {text(`admin.import.problem.${problem}`)}{value !== '' && <span className="muted">（{value}）</span>}</li>)}
          </ol>
          {imported.problemCount > imported.problems.length && <p className="muted small">{text('admin.import.problems.more', { count: imported.problems.length })}</p>}
        </>
      )}
      {imported.gone > 0 && <div className="note"><span className="grow" data-testid="import-gone">{text('admin.import.gone', { count: imported.gone, names: imported.gone > imported.goneNames.length ? text('admin.import.gone.more', { names }) : names })}</span></div>}
      {imported.problemCount === 0 && <ChangePreviewView preview={preview} />}
    </div>
  );
}
