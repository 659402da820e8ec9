/** What stands in the place of the filter while documents are selected: how many, and the acts that at least one of them can take. */
import { Button } from 'antd';
import { BATCH_ACTS, type BatchAct } from '#shared/policy/batch.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { offeredFor, type BatchTarget } from './batch.ts';

interface BatchBarProps {
  readonly targets: readonly BatchTarget[];
  readonly max: number;
  readonly onAct: (act: BatchAct) => void;
  readonly onAll: () => void;
  readonly onNone: () => void;
}

export function BatchBar({ targets, max, onAct, onAll, onNone }: BatchBarProps) {
  const text = useText();
  const offered = offeredFor(targets, BATCH_ACTS);
  return (
    <div className="desk-filter batch" role="toolbar" aria-label={text('desk.batch.label')} data-testid="batch-bar">
      <strong className="num" role="status">{text('desk.batch.chosen', { count: targets.length })}</strong>
      {offered.map(({ act, count }, index) => (
        <Button key={act} size="small" type={index === 0 ? 'primary' : 'default'} data-testid={`batch-${act}`} onClick={() => onAct(act)}>{text('desk.batch.act', { act: text(`domain.act.${act}`), count })}</Button>
      ))}
      {offered.length === 0 && <span className="muted">{text('desk.batch.nothing')}</span>}
      <span className="gap" />
      <Button size="small" type="text" data-testid="batch-all" onClick={onAll}>{text('desk.batch.all', { max })}</Button>
      <Button size="small" type="text" data-testid="batch-none" icon={<Icon name="close" />} onClick={onNone}>{text('desk.batch.none')}</Button>
    </div>
  );
}
