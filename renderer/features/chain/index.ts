export { ChainPanel } from './ChainPanel.tsx';
export { FollowDialog } from './FollowDialog.tsx';
export { PairStrip } from './PairStrip.tsx';
