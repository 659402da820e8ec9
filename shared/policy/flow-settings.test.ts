import { describe, expect, it } from 'vitest';
import { actorOf, ORGAN, PEOPLE, smallOrg } from '#tests/kit/small-org.ts';
import { planFor } from '#tests/kit/story.ts';
import type { Actor } from './can.ts';
import { canFlows, checkSetting } from './flow-settings.ts';

describe('how a unit walks its flows', () => {
  it('[PLN01] is seen by everybody who works there and by nobody else', () => {
    expect(PEOPLE.filter((person) => canFlows(actorOf(person), 'read', ORGAN.neighbour).ok)).toEqual(['neighdra1', 'neighhea1']);
    expect(canFlows({ personId: 'x', memberships: [] }, 'read', ORGAN.town)).toEqual({ ok: false, code: 'policy.denied', rule: 'PLN01' });
  });

  it('[PLN02] is changed by its 单位管理员 alone, not by whoever stands in for them', () => {
    expect(PEOPLE.filter((person) => canFlows(actorOf(person), 'change', ORGAN.town).ok)).toEqual(['townadmi1']);
    const standIn: Actor = { ...actorOf('townhead1'), standsFor: [{ ...actorOf('townadmi1'), organId: ORGAN.town }] };
    expect(canFlows(standIn, 'change', ORGAN.town).ok).toBe(false);
    expect(canFlows(actorOf('townadmi1'), 'change', ORGAN.county)).toEqual({ ok: false, code: 'policy.denied', rule: 'PLN02' });
  });

  it('[PLN04] stays within the table, with people who hold the post of their step', () => {
    const base = planFor(ORGAN.town, 'dispatch');
    expect(checkSetting({ ...base, skip: [], people: { signing: ['townhead1'], officeReview: ['townrevi1'] }, days: { signing: 5 } }, ORGAN.town, smallOrg()).ok).toBe(true);
    expect(checkSetting({ ...base, skip: ['signing'] }, ORGAN.town, smallOrg())).toMatchObject({ error: { code: 'workflow.outside-template' } });
    expect(checkSetting({ ...base, version: 99 }, ORGAN.town, smallOrg())).toMatchObject({ error: { code: 'workflow.outside-template', rule: 'PLN04' } });
    expect(checkSetting({ ...base, people: { signing: ['towndepu1'] } }, ORGAN.town, smallOrg())).toMatchObject({ error: { code: 'flow.wrong-people', rule: 'PLN04', data: { stage: 'signing' } } });
    expect(checkSetting({ ...base, people: { signing: ['countyhd1'] } }, ORGAN.town, smallOrg()).ok).toBe(false);
  });
});
