/** Where the document is, who holds the pen, and since when. */
import type { DocumentPage } from '#shared/ipc/contract.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import { steps } from './steps.ts';

const NAMES_SHOWN = 2;

export function StepBar({ page }: { readonly page: DocumentPage }) {
  const text = useText();
  const { state } = page.view;
  const holders = page.penHolders.slice(0, NAMES_SHOWN).map((holder) => (holder.title === '' ? holder.name : `${holder.name}（${holder.title}）`)).join('、');
  const rest = page.penHolders.length - NAMES_SHOWN;
  return (
    <div className="step-bar">
      <ol aria-label={text('ui.doc.steps')}>
        {steps(state).map((step, index) => (
          <li key={step.stage} className={step.at} aria-current={step.at === 'now' ? 'step' : undefined}>
            <span className="dot">{step.at === 'past' ? <Icon name="check" /> : index + 1}</span>{text(`domain.stage.${step.stage}` as MessageKey)}
          </li>
        ))}
      </ol>
      <p>
        {holders !== '' && <span>{text('ui.doc.pen', { names: holders })}{rest > 0 && text('ui.doc.penMore', { count: page.penHolders.length })}</span>}
        <span className="muted num">{text('ui.doc.since', { time: formatTime(state.since) })}</span>
        {state.dueAt !== null && page.penHolders.length > 0 && <span className="muted num">{text('ui.doc.due', { time: formatTime(state.dueAt) })}</span>}
      </p>
    </div>
  );
}
