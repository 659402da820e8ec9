/**
 * How this person's organs walk their flows, as the server said last; the province's plans until then. Kept for offline, so that a document
 * which is born without a network gets the plan that it would get with one.
 */
import { z } from 'zod';
import type { Level } from '#shared/org/model.ts';
import { flowSetting, flowsResponse, type FlowSetting } from '#shared/protocol/flows.ts';
import { FLOW_IDS, type FlowId } from '#shared/workflow/flow.ts';
import { defaultPlan, type Plan } from '#shared/workflow/plan.ts';
import type { Http } from '#electron/replica/sync/http.ts';

const KEY = 'flows';
/** As at the server, for a unit whose level is not known. */
const LOWEST_LEVEL: Level = 5;
const keptSchema = z.record(z.string(), z.object({ tag: z.string(), flows: z.array(flowSetting) }));
type Kept = z.output<typeof keptSchema>;

export interface FlowSettingsOptions {
  readonly store: { value(key: string): string | null; setValue(key: string, value: string): void };
  readonly attempt: (write: () => void) => boolean;
  readonly http: Pick<Http, 'get'>;
  readonly organs: readonly string[];
  readonly level: (organId: string) => Level | null;
  readonly onChanged: () => void;
}

export interface LocalFlowSettings {
  of(organId: string): readonly FlowSetting[];
  planFor(organId: string, flow: FlowId): Plan;
  /** Asks for all of their organs. */
  sync(): Promise<void>;
}

export function createFlowSettings({ store, attempt, http, organs, level, onChanged }: FlowSettingsOptions): LocalFlowSettings {
  let known = read(store.value(KEY));
  const ofProvince = (organId: string, flow: FlowId): FlowSetting => ({ flow, version: 0, plan: defaultPlan(flow, level(organId) ?? LOWEST_LEVEL), by: null });
  const settingOf = (organId: string, flow: FlowId): FlowSetting => known[organId]?.flows.find((each) => each.flow === flow) ?? ofProvince(organId, flow);

  return {
    of: (organId) => FLOW_IDS.map((flow) => settingOf(organId, flow)),
    planFor: (organId, flow) => settingOf(organId, flow).plan,
    sync: async () => {
      for (const organId of organs) {
        const before = known[organId];
        const answer = await http.get(`/api/flows?organId=${organId}${before === undefined ? '' : `&known=${before.tag}`}`, flowsResponse);
        if (!answer.ok || answer.value.flows === null) continue;
        const heard: Kept = { ...known, [organId]: { tag: answer.value.tag, flows: answer.value.flows } };
        if (!attempt(() => { store.setValue(KEY, JSON.stringify(heard)); })) continue;
        known = heard;
        onChanged();
      }
    },
  };
}

function read(text: string | null): Kept {
  if (text === null) return {};
  try {
    return keptSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    // They are fetched again; nothing else is lost with them.
    return {};
  }
}
