/** A directory for tests, from plain rows: what resolving a distribution asks. */
import type { Unit } from '#shared/org/model.ts';
import type { DirectoryView } from '#shared/exchange/distribution.ts';

export function treeOf(units: readonly Unit[]): DirectoryView {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const below = new Map<string, Unit[]>();
  for (const unit of units.toSorted((a, b) => a.order - b.order)) if (unit.parentId !== null) below.set(unit.parentId, [...(below.get(unit.parentId) ?? []), unit]);
  return { unit: (id) => byId.get(id), children: (id) => below.get(id) ?? [] };
}

type Draft = Pick<Unit, 'id' | 'parentId' | 'kind' | 'level' | 'name' | 'order'> & Partial<Unit>;
export const unitOf = (draft: Draft): Unit =>
  ({ shortName: draft.name, fullName: draft.name, code: null, docCode: null, uscc: null, formerNames: [], isOrgan: true, status: 'active', ...draft });
