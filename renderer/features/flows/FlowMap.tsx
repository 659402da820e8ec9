/** The flow of one document: the steps that it passed with who and when, where it is, and what may come. */
import type { Stage } from '#shared/workflow/flow.ts';
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate } from '#renderer/ui/time.ts';
import { FlowDrawing } from './FlowDrawing.tsx';
import { passedSteps } from './passed-steps.ts';

export function FlowMap({ state, events, holders }: { readonly state: DocumentState; readonly events: readonly DocumentEvent[]; readonly holders: readonly string[] }) {
  const text = useText();
  const passed = passedSteps(state, events);
  const marks = new Map<Stage, 'past' | 'now'>([...[...passed.keys()].map((stage) => [stage, 'past'] as const), [state.stage, 'now']]);
  const notes = new Map<Stage, string>([
    ...[...passed].map(([stage, { name, at }]) => [stage, text('flows.map.passed', { name, time: formatDate(at).slice(5) })] as const),
    [state.stage, holders.length === 0 ? text('flows.map.now') : `${holders[0]}${holders.length > 1 ? '…' : ''}`],
  ]);
  return (
    <div className="flow-map">
      <FlowDrawing plan={state.plan} marks={marks} notes={notes} />
      <p className="muted small">{text('flows.drawing.legend')}</p>
    </div>
  );
}
