/** 发文字号 (R16): 机关代字 + 〔year〕 + sequence without leading zero + 号. The year is the one in China (UTC+8, no summer time). */
import type { EpochMs } from '#shared/base/ports.ts';

const CHINA_OFFSET_MS = 8 * 3_600_000;

export const chinaYear = (at: EpochMs): number => new Date(at + CHINA_OFFSET_MS).getUTCFullYear();

export const formatNumber = (docCode: string, year: number, sequence: number): string => `${docCode}〔${year}〕${sequence}号`;

export const NUMBER_FORMAT = /^\p{Script=Han}+〔(19|20)\d{2}〕[1-9]\d*号$/u;
