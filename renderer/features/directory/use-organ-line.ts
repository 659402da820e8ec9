/** An organ and its direct superior (直接上级机关), read step by step up the tree: bureaus and offices between them are passed over. */
import { useEffect, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DirectoryUnit } from '#shared/ipc/contract.ts';

export interface OrganLine {
  readonly organ: DirectoryUnit | null;
  readonly superior: DirectoryUnit | null;
  readonly isLoading: boolean;
}

const STEPS_MAX = 16;

export function useOrganLine(organId: string | null): OrganLine {
  const [line, setLine] = useState<OrganLine>({ organ: null, superior: null, isLoading: organId !== null });
  useEffect(() => {
    if (organId === null) return undefined;
    let isStale = false;
    void read(organId).then((found) => { if (!isStale) setLine({ ...found, isLoading: false }); });
    return () => { isStale = true; };
  }, [organId]);
  return line;
}

async function read(organId: string): Promise<Pick<OrganLine, 'organ' | 'superior'>> {
  const first = await callOffice('directory.unit', { unitId: organId });
  const organ = first.ok ? first.value.unit : null;
  let parentId = organ?.parentId ?? null;
  for (let step = 0; parentId !== null && step < STEPS_MAX; step += 1) {
    const answer = await callOffice('directory.unit', { unitId: parentId });
    if (!answer.ok) break;
    if (answer.value.unit.isOrgan) return { organ, superior: answer.value.unit };
    parentId = answer.value.unit.parentId;
  }
  return { organ, superior: null };
}
