/** A list put into another order: buttons, or Alt+↑ and Alt+↓ on a row. */
import { Button } from 'antd';
import { useText } from '#renderer/ui/text.tsx';

export interface Ordered { readonly id: string; readonly name: string; readonly hint: string }

export function OrderList({ rows, onChange }: { readonly rows: readonly Ordered[]; readonly onChange: (rows: readonly Ordered[]) => void }) {
  const text = useText();
  const move = (from: number, by: number): void => {
    const to = from + by;
    const row = rows[from];
    if (row === undefined || to < 0 || to >= rows.length) return;
    const next = rows.filter((_, index) => index !== from);
    onChange([...next.slice(0, to), row, ...next.slice(to)]);
  };
  return (
    <ol className="order-list scroll" data-testid="order-list">
      {rows.map((row, index) => (
        <li key={row.id} tabIndex={0} onKeyDown={(event) => {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
          event.preventDefault();
          move(index, event.key === 'ArrowUp' ? -1 : 1);
        }}>
          <span className="num muted">{index + 1}</span><span className="grow">{row.name}{row.hint !== '' && <span className="muted"> {row.hint}</span>}</span>
          <Button size="small" disabled={index === 0} aria-label={text('admin.order.up', { name: row.name })} onClick={() => move(index, -1)}>↑</Button>
          <Button size="small" disabled={index === rows.length - 1} aria-label={text('admin.order.down', { name: row.name })} onClick={() => move(index, 1)}>↓</Button>
        </li>
      ))}
    </ol>
  );
}
