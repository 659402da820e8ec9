/**
 * 流程设置, 预演 and 改派 as a window asks for them. Looking and trying out need no network; setting and giving to another are the server's alone.
 * An administrator's 改派 is worded from what the list showed: the document itself is not theirs to have.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { createOpId, type DocId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { CallInput, FlowReading } from '#shared/ipc/contract.ts';
import type { OrgView } from '#shared/org/model.ts';
import { flowSetting, stuckResponse, type FlowSetting, type StuckResponse } from '#shared/protocol/flows.ts';
import { commandsResponse } from '#shared/protocol/http.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import type { Command } from '#shared/workflow/command.ts';
import { dryRun, type DryStep } from '#shared/workflow/dry-run.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import { checkPlan } from '#shared/workflow/plan.ts';
import type { Seams } from '#electron/replica/ports.ts';
import type { Http } from '#electron/replica/sync/http.ts';
import type { LocalFlowSettings } from './settings.ts';

export interface FlowsOptions {
  readonly http: Pick<Http, 'get' | 'post' | 'put'>;
  readonly seams: Pick<Seams, 'clock' | 'random'>;
  readonly settings: LocalFlowSettings;
  readonly org: () => OrgView;
  readonly calendar: () => Calendar;
  readonly isOnline: () => boolean;
  readonly onBug: (failure: unknown) => AppError;
}

export interface Flows {
  get(organId: string): Result<FlowReading, AppError>;
  set(input: CallInput<'flow.set'>): Promise<Result<FlowSetting, AppError>>;
  dryRun(input: CallInput<'flow.dryRun'>): Result<readonly DryStep[], AppError>;
  stuck(organId: string): Promise<Result<StuckResponse, AppError>>;
  reassign(input: CallInput<'flow.reassign'>): Promise<Result<null, AppError>>;
}

export function createFlows({ http, seams, settings, org, calendar, isOnline, onBug }: FlowsOptions): Flows {
  const offline = (): Result<never, AppError> => err(appError('network.unreachable'));
  const holdersAt = (organId: string, setting: FlowSetting): FlowReading['holders'][FlowSetting['flow']] =>
    Object.fromEntries(flowOf(setting.plan).steps.flatMap(({ stage, holder }) => (holder === 'drafter' || holder === 'named' || holder === 'nobody' ? [] : [[stage, org().holders(organId, holder)]])));

  return {
    get: (organId) => {
      // Whoever looks sees what is known at once, and what is news a moment later.
      if (isOnline()) settings.sync().catch(onBug);
      const flows = settings.of(organId);
      return ok({ flows, holders: Object.fromEntries(flows.map((setting) => [setting.flow, holdersAt(organId, setting)])) as unknown as FlowReading['holders'] });
    },
    set: async (input) => {
      const fit = checkPlan(input.plan);
      if (!fit.ok) return fit;
      if (!isOnline()) return offline();
      const answer = await http.put(`/api/flows/${input.plan.flow}`, input, flowSetting);
      // Also when somebody was faster: what is in force now is what the screen must show.
      await settings.sync();
      return answer;
    },
    dryRun: ({ organId, plan, docType, isCountersigned, urgency }) => {
      const fit = checkPlan(plan);
      return fit.ok ? ok(dryRun({ plan, organId, docType, isCountersigned, urgency, at: seams.clock.now() }, org(), calendar())) : fit;
    },
    stuck: async (organId) => (isOnline() ? http.get(`/api/admin/stuck?organId=${organId}`, stuckResponse) : offline()),
    reassign: async ({ docId, stepNo, personId, from, reason }) => {
      if (!isOnline()) return offline();
      const command: Command = {
        kind: 'reassign', opId: createOpId(seams.random), docId: docId as DocId, claimedAt: seams.clock.now(), stepNo, opinion: reason, people: [{ personId, share: 'sign' }], from,
      };
      const answer = await http.post('/api/commands', { commands: [command] }, commandsResponse);
      if (!answer.ok) return answer;
      const [outcome] = answer.value.outcomes;
      return outcome === undefined || outcome.status === 'accepted' ? ok(null) : err(outcome.error as AppError);
    },
  };
}
