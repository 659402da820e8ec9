/** 督办 on the wire: what of an organ is watched over, and the parts of one. Facts alone; lights and days are counted where they are shown, on the day they are looked at. */
import { z } from 'zod';
import { docId, unitId } from '#shared/base/id-schemas.ts';
import { STAGES } from '#shared/workflow/flow.ts';

export const SUPERVISION_MAX = 500;
export const PARTS_MAX = 100;
export const REPORTS_MAX = 50;

/** 在办, or 已销号 and 已终止. */
export const SUPERVISION_SCOPES = ['open', 'over'] as const;
export const supervisionQuery = z.strictObject({ organId: unitId, scope: z.enum(SUPERVISION_SCOPES) });
export type SupervisionQuery = z.output<typeof supervisionQuery>;

export const partsParams = z.strictObject({ docId });
export type PartsParams = z.output<typeof partsParams>;

/** 反馈, 办结报告: who said it, when, and what. */
const report = z.object({ name: z.string(), unitName: z.string(), at: z.number(), text: z.string() });
export type Report = z.output<typeof report>;

const item = {
  docId, number: z.string().nullable(), title: z.string(), stage: z.enum(STAGES), dueAt: z.number().nullable(),
  /** 责任单位, the 主办 first; empty while nobody was named. */
  units: z.array(z.string()),
  /** Who has it now. */
  holders: z.array(z.string()),
  /** Newest first. */
  reports: z.array(report),
  /** Whoever watches over it may not open every one. */
  mayOpen: z.boolean(),
};
export const supervisionPart = z.object(item);
export type SupervisionPart = z.output<typeof supervisionPart>;

export const supervisionItem = z.object({ ...item, parts: z.array(supervisionPart) });
export type SupervisionItem = z.output<typeof supervisionItem>;

/** In the order of their numbers, newest first; `more`: there are others beyond these. Each with its latest 反馈 alone. */
export const supervisionBoard = z.object({ rows: z.array(supervisionItem), more: z.boolean() });
export type SupervisionBoard = z.output<typeof supervisionBoard>;

/** Parts in the order in which they were made, with their 反馈. */
export const supervisionParts = z.object({ parts: z.array(supervisionPart) });
export type SupervisionParts = z.output<typeof supervisionParts>;
