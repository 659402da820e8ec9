/** 签报 (内部审批): what an organ decides for itself, from a section up to its leader; no number, nobody outside is told. */
import type { Flow } from '#shared/workflow/flow.ts';
import { ARCHIVE, PUT_AWAY, REVIEW, ROUND } from './rows.ts';

export const MEMO_1: Flow = {
  id: 'memo',
  version: 1,
  sealsAt: 'deciding',
  steps: [
    { stage: 'drafting', holder: 'drafter', text: 'draft', acts: {
      submit: { by: ['drafter'], to: 'next', freezes: true },
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
    } },
    { stage: 'officeReview', holder: 'reviewer', text: 'revise', optional: true, days: 2, acts: {
      approve: { by: ['holder'], to: 'next', freezes: true },
      ...REVIEW,
    } },
    { stage: 'deciding', holder: 'principalLeader', days: 3, acts: {
      approve: { by: ['holder'], to: 'closed', freezes: true },
      disagree: { by: ['holder'], to: 'closed', freezes: true, needs: 'opinion' },
      ...REVIEW,
    } },
    { stage: 'closed', holder: 'nobody', aside: true, acts: ARCHIVE },
    { stage: 'terminated', holder: 'nobody', aside: true, acts: PUT_AWAY },
    { stage: 'archived', holder: 'nobody', aside: true, acts: {} },
  ],
};
