/** The feature's only door. */
export { SyncBadge } from './SyncBadge.tsx';
export { actName } from './act-name.ts';
export { isOffline, pendingCount } from './badge.ts';
