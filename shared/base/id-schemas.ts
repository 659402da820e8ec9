/** Ids as they come from outside. */
import { z } from 'zod';
import { isDocId, isOpId, isPersonId, isUnitId, type DocId, type OpId, type PersonId, type UnitId } from './ids.ts';

export const docId = z.string().refine(isDocId) as unknown as z.ZodType<DocId, string>;
export const opId = z.string().refine(isOpId) as unknown as z.ZodType<OpId, string>;
export const unitId = z.string().refine(isUnitId) as unknown as z.ZodType<UnitId, string>;
export const personId = z.string().refine(isPersonId) as unknown as z.ZodType<PersonId, string>;
