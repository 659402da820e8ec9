/** The views of the desk as tabs with their counts; arrows go from one to the next. */
import type { DeskCounts } from '#shared/ipc/contract.ts';
import { DESK_VIEWS, type DeskView } from '#shared/policy/desk.ts';
import { useText } from '#renderer/ui/text.tsx';

interface DeskTabsProps { readonly view: DeskView; readonly counts: DeskCounts | null; readonly onChoose: (view: DeskView) => void }

export function DeskTabs({ view, counts, onChoose }: DeskTabsProps) {
  const text = useText();
  return (
    <div className="tabs" role="tablist" aria-label={text('ui.nav.workbench')} tabIndex={-1} onKeyDown={(event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      const next = DESK_VIEWS[(DESK_VIEWS.indexOf(view) + step + DESK_VIEWS.length) % DESK_VIEWS.length];
      if (step === 0 || next === undefined) return;
      onChoose(next);
      event.currentTarget.querySelector<HTMLElement>(`[data-testid="tab-${next}"]`)?.focus();
    }}>
      {DESK_VIEWS.map((name) => {
        const count = counts?.[name];
        const isAlarming = name === 'overdue' && count !== undefined && count > 0;
        return (
          <button key={name} type="button" role="tab" id={`desk-tab-${name}`} data-testid={`tab-${name}`} aria-selected={view === name} aria-controls="desk-list" tabIndex={view === name ? 0 : -1} onClick={() => onChoose(name)}>
            {text(`domain.tab.${name}`)}<span className={isAlarming ? 'count num alarming' : 'count num'}>{count ?? ''}</span>
          </button>
        );
      })}
    </div>
  );
}
