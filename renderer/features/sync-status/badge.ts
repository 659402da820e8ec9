/** What the badge says, as a pure function of the summary: one state, the counts, and the words for it. */
import type { OutboxItem, SyncSummary } from '#shared/ipc/contract.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { IconName } from '#renderer/ui/Icon.tsx';

export const BADGE_STATES = ['offline', 'attention', 'pending', 'syncing', 'synced'] as const; // 离线 待处理 待上传 同步中 已同步
export type BadgeState = (typeof BADGE_STATES)[number];

export interface Badge {
  readonly state: BadgeState;
  readonly icon: IconName;
  readonly label: MessageKey;
  /** Documents and acts that wait to be sent. */
  readonly pending: number;
  /** Acts among them. */
  readonly acts: number;
}

const isWaiting = (item: OutboxItem): boolean => item.state === 'waiting' || item.state === 'sending';
export const needsAnswer = (item: OutboxItem): boolean => item.state === 'reconfirm' || item.state === 'refused';

export const pendingCount = (summary: SyncSummary): number => summary.pendingDocs + summary.outbox.filter(isWaiting).length;

/** While a broken connection is tried again it stays 离线: flickering between two words tells nobody anything. */
export const isOffline = (summary: SyncSummary): boolean =>
  summary.connection === 'offline' || (summary.connection === 'connecting' && summary.error !== null);

export function badgeOf(summary: SyncSummary): Badge {
  const counts = { pending: pendingCount(summary), acts: summary.outbox.filter(isWaiting).length };
  if (isOffline(summary)) return { state: 'offline', icon: 'cloudOff', label: counts.pending > 0 ? 'ui.sync.offlinePending' : 'ui.sync.offline', ...counts };
  if (summary.branches.length > 0 || summary.outbox.some(needsAnswer) || summary.storage !== 'ok') return { state: 'attention', icon: 'warn', label: 'ui.sync.attention', ...counts };
  if (summary.connection === 'connecting') return { state: 'syncing', icon: 'turn', label: 'ui.sync.syncing', ...counts };
  if (counts.pending > 0) return { state: 'pending', icon: 'cloudUp', label: 'ui.sync.pending', ...counts };
  return { state: 'synced', icon: 'cloudOk', label: 'ui.sync.synced', ...counts };
}
