/** The sticky bar of acts: the primary one rightmost; one that may not be done now is greyed and says why. */
import { Button, Dropdown, Tooltip } from 'antd';
import { codeText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import type { BarAct, BarName } from './steps.ts';

export function ActionBar({ acts, onAct }: { readonly acts: readonly BarAct[]; readonly onAct: (act: BarName) => void }) {
  const text = useText();
  if (acts.length === 0) return null;
  const primary = acts.find((one) => one.isPrimary);
  const why = (one: BarAct): string | null => (one.refusal === null ? null : one.refusal === 'waiting' ? text('ui.doc.alreadyWaiting') : codeText(text, one.refusal));
  const rare = acts.filter((one) => one.isRare && !one.isPrimary);
  const blocked = primary === undefined ? acts.findLast((one) => one.refusal !== null && !one.isRare) : undefined;
  return (
    <footer className="action-bar">
      {blocked !== undefined && <span className="why muted">{text(`domain.act.${blocked.act}`)}{text('ui.colon')}{why(blocked)}</span>}
      <span className="gap" />
      {rare.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: rare.map((one) => ({ key: one.act, label: <span data-testid={`act-${one.act}`}>{text(`domain.act.${one.act}`)}</span>, disabled: one.refusal !== null, title: why(one) ?? '' })), onClick: ({ key }) => onAct(key as BarName) }}>
          <Button data-testid="act-more">{text('ui.doc.more')}</Button>
        </Dropdown>
      )}
      {acts.filter((one) => !one.isPrimary && !one.isRare).map((one) => (
        <Tooltip key={one.act} title={why(one)}>
          {/* A disabled button gets no pointer events; the span carries the reason. */}
          <span><Button data-testid={`act-${one.act}`} disabled={one.refusal !== null} aria-description={why(one) ?? undefined} onClick={() => onAct(one.act)}>{text(`domain.act.${one.act}`)}</Button></span>
        </Tooltip>
      ))}
      {primary !== undefined && (
        <Tooltip title="Ctrl+Enter" mouseEnterDelay={0.6}>
          <Button type="primary" data-testid={`act-${primary.act}`} onClick={() => onAct(primary.act)}>{text(`domain.act.${primary.act}`)}</Button>
        </Tooltip>
      )}
    </footer>
  );
}
