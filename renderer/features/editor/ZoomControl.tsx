/** At the corner of the desk: the sheet as pages or in one piece, smaller, larger, or as wide as there is room. */
import { Button } from 'antd';
import { useText } from '#renderer/ui/text.tsx';
import { stepFrom, type Zoom } from './zoom.ts';

interface ZoomControlProps extends Zoom {
  /** As pages, or as one long sheet. */
  readonly isPaged: boolean;
  readonly onPaged: (isPaged: boolean) => void;
}

export function ZoomControl({ zoom, chosen, choose, isPaged, onPaged }: ZoomControlProps) {
  const text = useText();
  return (
    <div className="zoom-control" role="group" aria-label={text('editor.zoom')} data-testid="zoom">
      <Button type="text" size="small" className={isPaged ? 'on' : ''} aria-pressed={isPaged} title={text('editor.paged.hint')} data-testid="paged" onClick={() => onPaged(!isPaged)}>{text('editor.paged')}</Button>
      <Button type="text" size="small" aria-label={text('editor.zoom.out')} title={text('editor.zoom.out')} disabled={stepFrom(zoom, -1) >= zoom} onClick={() => choose(stepFrom(zoom, -1))}>−</Button>
      <Button type="text" size="small" className="num" title={text('editor.zoom.actual')} data-testid="zoom-now" onClick={() => choose(1)}>{Math.round(zoom * 100)}%</Button>
      <Button type="text" size="small" aria-label={text('editor.zoom.in')} title={text('editor.zoom.in')} disabled={stepFrom(zoom, 1) <= zoom} onClick={() => choose(stepFrom(zoom, 1))}>＋</Button>
      <Button type="text" size="small" className={chosen === null ? 'on' : ''} aria-pressed={chosen === null} onClick={() => choose(null)}>{text('editor.zoom.fit')}</Button>
    </div>
  );
}
