/** With a picture selected: how wide it is drawn, what it shows in words, and away with it. */
import type { Editor } from '@tiptap/core';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { ALT_LENGTH_MAX, FIGURE_WIDTH_MM, NODE } from '#shared/doc/shape.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { sizeOf } from './figure-node.ts';

const STEP_MM = 10;
const SHARES = [{ key: 'half', of: 0.5 }, { key: 'threeQuarters', of: 0.75 }, { key: 'full', of: 1 }] as const;
const within = (mm: number): number => Math.round(Math.min(FIGURE_WIDTH_MM.max, Math.max(FIGURE_WIDTH_MM.min, mm)));

export function FigureBar({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const [alt, setAlt] = useState<string | null>(null);
  const attrs = editor.getAttributes(NODE.figure);
  const { width, height } = sizeOf({ attrs });
  const set = (next: Readonly<Record<string, unknown>>): void => { editor.chain().focus().updateAttributes(NODE.figure, next).run(); };
  const button = (label: string, isDisabled: boolean, onClick: () => void) => <Button key={label} type="text" size="small" className="tool" disabled={isDisabled} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>{label}</Button>;
  return (
    <div className="toolbar table-bar" role="toolbar" aria-label={text('attach.figure.bar')} data-testid="figure-bar">
      {button(text('attach.figure.smaller'), width <= FIGURE_WIDTH_MM.min, () => set({ width: within(width - STEP_MM) }))}
      {button(text('attach.figure.larger'), Number(attrs['width']) > width || width >= FIGURE_WIDTH_MM.max, () => set({ width: within(width + STEP_MM) }))}
      {SHARES.map(({ key, of }) => button(text(`attach.figure.${key}`), false, () => set({ width: within(FIGURE_WIDTH_MM.max * of) })))}
      <span className="num muted">{text('attach.figure.size', { width: Math.round(width), height: Math.round(height) })}</span>
      <span className="sep" />
      {button(text('attach.figure.alt'), false, () => setAlt(String(attrs['alt'] ?? '')))}
      {button(text('attach.figure.remove'), false, () => { editor.chain().focus().deleteSelection().run(); })}
      {alt !== null && (
        <Dialog title={text('attach.figure.alt')} ok={text('attach.ok')} widthPx={460} onOk={() => { set({ alt: alt.trim() }); setAlt(null); }} onCancel={() => setAlt(null)}>
          <p className="muted">{text('attach.figure.alt.hint')}</p>
          <Input autoFocus aria-label={text('attach.figure.alt')} data-testid="figure-alt" value={alt} maxLength={ALT_LENGTH_MAX} onChange={(event) => setAlt(event.target.value)} />
        </Dialog>
      )}
    </div>
  );
}
