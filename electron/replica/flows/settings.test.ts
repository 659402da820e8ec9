import { expect, it } from 'vitest';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { FlowsResponse } from '#shared/protocol/flows.ts';
import { defaultPlan } from '#shared/workflow/plan.ts';
import type { Http } from '#electron/replica/sync/http.ts';
import { createFlowSettings } from './settings.ts';

const TAG = 'a'.repeat(64);
const OURS = { ...defaultPlan('dispatch', 4), days: { signing: 9 } };
const HEARD: FlowsResponse = { organId: 'town0001', tag: TAG, flows: [{ flow: 'dispatch', version: 3, plan: OURS, by: { name: '石梅', at: 1 } }] };

function machine(values: Map<string, string>) {
  const asked: string[] = [];
  const told = { changes: 0, answer: ok(HEARD) as Result<FlowsResponse, AppError>, isDiskFull: false };
  const http = { get: async (path: string) => { asked.push(path); return told.answer; } } as unknown as Pick<Http, 'get'>;
  const settings = createFlowSettings({
    http, organs: ['town0001'], level: (organId) => (organId === 'town0001' ? 4 : null), store: { value: (key) => values.get(key) ?? null, setValue: (key, value) => { values.set(key, value); } },
    attempt: (write) => {
      if (!told.isDiskFull) write();
      return !told.isDiskFull;
    },
    onChanged: () => { told.changes += 1; },
  });
  return { settings, asked, told };
}

it('[PLN06] the unit’s settings are taken over, kept for offline, and not asked for again while they are the same', async () => {
  const values = new Map<string, string>();
  const first = machine(values);
  expect(first.settings.planFor('town0001', 'dispatch')).toEqual(defaultPlan('dispatch', 4));
  await first.settings.sync();
  expect([first.settings.planFor('town0001', 'dispatch'), first.told.changes]).toEqual([OURS, 1]);
  const restarted = machine(values);
  expect(restarted.settings.planFor('town0001', 'dispatch')).toEqual(OURS);
  expect(restarted.settings.of('town0001').map(({ flow, version }) => `${flow} ${version}`)).toEqual(['dispatch 3', 'receipt 0', 'memo 0', 'circulation 0', 'supervision 0']);
  restarted.told.answer = ok({ ...HEARD, flows: null });
  await restarted.settings.sync();
  expect([restarted.asked, restarted.told.changes]).toEqual([[`/api/flows?organId=town0001&known=${TAG}`], 0]);
});

it('[PLN06] a refusal, a full disk and a broken copy leave what is known', async () => {
  const { settings, told } = machine(new Map([['flows', '{"town0001":']]));
  told.answer = err(appError('network.unreachable'));
  await settings.sync();
  told.answer = ok(HEARD);
  told.isDiskFull = true;
  await settings.sync();
  expect([settings.planFor('town0001', 'dispatch'), settings.planFor('elsewhere', 'memo'), told.changes]).toEqual([defaultPlan('dispatch', 4), defaultPlan('memo', 5), 0]);
});
