/** The organs of a document and everything above them, read step by step from the directory: what the rules ask about superiors. */
import { useEffect, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DirectoryUnit } from '#shared/ipc/contract.ts';
import { LEVELS, UNIT_KINDS, type Unit } from '#shared/org/model.ts';

const STEPS_MAX = 16;
const NONE: readonly Unit[] = [];

export function useOrganUnits(organIds: readonly string[]): readonly Unit[] {
  const key = organIds.join(' ');
  const [units, setUnits] = useState(NONE);
  useEffect(() => {
    let isStale = false;
    void readUp(key.split(' ').filter((id) => id !== '')).then((found) => { if (!isStale) setUnits(found); });
    return () => { isStale = true; };
  }, [key]);
  return units;
}

async function readUp(organIds: readonly string[]): Promise<readonly Unit[]> {
  const found = new Map<string, Unit>();
  for (const organId of organIds) {
    let next: string | null = organId;
    for (let step = 0; next !== null && !found.has(next) && step < STEPS_MAX; step += 1) {
      const answer: Awaited<ReturnType<typeof callOffice<'directory.unit'>>> = await callOffice('directory.unit', { unitId: next });
      const unit: Unit | null = answer.ok ? unitOf(answer.value.unit) : null;
      if (unit === null) break;
      found.set(unit.id, unit);
      next = unit.parentId;
    }
  }
  return [...found.values()];
}

/** A window is told less of a unit than the directory holds; what is left out is not asked by any rule. */
function unitOf({ id, parentId, kind, level, name, shortName, fullName, isOrgan }: DirectoryUnit): Unit | null {
  const knownKind = UNIT_KINDS.find((each) => each === kind);
  const knownLevel = LEVELS.find((each) => each === level);
  if (knownKind === undefined || knownLevel === undefined) return null;
  return { id, parentId, kind: knownKind, level: knownLevel, name, shortName, fullName, code: null, docCode: null, uscc: null, formerNames: [], isOrgan, order: 0, status: 'active' };
}
