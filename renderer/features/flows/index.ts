/** The feature's only door. */
export { DelegationGroup } from './DelegationGroup.tsx';
export { FlowMap } from './FlowMap.tsx';
export { FlowsPage } from './FlowsPage.tsx';
