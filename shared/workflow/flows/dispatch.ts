/** 发文 (条例 第十九至二十二条 拟制, 第二十五条 办理): 起草, 审核, 会签, 核稿, 签发, 复核, 登记, 印制, 用印, 核发, 办结, 归档. */
import type { Flow } from '#shared/workflow/flow.ts';
import { ARCHIVE, ARCHIVE_SENT, INVALIDATE, PUT_AWAY, REVIEW, ROUND, SIGNED } from './rows.ts';

export const DISPATCH_1: Flow = {
  id: 'dispatch',
  version: 1,
  sealsAt: 'signing',
  steps: [
    { stage: 'drafting', holder: 'drafter', text: 'draft', acts: {
      submit: { by: ['drafter'], to: 'next', freezes: true },
      address: { by: ['drafter'], to: 'stay' },
      terminate: { by: ['drafter'], to: 'terminated', serverOnly: true, needs: 'opinion' },
    } },
    { stage: 'departmentReview', holder: 'sectionHead', text: 'revise', optional: true, days: 2, acts: {
      approve: { by: ['holder'], to: 'next', freezes: true },
      ...REVIEW,
    } },
    { stage: 'countersigning', holder: 'named', when: 'named', optional: true, days: 3, acts: {
      approve: { by: ['holder'], to: 'round', freezes: true },
      disagree: { by: ['holder'], to: 'round', freezes: true, needs: 'opinion' },
      ...ROUND,
    } },
    { stage: 'consulting', holder: 'drafter', aside: true, days: 3, acts: {
      resolve: { by: ['drafter'], to: 'next', freezes: true, needs: 'opinion' },
      recountersign: { by: ['drafter'], to: 'countersigning', freezes: true },
      return: { by: ['drafter'], to: 'earlier', freezes: true, needs: 'opinion' },
      terminate: { by: ['drafter', 'principalLeader'], to: 'terminated', serverOnly: true, needs: 'opinion' },
    } },
    { stage: 'officeReview', holder: 'reviewer', text: 'revise', optional: true, days: 2, acts: {
      approve: { by: ['holder'], to: 'next', freezes: true },
      ...REVIEW,
    } },
    { stage: 'signing', holder: 'principalLeader', days: 2, acts: {
      signOff: { by: ['holder'], to: 'next', freezes: true },
      ...REVIEW,
    } },
    // 复核 that finds something of substance sends it back to before 签发: whatever is changed there is signed again (第二十五条 (一)).
    { stage: 'proofreading', holder: 'registrar', optional: true, days: 1, acts: {
      approve: { by: ['holder'], to: 'next', freezes: true },
      ...SIGNED,
    } },
    { stage: 'registering', holder: 'registrar', autoAct: 'register', isFinal: true, days: 1, acts: {
      register: { by: ['holder'], to: 'next', freezes: true, serverOnly: true },
      // 登记: 分送范围 (第二十五条 (二)).
      address: { by: ['holder'], to: 'stay' },
      ...SIGNED,
    } },
    { stage: 'printing', holder: 'registrar', optional: true, days: 1, acts: {
      print: { by: ['holder'], to: 'next', freezes: true },
    } },
    { stage: 'sealing', holder: 'sealKeeper', optional: true, days: 1, acts: {
      seal: { by: ['holder'], to: 'next', freezes: true, serverOnly: true },
    } },
    { stage: 'dispatching', holder: 'registrar', autoAct: 'dispatch', isFinal: true, days: 1, acts: {
      dispatch: { by: ['holder'], to: 'next', freezes: true, serverOnly: true },
    } },
    { stage: 'issued', holder: 'nobody', acts: {
      close: { by: ['system'], to: 'closed', serverOnly: true },
      ...ARCHIVE_SENT, ...INVALIDATE,
    } },
    { stage: 'closed', holder: 'nobody', aside: true, acts: { ...ARCHIVE, ...INVALIDATE } },
    { stage: 'archived', holder: 'nobody', aside: true, acts: INVALIDATE },
    { stage: 'terminated', holder: 'nobody', aside: true, acts: PUT_AWAY },
  ],
};
