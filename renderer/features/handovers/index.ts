/** The feature's only door. */
export { HandoverGroup } from './HandoverGroup.tsx';
export { HandoverPanel } from './HandoverPanel.tsx';
