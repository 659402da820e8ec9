/**
 * A flow drawn from its table: boxes in the order of the steps, what a plan leaves out in dashes, arrows for the way, for branches and for going back.
 * Pure geometry, the same table always the same picture. 终止 is left out: it leads from nearly everywhere and is said below the picture.
 */
import type { Act, Flow, Row, Stage, Step } from '#shared/workflow/flow.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import { pathOf, type Plan } from '#shared/workflow/plan.ts';

export interface Box {
  readonly stage: Stage;
  readonly x: number;
  readonly y: number;
  readonly isSkipped: boolean;
  readonly isAutomatic: boolean;
  readonly isAside: boolean;
}

export interface Arrow {
  readonly kind: 'way' | 'branch' | 'return';
  readonly from: Stage;
  readonly to: Stage;
  readonly path: string;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export const BOX_WIDTH = 136;
export const BOX_HEIGHT = 40;
const ROW_HEIGHT = 60;
const EDGE = 4;
const LEFT = 36;
const RETURN_X = LEFT + BOX_WIDTH + 20;
const ASIDE_X = LEFT + BOX_WIDTH + 60;
const LEFT_OUT: readonly Stage[] = ['terminated'];

export function drawFlow(plan: Plan): Drawing {
  const flow = flowOf(plan);
  const main = flow.steps.filter((step) => step.aside !== true || step.stage === 'archived');
  const rows = new Map<Stage, number>(main.map((step, row) => [step.stage, row]));
  const asides = placeAsides(flow, rows);
  const boxes = [
    ...main.map((step, row): Box => ({ ...markOf(plan, step), x: LEFT, y: EDGE + row * ROW_HEIGHT, isAside: false })),
    ...asides.map(({ step, row }): Box => ({ ...markOf(plan, step), x: ASIDE_X, y: EDGE + row * ROW_HEIGHT, isAside: true })),
  ];
  const place = (stage: Stage): Box | undefined => boxes.find((box) => box.stage === stage && !box.isSkipped);
  const arrows = [...wayOf(plan), ...branchesOf(flow, plan)].flatMap(({ kind, from, to }): readonly Arrow[] => {
    const [start, end] = [place(from), place(to)];
    return start === undefined || end === undefined ? [] : [{ kind, from, to, path: pathBetween(kind, start, end) }];
  });
  const lastRow = Math.max(main.length, ...asides.map(({ row }) => row + 1));
  return { width: (asides.length > 0 ? ASIDE_X + BOX_WIDTH : RETURN_X) + EDGE * 2, height: lastRow * ROW_HEIGHT - (ROW_HEIGHT - BOX_HEIGHT) + EDGE * 2, boxes, arrows };
}

const markOf = (plan: Plan, { stage }: Step): Pick<Box, 'stage' | 'isSkipped' | 'isAutomatic'> => ({ stage, isSkipped: plan.skip.includes(stage), isAutomatic: plan.auto.includes(stage) });

/** Each beside the first step that leads to it, or in the next row that is free. */
function placeAsides(flow: Flow, rows: ReadonlyMap<Stage, number>): readonly { readonly step: Step; readonly row: number }[] {
  const placed: { readonly step: Step; readonly row: number }[] = [];
  for (const step of flow.steps) {
    if (rows.has(step.stage) || LEFT_OUT.includes(step.stage)) continue;
    const origins = flow.steps.filter((each) => targets(flow, each).includes(step.stage)).map((each) => rows.get(each.stage) ?? placed.find((known) => known.step === each)?.row ?? 0);
    let row = Math.min(rows.size - 1, ...origins);
    while (placed.some((each) => each.row === row)) row += 1;
    placed.push({ step, row });
  }
  return placed;
}

type Leading = Pick<Arrow, 'kind' | 'from' | 'to'>;

/** From step to step of the path; past a step that is entered only when it applies. */
function wayOf(plan: Plan): readonly Leading[] {
  const path = pathOf(plan);
  return path.flatMap((step, index): readonly Leading[] => {
    const onward = step.holder === 'nobody' || !leadsOn(step) ? [] : path.slice(index + 1);
    const firm = onward.findIndex((each) => each.when === undefined);
    return onward.slice(0, firm < 0 ? onward.length : firm + 1).map((each, ahead) => ({ kind: ahead === 0 ? 'way' : 'branch', from: step.stage, to: each.stage }));
  });
}

const rowsOf = (step: Step): readonly (readonly [Act, Row])[] => Object.entries(step.acts) as unknown as readonly (readonly [Act, Row])[];
const leadsOn = (step: Step): boolean => rowsOf(step).some(([, row]) => row.to === 'next' || row.to === 'round');

/** Steps that an act at this one names. */
function targets(flow: Flow, step: Step): readonly Stage[] {
  const named = rowsOf(step).flatMap(([, { to }]): readonly string[] => (to === 'round' ? ['consulting'] : typeof to === 'string' ? [to] : to));
  return flow.steps.map((each) => each.stage).filter((stage) => named.includes(stage));
}

function branchesOf(flow: Flow, plan: Plan): readonly Leading[] {
  const path = pathOf(plan);
  const found = new Map<string, Leading>();
  const add = (leading: Leading): void => {
    const key = `${leading.from} ${leading.to}`;
    if (leading.from !== leading.to && !found.has(key) && !wayOf(plan).some((way) => way.from === leading.from && way.to === leading.to)) found.set(key, leading);
  };
  const isAside = (stage: Stage): boolean => flow.steps.some((step) => step.stage === stage && step.aside === true);
  const place = (stage: Stage): number => flow.steps.findIndex((step) => step.stage === stage);
  for (const step of flow.steps) {
    if (plan.skip.includes(step.stage)) continue;
    for (const to of targets(flow, step)) add({ kind: place(to) < place(step.stage) && !isAside(to) ? 'return' : 'branch', from: step.stage, to });
    // A step beside the path goes on to what follows the one that led to it.
    if (step.aside === true && leadsOn(step)) {
      const origin = path.find((each) => targets(flow, each).includes(step.stage));
      const next = origin === undefined ? undefined : path[path.indexOf(origin) + 1];
      if (next !== undefined) add({ kind: 'branch', from: step.stage, to: next.stage });
    }
    const [first] = path;
    if (first !== undefined && step.aside !== true && rowsOf(step).some(([act, row]) => act === 'return' && row.to === 'earlier')) add({ kind: 'return', from: step.stage, to: first.stage });
  }
  return [...found.values()];
}

function pathBetween(kind: Arrow['kind'], from: Box, to: Box): string {
  const middle = (box: Box): number => box.y + BOX_HEIGHT / 2;
  const right = (box: Box): number => box.x + BOX_WIDTH;
  if (kind === 'return' && !from.isAside) return `M${right(from)} ${middle(from) + 8}H${RETURN_X}V${middle(to)}H${right(to) + 2}`;
  if (!from.isAside && !to.isAside) {
    if (to.y - from.y === ROW_HEIGHT) return `M${from.x + BOX_WIDTH / 2} ${from.y + BOX_HEIGHT}V${to.y - 2}`;
    const out = Math.max(4, LEFT - 10 - ((to.y - from.y) / ROW_HEIGHT) * 4);
    return `M${from.x} ${middle(from) + 8}H${out}V${middle(to) - 8}H${to.x - 2}`;
  }
  if (!from.isAside) {
    const turn = ASIDE_X - 16;
    return `M${right(from)} ${middle(from) - 8}H${turn}V${middle(to)}H${to.x - 2}`;
  }
  if (to.isAside) {
    const start = from.y < to.y ? from.y + BOX_HEIGHT : from.y;
    return `M${from.x + BOX_WIDTH / 2 + 24} ${start}V${from.y < to.y ? to.y - 2 : to.y + BOX_HEIGHT + 2}`;
  }
  const turn = ASIDE_X - 26;
  return `M${from.x} ${middle(from) + 8}H${turn}V${middle(to) + (kind === 'return' ? 4 : -4)}H${right(to) + 2}`;
}
