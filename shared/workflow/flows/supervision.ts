/** 督办: 立项, 交办, 签收, 办理, 反馈, 复核, 销号. Only who set it up strikes it off; photographs are never asked for (国办函〔2026〕12号). */
import type { Flow } from '#shared/workflow/flow.ts';
import { ARCHIVE, NAMED, PUT_AWAY, REVIEW } from './rows.ts';

export const SUPERVISION_1: Flow = {
  id: 'supervision',
  version: 1,
  sealsAt: 'approving',
  steps: [
    { stage: 'drafting', holder: 'drafter', text: 'draft', acts: {
      submit: { by: ['drafter'], to: 'next', freezes: true, needs: 'people' },
      terminate: { by: ['drafter'], to: 'terminated', serverOnly: true, needs: 'opinion' },
    } },
    { stage: 'approving', holder: 'principalLeader', days: 2, acts: {
      approve: { by: ['holder'], to: 'next', freezes: true },
      ...REVIEW,
    } },
    { stage: 'registering', holder: 'supervisor', autoAct: 'register', isFinal: true, days: 1, acts: {
      register: { by: ['holder'], to: 'next', freezes: true, serverOnly: true },
    } },
    { stage: 'assigned', holder: 'named', isFinal: true, days: 1, acts: {
      receive: { by: ['lead'], to: 'handling' },
      refuse: { by: ['lead'], to: 'drafting', serverOnly: true, needs: 'opinion' },
      ...NAMED,
    } },
    { stage: 'handling', holder: 'named', days: 10, acts: {
      report: { by: ['holder'], to: 'stay', needs: 'opinion' },
      extend: { by: ['lead'], to: 'stay', needs: 'opinion' },
      grant: { by: ['drafter', 'supervisor'], to: 'stay' },
      complete: { by: ['lead'], to: 'next', needs: 'opinion' },
      ...NAMED,
    } },
    { stage: 'checking', holder: 'drafter', days: 3, acts: {
      approve: { by: ['drafter', 'supervisor'], to: 'closed', serverOnly: true },
      return: { by: ['drafter', 'supervisor'], to: 'handling', needs: 'opinion' },
    } },
    { stage: 'closed', holder: 'nobody', aside: true, acts: ARCHIVE },
    { stage: 'terminated', holder: 'nobody', aside: true, acts: PUT_AWAY },
    { stage: 'archived', holder: 'nobody', aside: true, acts: {} },
  ],
};
