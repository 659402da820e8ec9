/** 收文 (条例 第二十四条): 签收, 登记, 初审, 拟办, 批示, 承办, 传阅, 答复, 归档. */
import type { Flow } from '#shared/workflow/flow.ts';
import { ARCHIVE, DESK, NAMED, TAKE_BACK, WORK } from './rows.ts';

/** 答复 that was written as a document of its own (发文) and has gone out. */
const ANSWERED = { close: { by: ['system'], to: 'replied', serverOnly: true } } as const;

export const RECEIPT_1: Flow = {
  id: 'receipt',
  version: 1,
  sealsAt: null,
  steps: [
    { stage: 'awaitingReceipt', holder: 'registrar', isFinal: true, days: 1, acts: {
      receive: { by: ['holder'], to: 'next' },
      refuse: { by: ['holder'], to: 'refused', serverOnly: true, needs: 'opinion' },
      // 催收 and 撤回 by whoever sent it, through the receipt board.
      urge: { by: ['system'], to: 'stay' },
      withdraw: { by: ['system'], to: 'recalled', serverOnly: true },
    } },
    { stage: 'registering', holder: 'registrar', autoAct: 'register', isFinal: true, days: 1, acts: {
      register: { by: ['holder'], to: 'next', serverOnly: true },
    } },
    // 初审 不合格: 退回来文单位并说明理由.
    { stage: 'screening', holder: 'reviewer', optional: true, days: 1, acts: {
      approve: { by: ['holder'], to: 'next' },
      refuse: { by: ['holder'], to: 'refused', serverOnly: true, needs: 'opinion' },
      ...DESK,
    } },
    { stage: 'proposing', holder: 'reviewer', optional: true, days: 1, acts: {
      propose: { by: ['holder'], to: ['deciding', 'handling', 'circulating', 'filed'], needs: 'opinion' },
      ...WORK,
    } },
    { stage: 'deciding', holder: 'principalLeader', when: 'awaitsAnswer', days: 3, acts: {
      reply: { by: ['holder'], to: 'replied', freezes: true },
      instruct: { by: ['holder'], to: ['handling', 'circulating', 'filed'], needs: 'opinion' },
      ...ANSWERED, ...WORK,
    } },
    { stage: 'handling', holder: 'named', aside: true, days: 10, acts: {
      report: { by: ['holder'], to: 'stay', needs: 'opinion' },
      complete: { by: ['lead'], to: 'filed', needs: 'opinion' },
      extend: { by: ['lead'], to: 'stay', needs: 'opinion' },
      grant: { by: ['sender', 'principalLeader'], to: 'stay' },
      circulate: { by: ['lead'], to: 'circulating', needs: 'people' },
      ...ANSWERED, ...TAKE_BACK, ...NAMED,
    } },
    { stage: 'circulating', holder: 'named', aside: true, days: 5, acts: {
      note: { by: ['holder'], to: 'round' },
      ...ANSWERED, ...TAKE_BACK, ...NAMED,
    } },
    { stage: 'filed', holder: 'nobody', acts: {
      // Whoever filed it may still pass it on for reading.
      circulate: { by: ['registrar', 'reviewer', 'principalLeader'], to: 'circulating', needs: 'people' },
      ...ANSWERED, ...ARCHIVE,
    } },
    { stage: 'replied', holder: 'nobody', aside: true, acts: ARCHIVE },
    { stage: 'refused', holder: 'nobody', aside: true, acts: ARCHIVE },
    { stage: 'recalled', holder: 'nobody', aside: true, acts: {} },
    { stage: 'archived', holder: 'nobody', aside: true, acts: {} },
  ],
};
