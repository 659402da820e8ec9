/** The badge in the top bar and, behind it, the panel that says what waits and why. */
import { Popover } from 'antd';
import { useEffect } from 'react';
import { useSync } from '#renderer/bridge/stores.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { badgeOf } from './badge.ts';
import { SyncPanel } from './SyncPanel.tsx';
import './sync.css';

interface SyncBadgeProps { readonly isOpen: boolean; readonly onOpenChange: (isOpen: boolean) => void; readonly onOpenDocument: (docId: string) => void }

export function SyncBadge({ isOpen, onOpenChange, onOpenDocument }: SyncBadgeProps) {
  const text = useText();
  const sync = useSync();
  useEffect(() => {
    if (!isOpen) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onOpenChange(false);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [isOpen, onOpenChange]);
  if (sync.kind !== 'ready') return null;
  const badge = badgeOf(sync.value);
  return (
    <Popover
      open={isOpen} onOpenChange={onOpenChange} destroyOnHidden trigger="click" placement="bottomRight" arrow={false} styles={{ container: { padding: 0, boxShadow: 'none', background: 'none' } }}
      content={<SyncPanel summary={sync.value} onOpenDocument={(docId) => { onOpenChange(false); onOpenDocument(docId); }} />}
    >
      <button type="button" className={`sync-badge ${badge.state}`} data-testid="sync-badge" data-state={badge.state} data-pending={badge.pending} data-acts={badge.acts} aria-haspopup="dialog" aria-expanded={isOpen}>
        <Icon name={badge.icon} />
        <span aria-live="polite">{text(badge.label, { count: badge.pending })}</span>
      </button>
    </Popover>
  );
}
