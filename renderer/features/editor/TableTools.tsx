/** Tools for tables: how large a new one shall be, and, with the caret in one, its rows, columns and cells. */
import type { Editor } from '@tiptap/core';
import { Button, Popover } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';

const ROWS = 8;
const COLUMNS = 8;
const USUAL = { rows: 3, columns: 3 } as const;

export function InsertTable({ editor, isDisabled }: { readonly editor: Editor; readonly isDisabled: boolean }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  const [size, setSize] = useState<{ readonly rows: number; readonly columns: number }>(USUAL);
  const insert = (): void => {
    setIsOpen(false);
    editor.chain().focus().insertTable({ rows: size.rows, cols: size.columns, withHeaderRow: true }).run();
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setSize(({ rows, columns }) => ({ rows: Math.min(ROWS, Math.max(1, rows + (step[0] ?? 0))), columns: Math.min(COLUMNS, Math.max(1, columns + (step[1] ?? 0))) }));
  };
  const grid = (
    <div className="table-size">
      <button type="button" className="plain table-grid" autoFocus data-testid="table-size" aria-label={text('editor.table.insert', size)} onKeyDown={onKey} onClick={insert}>
        {Array.from({ length: ROWS * COLUMNS }, (_, at) => {
          const [row, column] = [Math.floor(at / COLUMNS) + 1, (at % COLUMNS) + 1];
          return <span key={at} className={row <= size.rows && column <= size.columns ? 'on' : ''} onMouseEnter={() => setSize({ rows: row, columns: column })} />;
        })}
      </button>
      <p className="muted hint" aria-live="polite">{text('editor.table.insert', size)}</p>
    </div>
  );
  return (
    <Popover content={grid} trigger="click" open={isOpen} onOpenChange={setIsOpen} placement="bottom" arrow={false}>
      <Button type="text" size="small" className="tool" disabled={isDisabled} aria-label={text('editor.table')} title={text('editor.table')} data-testid="insert-table" onMouseDown={(event) => event.preventDefault()}><Icon name="table" /></Button>
    </Popover>
  );
}

const ACTS = {
  rowBefore: 'addRowBefore', rowAfter: 'addRowAfter', rowDelete: 'deleteRow', columnBefore: 'addColumnBefore', columnAfter: 'addColumnAfter', columnDelete: 'deleteColumn',
  merge: 'mergeCells', split: 'splitCell', header: 'toggleHeaderRow', delete: 'deleteTable',
} as const;

export function TableBar({ editor }: { readonly editor: Editor }) {
  const text = useText();
  return (
    <div className="toolbar table-bar" role="toolbar" aria-label={text('editor.table.bar')} data-testid="table-bar">
      {(Object.keys(ACTS) as (keyof typeof ACTS)[]).map((key) => (
        <Button key={key} type="text" size="small" className="tool" disabled={!editor.can()[ACTS[key]]()} onMouseDown={(event) => event.preventDefault()} onClick={() => { editor.chain().focus()[ACTS[key]]().run(); }}>{text(`editor.table.${key}`)}</Button>
      ))}
    </div>
  );
}
