/** 沿革 of a unit out of the log of changes: names, superiors and dates, without who did it or why. For everybody who may look into the directory. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Unit } from '#shared/org/model.ts';
import { periodAt, periodsOf, type Period } from '#shared/org/past.ts';
import type { UnitPast } from '#shared/protocol/directory-changes.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Directory } from '../directory.ts';
import { readSteps } from './change-log.ts';

const SUPERIORS_MAX = 20;

export interface Past {
  /** All of it, or only what held at a moment. */
  of(unitId: string, asOf: number | undefined): Promise<Result<UnitPast, AppError>>;
}

export function createPast(storage: Storage, directory: Directory): Past {
  const periods = async (unit: Unit): Promise<readonly Period[]> => periodsOf(await storage.read((tx) => readSteps(tx, unit.id)), unit);
  return {
    of: async (unitId, asOf) => {
      const unit = await directory.unit(unitId);
      if (unit === null) return err(appError('not-found'));
      const all = await periods(unit);
      const held = asOf === undefined ? all : [periodAt(all, asOf)].filter((each) => each !== null);
      const superiors = new Map<string, readonly Period[]>();
      for (const id of new Set(held.flatMap((each) => each.unit.parentId ?? []))) {
        const superior = superiors.size < SUPERIORS_MAX ? await directory.unit(id) : null;
        if (superior !== null) superiors.set(id, await periods(superior));
      }
      /** As it was called when this began; before the record begins, as it was called first. */
      const nameOf = ({ from, unit: { parentId } }: Period): string => {
        const known = superiors.get(parentId ?? '') ?? [];
        return (periodAt(known, from ?? Number.MIN_SAFE_INTEGER) ?? known.at(-1))?.unit.name ?? '';
      };
      return ok({
        periods: held.map((each) => ({
          from: each.from, to: each.to, name: each.unit.name, shortName: each.unit.shortName, fullName: each.unit.fullName, parentId: each.unit.parentId, parentName: nameOf(each), status: each.unit.status,
        })),
      });
    },
  };
}
