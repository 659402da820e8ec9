/** 沿革 of a unit: what it was called, below whom it stood, from when to when. */
import { useCall } from '#renderer/bridge/use-call.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate } from '#renderer/ui/time.ts';

const WIDTH_PX = 720;

export function PastDialog({ unitId, name, onClose }: { readonly unitId: string; readonly name: string; readonly onClose: () => void }) {
  const text = useText();
  const read = useCall('directory.past', { unitId }, ['directory.changed']);
  return (
    <Dialog title={text('ui.directory.past.of', { name })} widthPx={WIDTH_PX} onCancel={onClose}>
      {read.value === null && (read.error === null ? <Skeleton lines={3} /> : <Failure error={read.error} onRetry={read.reload} />)}
      {read.value !== null && (
        <table className="people-table" data-testid="unit-past">
          <thead><tr>{(['when', 'fullName', 'parent'] as const).map((column) => <th key={column} scope="col">{text(`ui.directory.past.${column}`)}</th>)}</tr></thead>
          <tbody>
            {read.value.periods.map((period) => (
              <tr key={String(period.from)} className={period.to === null ? undefined : 'left'}>
                <td className="num">{text('ui.directory.past.span', { from: period.from === null ? text('ui.directory.past.before') : formatDate(period.from), to: period.to === null ? text('ui.directory.past.now') : formatDate(period.to) })}</td>
                <td><div>{period.name}{period.status === 'dissolved' && <span className="chip warn">{text('admin.status.dissolved')}</span>}</div>{period.fullName !== period.name && <div className="muted small">{period.fullName}</div>}</td>
                <td>{period.parentName}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
