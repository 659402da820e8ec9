/** Every flow that was ever released, by id and version. A running document finds its table here for ever. */
import type { Flow, FlowId } from '#shared/workflow/flow.ts';
import { CIRCULATION_1 } from './circulation.ts';
import { DISPATCH_1 } from './dispatch.ts';
import { MEMO_1 } from './memo.ts';
import { RECEIPT_1 } from './receipt.ts';
import { faultsOf } from '#shared/workflow/validate.ts';
import { SUPERVISION_1 } from './supervision.ts';

export const FLOWS: readonly Flow[] = [DISPATCH_1, RECEIPT_1, MEMO_1, CIRCULATION_1, SUPERVISION_1];

// A table that does not hold together stops whoever loads it, before a document walks into it.
for (const flow of FLOWS) {
  const [fault] = faultsOf(flow);
  if (fault !== undefined) throw new Error(`flow ${flow.id} ${flow.version}: ${fault.stage} ${fault.what}`);
}

export function flowOf({ flow, version }: { readonly flow: FlowId; readonly version: number }): Flow {
  const found = FLOWS.find((one) => one.id === flow && one.version === version);
  if (found === undefined) throw new Error(`no flow ${flow} ${version}`);
  return found;
}

/** Whether this program has the table that a document stands in: one that a newer server began may be on a flow that is not here yet. */
export const isKnownStep = ({ plan, stage }: { readonly plan?: { readonly flow: string; readonly version: number }; readonly stage: string }): boolean =>
  FLOWS.some((flow) => flow.id === plan?.flow && flow.version === plan.version && flow.steps.some((step) => step.stage === stage));

export const latestFlow = (id: FlowId): Flow =>
  FLOWS.filter((flow) => flow.id === id).reduce((newest, flow) => (flow.version > newest.version ? flow : newest));
