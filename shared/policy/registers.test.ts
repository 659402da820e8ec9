import { describe, expect, it } from 'vitest';
import type { UnitId } from '#shared/base/ids.ts';
import { canRegister } from './registers.ts';
import { ROLES } from './roles.ts';

const organ = 'organ01' as UnitId;
const may = (act: 'read' | 'change'): readonly string[] => ROLES.filter((role) => canRegister([{ organId: organ, roles: [role] }], act, organ).ok);

describe('a register', () => {
  it('[REG01] is read by 收发员, 核稿 and leaders of its organ and by nobody else', () => {
    expect(may('read')).toEqual(['reviewer', 'deputyLeader', 'principalLeader', 'registrar']);
    expect(canRegister([{ organId: 'organ02', roles: ROLES }], 'read', organ)).toEqual({ ok: false, code: 'policy.denied', rule: 'REG01' });
    expect(canRegister([], 'read', organ).ok).toBe(false);
  });

  it('[REG02] is kept by 收发员 alone', () => {
    expect(may('change')).toEqual(['registrar']);
    expect(canRegister([{ organId: 'organ02', roles: ['registrar'] }], 'change', organ)).toMatchObject({ rule: 'REG02' });
  });
});
