/** Whether a change may stand in the copy of the directory that somebody's machine holds (scope.ts), from memory and without asking the worker: who is told in vain asks once in vain. */
import type { Membership, OrgView, Unit } from '#shared/org/model.ts';
import { pathOf } from '#shared/org/tree.ts';

const isCounty = (unit: Unit): boolean => unit.level === 3 && (unit.kind === 'division' || unit.kind === 'zone');

/** `touched`: units that changed, and those above what came or went. */
export function concernOf(posts: readonly Pick<Membership, 'unitId'>[], org: Pick<OrgView, 'unit'>): (touched: readonly string[], now: Pick<OrgView, 'unit'>) => boolean {
  const counties = new Set<string>();
  const above = new Set<string>();
  for (const { unitId } of posts) {
    const path = pathOf(org.unit, unitId);
    const county = path.find(isCounty);
    if (county !== undefined) counties.add(county.id);
    for (const unit of path) above.add(unit.id);
  }
  return (touched, now) => touched.some((id) => {
    if (above.has(id)) return true;
    const path = pathOf(now.unit, id);
    const county = path.find(isCounty);
    return county === undefined ? path.some((unit) => unit.parentId !== null && above.has(unit.id) && !isCounty(unit)) || above.has(path.at(-1)?.parentId ?? '') : counties.has(county.id);
  });
}
