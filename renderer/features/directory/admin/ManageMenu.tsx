/** 管理: what an administrator may do with what stands on the card. What may not be done is greyed and says why. */
import { Button, Dropdown } from 'antd';
import { useState, type ReactNode } from 'react';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { MessageKey } from '#shared/i18n/index.ts';

export interface ManageItem { readonly key: string; readonly label: MessageKey; readonly why: MessageKey | null; readonly isDanger?: boolean }

interface ManageMenuProps { readonly groups: readonly (readonly ManageItem[])[]; readonly why: MessageKey | null; readonly onChoose: (key: string) => void }

export function ManageMenu({ groups, why, onChoose }: ManageMenuProps) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  const label = (item: ManageItem): ReactNode => (
    <span className="manage-item" data-testid={`manage-${item.key}`}>{text(item.label)}{item.why !== null && <span className="why">{text(item.why)}</span>}</span>
  );
  const items = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [{ type: 'divider' as const, key: `divider ${index}` }]),
    ...group.map((item) => ({ key: item.key, label: label(item), disabled: item.why !== null, danger: item.isDanger === true && item.why === null })),
  ]);
  return (
    // Escape closes the menu and does not leave the page as well.
    <span className="manage" onKeyDown={(event) => {
      if (event.key !== 'Escape' || !isOpen) return;
      event.preventDefault();
      setIsOpen(false);
    }}>
      {why !== null && <span className="muted small">{text(why)}</span>}
      <Dropdown trigger={['click']} placement="bottomRight" disabled={why !== null} open={isOpen} getPopupContainer={(button) => button.closest<HTMLElement>('main') ?? document.body} onOpenChange={setIsOpen} menu={{ items, onClick: ({ key }) => { setIsOpen(false); onChoose(key); } }}>
        <Button data-testid="manage" disabled={why !== null}>{text('admin.manage')}<Icon name="down" /></Button>
      </Dropdown>
    </span>
  );
}
