/** How safe the text is: 正在保存, 已存本机, 待上传, 已同步, or what is wrong. */
import type { DocSyncState } from '#shared/ipc/contract.ts';
import { Icon, type IconName } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { useSavingWord, type SavingSource } from './saving.ts';

const ICONS = { localOnly: 'check', pending: 'cloudUp', synced: 'cloudOk', branch: 'warn' } as const satisfies Record<DocSyncState, IconName>;

/** `known`: what was said of it before it was opened. */
export function SaveState({ saving, known, isStorageOk }: { readonly saving: SavingSource; readonly known: DocSyncState; readonly isStorageOk: boolean }) {
  const text = useText();
  const told = useSavingWord(saving) ?? known;
  const kind = isStorageOk ? told : 'failed';
  return (
    <span className={`save-state ${kind}`} data-testid="save-state" data-state={kind} role="status">
      <Icon name={kind === 'failed' ? 'warn' : kind === 'saving' ? 'turn' : ICONS[kind]} />
      {kind === 'failed' ? text('ui.doc.saveFailed') : kind === 'saving' ? text('ui.doc.saving') : text(`domain.sync.${kind}`)}
    </span>
  );
}
