/** The scenarios by name, and how many documents each needs. */
import type { Scenario } from '../driver/scenario.ts';
import { s1 } from './s1.ts';
import { s2 } from './s2.ts';
import { s3 } from './s3.ts';
import { s4 } from './s4.ts';
import { s5 } from './s5.ts';
import { s6 } from './s6.ts';
import { s7 } from './s7.ts';

export const SCENARIOS: Readonly<Record<string, { readonly run: Scenario; readonly documents: number; readonly documentsQuick: number; readonly limitMs: number }>> = {
  S1: { run: s1, documents: 10, documentsQuick: 10, limitMs: 120_000 },
  S2: { run: s2, documents: 500, documentsQuick: 125, limitMs: 120_000 },
  S3: { run: s3, documents: 200, documentsQuick: 40, limitMs: 180_000 },
  S4: { run: s4, documents: 200, documentsQuick: 40, limitMs: 90_000 },
  S5: { run: s5, documents: 2_500, documentsQuick: 500, limitMs: 120_000 },
  S6: { run: s6, documents: 1, documentsQuick: 1, limitMs: 60_000 },
  S7: { run: s7, documents: 1, documentsQuick: 1, limitMs: 60_000 },
};
