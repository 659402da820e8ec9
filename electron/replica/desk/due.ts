/** The deadline and grade of a document's present step, as its state says; a document of a server that knows of neither has none. */
import type { EpochMs } from '#shared/base/ports.ts';
import { URGENCIES, type Urgency } from '#shared/time/deadline.ts';
import type { DocumentState } from '#shared/workflow/model.ts';

export interface Due {
  readonly dueAt: EpochMs | null;
  readonly urgency: Urgency;
}

export function dueOf(state: DocumentState): Due {
  const { dueAt, urgency } = state as DocumentState & { readonly dueAt?: unknown; readonly urgency?: unknown };
  return { dueAt: typeof dueAt === 'number' ? dueAt : null, urgency: URGENCIES.find((known) => known === urgency) ?? 'normal' };
}
