/** What narrows the view, question by question, and the person's kept views. */
import { Button, Input, Select, type InputRef } from 'antd';
import type { Ref } from 'react';
import type { MessageKey } from '#shared/i18n/index.ts';
import { NO_FILTER, WORDS_LENGTH_MAX, type DeskFilter, type SavedView } from '#shared/policy/desk-filter.ts';
import type { DeskView } from '#shared/policy/desk.ts';
import { URGENCIES } from '#shared/time/deadline.ts';
import { FLOW_IDS } from '#shared/workflow/flow.ts';
import { latestFlow } from '#shared/workflow/flows/book.ts';
import { DOC_TYPES } from '#shared/workflow/model.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { SavedViews } from './SavedViews.tsx';

const DUE_DAYS = [0, 3, 7, 30] as const;

interface DeskFilterBarProps {
  readonly view: DeskView;
  readonly filter: DeskFilter;
  readonly words: Ref<InputRef>;
  readonly onChange: (filter: DeskFilter) => void;
  readonly onChooseView: (saved: SavedView) => void;
  /** From the field on into the list. */
  readonly onLeave: () => void;
}

export function DeskFilterBar({ view, filter, words, onChange, onChooseView, onLeave }: DeskFilterBarProps) {
  const text = useText();
  const isFiltering = JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const stages = filter.flow === null ? [] : latestFlow(filter.flow).steps.map((step) => step.stage);
  /** One question: a value or, cleared, none. */
  const question = <V extends string | number>(name: string, label: MessageKey, value: V | null, options: readonly { readonly value: V; readonly label: string }[], ask: (value: V | null) => void) => (
    <Select<V>
      size="small" className="question" data-testid={`desk-filter-${name}`} aria-label={text(label)} placeholder={text(label)} title={text(label)} allowClear popupMatchSelectWidth={false}
      value={value} options={[...options]} onChange={(next: V | undefined) => ask(next ?? null)}
    />
  );
  return (
    <div className="desk-filter" role="group" aria-label={text('desk.filter.label')}>
      <Input
        ref={words} size="small" className="words" data-testid="desk-filter-words" allowClear maxLength={WORDS_LENGTH_MAX} prefix={<Icon name="search" />} placeholder={text('desk.filter.words')} aria-label={text('desk.filter.words')}
        value={filter.words} onChange={(event) => onChange({ ...filter, words: event.target.value })}
        onKeyDown={(event) => { if ((event.key === 'Enter' || event.key === 'ArrowDown') && !event.nativeEvent.isComposing) { event.preventDefault(); onLeave(); } }}
      />
      {question('flow', 'desk.filter.flow', filter.flow, FLOW_IDS.map((flow) => ({ value: flow, label: text(`domain.flow.${flow}`) })), (flow) => onChange({ ...filter, flow, stage: null }))}
      {stages.length > 0 && question('stage', 'desk.filter.stage', filter.stage, stages.map((stage) => ({ value: stage, label: text(`domain.stage.${stage}`) })), (stage) => onChange({ ...filter, stage }))}
      {question('type', 'desk.filter.docType', filter.docType, DOC_TYPES.map((type) => ({ value: type, label: text(`domain.type.${type}`) })), (docType) => onChange({ ...filter, docType }))}
      {question('urgency', 'desk.filter.urgency', filter.urgency, URGENCIES.map((urgency) => ({ value: urgency, label: text(`time.urgency.${urgency}`) })), (urgency) => onChange({ ...filter, urgency }))}
      {question('due', 'desk.filter.due', filter.dueInDays, DUE_DAYS.map((days) => ({ value: days as number, label: days === 0 ? text('desk.filter.due.today') : text('desk.filter.due.within', { days }) })), (dueInDays) => onChange({ ...filter, dueInDays }))}
      {isFiltering && <Button size="small" type="text" data-testid="desk-filter-clear" aria-label={text('desk.filter.clear')} title={text('desk.filter.clear')} icon={<Icon name="close" />} onClick={() => onChange(NO_FILTER)} />}
      <span className="gap" />
      <SavedViews view={view} filter={filter} onChoose={onChooseView} />
    </div>
  );
}
