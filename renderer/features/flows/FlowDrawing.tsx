/** The picture of a flow. What it shows beyond the table (who passed a step, where a document is) is handed in by stage. */
import type { Stage } from '#shared/workflow/flow.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import { useText } from '#renderer/ui/text.tsx';
import { BOX_HEIGHT, BOX_WIDTH, drawFlow } from './draw-flow.ts';
import './flows.css';

interface FlowDrawingProps {
  readonly plan: Plan;
  readonly marks?: ReadonlyMap<Stage, 'past' | 'now'>;
  /** A second line in a box. */
  readonly notes?: ReadonlyMap<Stage, string>;
}

export function FlowDrawing({ plan, marks, notes }: FlowDrawingProps) {
  const text = useText();
  const { boxes, arrows, width, height } = drawFlow(plan);
  const name = (stage: Stage): string => text(`domain.stage.${stage}` as MessageKey);
  const drawn = boxes.filter((box) => !box.isSkipped && !box.isAside).map((box) => name(box.stage)).join(' → ');
  return (
    <svg className="flow-drawing" viewBox={`0 0 ${width} ${height}`} width={width} role="img" aria-label={text('flows.drawing.of', { steps: drawn })} data-testid="flow-drawing">
      <defs>
        {(['way', 'branch', 'return'] as const).map((kind) => (
          <marker key={kind} id={`arrow-${kind}`} viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" markerUnits="userSpaceOnUse" orient="auto"><path className={`head ${kind}`} d="M0 0 6 3 0 6z" /></marker>
        ))}
      </defs>
      {arrows.map(({ kind, from, to, path }) => <path key={`${kind} ${from} ${to}`} className={`arrow ${kind}`} d={path} markerEnd={`url(#arrow-${kind})`} />)}
      {boxes.map((box) => {
        const mark = marks?.get(box.stage);
        const note = notes?.get(box.stage) ?? (box.isSkipped ? text('flows.map.skip') : box.isAutomatic ? text('flows.map.auto') : null);
        return (
          <g key={box.stage} className={`box ${box.isSkipped ? 'skipped' : ''} ${mark ?? ''}`} transform={`translate(${box.x} ${box.y})`} data-stage={box.stage} aria-current={mark === 'now' ? 'step' : undefined}>
            <rect width={BOX_WIDTH} height={BOX_HEIGHT} rx={4} />
            <text x={BOX_WIDTH / 2} y={note === null ? 25 : 17}>{name(box.stage)}</text>
            {note !== null && <text className="note-line" x={BOX_WIDTH / 2} y={32}>{note}</text>}
          </g>
        );
      })}
    </svg>
  );
}
