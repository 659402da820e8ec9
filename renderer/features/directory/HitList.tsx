/** Hits of a search, each with its path. Walked with arrows from the field above; a click or Enter chooses. */
import type { DirectoryHit } from '#shared/ipc/contract.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { hitFormer, hitKey, hitName, hitWhere } from './hit.ts';

interface HitListProps { readonly id: string; readonly label: string; readonly hits: readonly DirectoryHit[]; readonly at: number; readonly onHover?: (index: number) => void; readonly onChoose: (hit: DirectoryHit) => void }

export function HitList({ id, label, hits, at, onHover, onChoose }: HitListProps) {
  const text = useText();
  return (
    <div className="hit-list" id={id} role="listbox" aria-label={label}>
      {hits.map((hit, index) => (
        // The field above owns the keys and points here with aria-activedescendant.
        <div
          key={hitKey(hit)} id={`${id}-${index}`} data-testid="directory-hit" role="option" aria-selected={index === at} tabIndex={-1} className="hit"
          onMouseEnter={() => onHover?.(index)} onClick={() => onChoose(hit)}
        >
          <Icon name={hit.kind === 'person' ? 'person' : 'unit'} />
          <span className="hit-name">{hitName(hit)}{hitFormer(hit) !== null && <span className="muted">{text('ui.directory.formerly', { name: hitFormer(hit) ?? '' })}</span>}</span>
          <span className="hit-where" title={hitWhere(hit)}>{hitWhere(hit)}</span>
        </div>
      ))}
    </div>
  );
}
