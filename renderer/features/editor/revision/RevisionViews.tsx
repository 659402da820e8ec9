/** 修订, 清样 or 原文 on the sheet, where a text has revisions. */
import { Segmented } from 'antd';
import { useText } from '#renderer/ui/text.tsx';

export const TEXT_SIDES = ['marked', 'clean', 'original'] as const;
export type TextSide = (typeof TEXT_SIDES)[number];

export function RevisionViews({ side, onChoose }: { readonly side: TextSide; readonly onChoose: (side: TextSide) => void }) {
  const text = useText();
  return (
    <div className="strip quiet revision-views" data-testid="revision-views">
      <span>{text('revision.views.note')}</span>
      <span className="grow" />
      <Segmented size="small" aria-label={text('revision.views')} value={side} onChange={onChoose} options={TEXT_SIDES.map((value) => ({ value, label: text(`revision.view.${value}`) }))} />
    </div>
  );
}
