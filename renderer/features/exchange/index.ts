/** The feature's only door. */
export { DistributionPicker } from './DistributionPicker.tsx';
export { ReceiptBoard } from './ReceiptBoard.tsx';
