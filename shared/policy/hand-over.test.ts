import { describe, expect, it } from 'vitest';
import type { Person } from '#shared/org/model.ts';
import { actorOf, ORGAN, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { drafting, signing } from '#tests/kit/story.ts';
import { checkReceiver, hindranceOf, mayHandOver } from './hand-over.ts';

const org = smallOrg();
const takes = (to: PersonKey, from: PersonKey = 'drafter01', at: string = ORGAN.town): boolean => checkReceiver(actorOf(to), from, at, org).ok;

describe('移交', () => {
  it('[HND01] is done by whose work it is, or by the 单位管理员 of the organ, and by nobody else', () => {
    expect(mayHandOver(actorOf('drafter01'), 'drafter01', ORGAN.town).ok).toBe(true);
    expect(mayHandOver(actorOf('townadmi1'), 'drafter01', ORGAN.town).ok).toBe(true);
    expect(mayHandOver(actorOf('townadmi1'), 'someoneGone', ORGAN.town).ok).toBe(true);
    for (const [who, organId] of [['townhead1', ORGAN.town], ['drafter02', ORGAN.town], ['sysadmin1', ORGAN.town], ['townadmi1', ORGAN.county], ['neighdra1', ORGAN.town]] as const) {
      expect(mayHandOver(actorOf(who), 'drafter01', organId), who).toMatchObject({ ok: false, rule: 'HND01' });
    }
    expect(mayHandOver(actorOf('drafter01'), 'drafter01', ORGAN.county).ok).toBe(false);
  });

  it('[HND02] goes to somebody else who holds a post there', () => {
    expect(takes('drafter02')).toBe(true);
    expect(takes('drafter01')).toBe(false);
    expect(takes('countydr1')).toBe(false);
    expect(takes('sysadmin1', 'drafter01', ORGAN.province)).toBe(false);
    const gone = { person: (personId: string): Person => ({ id: personId, name: '王建国', status: 'left', phone: '' }) };
    expect(checkReceiver(actorOf('drafter02'), 'drafter01', ORGAN.town, gone).ok).toBe(false);
  });

  it('[HND08] a document stays where the receiver may not draft, or where it is broken', () => {
    expect(hindranceOf(drafting(), ['drafting'], actorOf('drafter02'), false)).toBe(null);
    expect(hindranceOf(drafting(), ['drafting'], actorOf('townhead1'), false)).toBe('mayNotDraft');
    expect(hindranceOf(signing(), ['asked'], actorOf('townhead1'), false)).toBe(null);
    expect(hindranceOf(drafting(), ['drafting'], actorOf('drafter02'), true)).toBe('broken');
  });
});
