import { describe, expect, it } from 'vitest';
import { FLOW_IDS } from '#shared/workflow/flow.ts';
import { defaultPlan, pathOf, type Plan } from '#shared/workflow/plan.ts';
import { BOX_HEIGHT, BOX_WIDTH, drawFlow } from './draw-flow.ts';

const PLANS: readonly Plan[] = FLOW_IDS.flatMap((flow) => [defaultPlan(flow, 1), defaultPlan(flow, 5), { ...defaultPlan(flow, 1), skip: [], auto: [] }]);

describe.each(PLANS)('the drawing of $flow without $skip', (plan) => {
  const { boxes, arrows, width, height } = drawFlow(plan);

  it('[PLN07] has one box for every step, none over another, all on the sheet', () => {
    expect(new Set(boxes.map((box) => box.stage)).size).toBe(boxes.length);
    expect(new Set(boxes.map((box) => `${box.x} ${box.y}`)).size).toBe(boxes.length);
    for (const box of boxes) expect(box.x >= 0 && box.y >= 0 && box.x + BOX_WIDTH <= width && box.y + BOX_HEIGHT <= height).toBe(true);
    expect(boxes.filter((box) => box.isSkipped).map((box) => box.stage).toSorted()).toEqual([...plan.skip].toSorted());
  });

  it('[PLN07] follows the path, and no arrow touches what is left out', () => {
    const path = pathOf(plan).map((step) => step.stage);
    const way = arrows.filter((arrow) => arrow.kind === 'way');
    for (const arrow of way) expect(path.indexOf(arrow.to)).toBe(path.indexOf(arrow.from) + 1);
    for (const arrow of arrows) expect([arrow.from, arrow.to].some((stage) => plan.skip.includes(stage))).toBe(false);
    for (const arrow of arrows) for (const number of arrow.path.match(/-?\d+(?:\.\d+)?/gu) ?? []) expect(Number(number)).toBeGreaterThanOrEqual(0);
  });
});

describe('what leads where', () => {
  it('[PLN07] 会签 that is not asked for is passed by, 协商 stands beside it, and every review can send back', () => {
    const { arrows, boxes } = drawFlow(defaultPlan('dispatch', 1));
    const leads = arrows.map(({ kind, from, to }) => `${kind} ${from} ${to}`);
    for (const wanted of ['way departmentReview countersigning', 'branch departmentReview officeReview', 'branch countersigning consulting', 'return consulting countersigning', 'return officeReview drafting', 'return signing drafting']) expect(leads).toContain(wanted);
    expect(boxes.find((box) => box.stage === 'consulting')).toMatchObject({ isAside: true, y: boxes.find((box) => box.stage === 'countersigning')?.y });
  });
});
