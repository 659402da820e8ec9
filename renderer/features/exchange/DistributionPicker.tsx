/**
 * To whom a document goes: groups below one's own division by a click, single units by search, and at once whom this means by today's directory. A group
 * stays a rule until the document is sent. Without the network the choice is kept and only the look-up waits.
 */
import { Button } from 'antd';
import { useId, useState } from 'react';
import { distribution as distributionSchema, RULE_KINDS, type Distribution, type RuleKind, type Target } from '#shared/exchange/distribution.ts';
import { phrase, type Place } from '#shared/exchange/wording.ts';
import type { DirectoryUnit } from '#shared/ipc/contract.ts';
import { LEVELS } from '#shared/org/model.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useLocale, useText } from '#renderer/ui/text.tsx';
import { HitList, useDirectorySearch } from '#renderer/features/directory/index.ts';
import './exchange.css';

interface DistributionPickerProps {
  /** Who sends: groups are offered below it. */
  readonly sender: Place;
  readonly chosen: Distribution | null;
  /** Names of the units that were chosen one by one, as the caller knows them. */
  readonly nameOf: (unitId: string) => string;
  readonly onChange: (chosen: Distribution | null, unit?: DirectoryUnit) => void;
}

/** A county has no prefectures below it. */
const LOWEST: Readonly<Record<RuleKind, number>> = { prefectures: 1, counties: 2, townships: 3, villages: 4, departments: 3 };
const HITS = 20;

export function DistributionPicker({ sender, chosen, nameOf, onChange }: DistributionPickerProps) {
  const text = useText();
  const locale = useLocale();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const search = useDirectorySearch(query, HITS);
  const targets = chosen ?? [];
  const isChosen = (id: string): boolean => targets.some((target) => target.kind === 'organ' && target.organId === id);
  const hits = (search.hits ?? []).filter((hit) => hit.kind === 'unit' && hit.unit.isOrgan && hit.unit.id !== sender.id && !isChosen(hit.unit.id));
  const preview = useCall('exchange.preview', chosen === null ? null : { senderId: sender.id, distribution: chosen }, ['sync.changed']);

  const set = (next: readonly Target[], unit?: DirectoryUnit): void => {
    const read = distributionSchema.safeParse(next);
    onChange(read.success ? read.data : null, unit);
  };
  const hasGroup = (kind: RuleKind): boolean => targets.some((target) => target.kind === 'group' && target.rule.kind === kind && target.rule.below === sender.id);
  const toggle = (kind: RuleKind): void => set(hasGroup(kind)
    ? targets.filter((target) => target.kind !== 'group' || target.rule.kind !== kind || target.rule.below !== sender.id)
    : [...targets, { kind: 'group', rule: { kind, below: sender.id } }]);
  const take = (index: number): void => {
    const hit = hits[index];
    if (hit?.kind !== 'unit') return;
    set([...targets, { kind: 'organ', organId: hit.unit.id }], hit.unit);
    setQuery('');
    setAt(0);
  };
  const nameOfTarget = (target: Target): string => (target.kind === 'organ' ? nameOf(target.organId)
    : phrase(target.rule, locale, target.rule.below === sender.id ? sender : { id: target.rule.below, name: nameOf(target.rule.below), level: sender.level }, sender.id));
  return (
    <section className="distribution" aria-label={text('exchange.picker.title')} data-testid="distribution-picker">
      <div className="phrases" role="group" aria-label={text('exchange.picker.groups')}>
        {RULE_KINDS.filter((kind) => sender.level <= LOWEST[kind]).map((kind) => (
          <button key={kind} type="button" aria-pressed={hasGroup(kind)} onClick={() => toggle(kind)}>{text(`exchange.picker.${kind}`)}</button>
        ))}
      </div>
      <div className="picker">
        <div className="picker-field">
          {targets.map((target) => (
            <span key={target.kind === 'organ' ? target.organId : `${target.rule.kind} ${target.rule.below}`} className="chip accent">
              {nameOfTarget(target)}
              <button type="button" className="plain" aria-label={text('exchange.picker.remove', { name: nameOfTarget(target) })} onClick={() => set(targets.filter((other) => other !== target))}><Icon name="close" /></button>
            </span>
          ))}
          <input
            type="text" role="combobox" data-enter="own" spellCheck={false} autoComplete="off" aria-label={text('exchange.picker.search')} placeholder={text('exchange.picker.search')}
            aria-expanded={hits.length > 0} aria-controls={listId} aria-activedescendant={hits.length > 0 ? `${listId}-${at}` : undefined}
            value={query} onChange={(event) => { setQuery(event.target.value); setAt(0); }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing || event.ctrlKey) return;
              if (event.key === 'ArrowDown') setAt((old) => Math.min(old + 1, hits.length - 1));
              else if (event.key === 'ArrowUp') setAt((old) => Math.max(old - 1, 0));
              else if (event.key === 'Enter') take(at);
              else if (event.key === 'Backspace' && query === '') { set(targets.slice(0, -1)); return; }
              else return;
              event.preventDefault();
            }}
          />
        </div>
        {search.hits !== null && (
          <div className="picker-hits scroll">
            {hits.length === 0 && !search.isLoading && <p className="none">{text('ui.search.none', { query: query.trim() })}</p>}
            <HitList id={listId} label={text('exchange.picker.search')} hits={hits} at={at} onHover={setAt} onChoose={(hit) => take(hits.indexOf(hit))} />
          </div>
        )}
      </div>
      <div className="preview" role="status" data-testid="distribution-preview">
        {chosen === null && <p className="muted">{text('exchange.picker.empty')}</p>}
        {chosen !== null && preview.value === null && preview.error === null && <p className="muted">{text('exchange.picker.counting')}</p>}
        {preview.error !== null && (
          <p className="note warn"><span className="grow">{preview.error.code === 'network.unreachable' ? text('exchange.picker.offline') : errorText(text, preview.error)}</span><Button size="small" onClick={preview.reload}>{text('ui.state.retry')}</Button></p>
        )}
        {preview.value !== null && (
          <>
            <p>
              <b className="num">{text('exchange.picker.preview', { count: preview.value.count })}</b>
              {LEVELS.flatMap((level) => preview.value?.levels.filter((row) => row.level === level) ?? []).map((row) => <span key={row.level} className="chip">{text(`exchange.level.${row.level}`)} {row.count}</span>)}
            </p>
            {preview.value.leftOut > 0 && <p className="danger-text">{text('exchange.picker.leftOut', { count: preview.value.leftOut })}</p>}
            <ol className="preview-units scroll" tabIndex={0} aria-label={text('exchange.picker.first', { count: preview.value.units.length })}>
              {preview.value.units.map((unit) => <li key={unit.organId}>{unit.name}<span className="where">{unit.pathLabel}</span></li>)}
            </ol>
            {preview.value.units.length < preview.value.count && <p className="muted">{text('exchange.picker.first', { count: preview.value.units.length })}</p>}
          </>
        )}
      </div>
    </section>
  );
}
