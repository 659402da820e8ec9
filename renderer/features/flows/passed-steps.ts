/** Who passed each step of a document last, and when, from its 历程. A step it went back behind is not passed any more. */
import type { Stage } from '#shared/workflow/flow.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';

export interface PassedStep {
  readonly name: string;
  readonly at: number;
}

export function passedSteps(state: DocumentState, events: readonly DocumentEvent[]): ReadonlyMap<Stage, PassedStep> {
  const order = flowOf(state.plan).steps.map((step) => step.stage);
  const passed = new Map<Stage, PassedStep>();
  for (const { body, actor, at } of events) {
    if (body.kind !== 'acted' || !body.isHandedOn) continue;
    const isBack = body.act === 'withdraw' || body.act === 'return' || body.act === 'recountersign';
    if (isBack) for (const stage of passed.keys()) if (order.indexOf(stage) >= order.indexOf(body.to)) passed.delete(stage);
    if (!isBack) passed.set(body.from, { name: actor.name, at });
  }
  passed.delete(state.stage);
  return passed;
}
