/** The feature's only door. */
export { ChecksCount, ChecksPanel } from './ChecksPanel.tsx';
export { useChecks, type Checks } from './use-checks.ts';
