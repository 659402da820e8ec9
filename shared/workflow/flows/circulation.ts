/** 传阅: a text goes to named people, each says 已阅 (with or without a word); nobody is measured by how fast. */
import type { Flow } from '#shared/workflow/flow.ts';
import { ARCHIVE, NAMED, PUT_AWAY, TAKE_BACK } from './rows.ts';

export const CIRCULATION_1: Flow = {
  id: 'circulation',
  version: 1,
  sealsAt: null,
  steps: [
    { stage: 'drafting', holder: 'drafter', text: 'draft', acts: {
      submit: { by: ['drafter'], to: 'next', freezes: true, needs: 'people' },
      terminate: { by: ['drafter'], to: 'terminated', serverOnly: true, needs: 'opinion' },
    } },
    { stage: 'circulating', holder: 'named', days: 5, acts: {
      note: { by: ['holder'], to: 'round' },
      ...TAKE_BACK, ...NAMED,
      terminate: { by: ['drafter'], to: 'terminated', serverOnly: true, needs: 'opinion' },
    } },
    { stage: 'closed', holder: 'nobody', acts: ARCHIVE },
    { stage: 'terminated', holder: 'nobody', aside: true, acts: PUT_AWAY },
    { stage: 'archived', holder: 'nobody', aside: true, acts: {} },
  ],
};
