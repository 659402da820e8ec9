/** Where each person was on the desk while this window lives: who comes back from a document finds the list as they left it. */
import { NO_FILTER, type DeskFilter } from '#shared/policy/desk-filter.ts';
import type { DeskView } from '#shared/policy/desk.ts';

export interface DeskMemory {
  readonly view: DeskView;
  readonly filter: DeskFilter;
  readonly index: number;
}

const remembered = new Map<string, DeskMemory>();

export const recall = (personId: string): DeskMemory => remembered.get(personId) ?? { view: 'todo', filter: NO_FILTER, index: 0 };
export const remember = (personId: string, memory: DeskMemory): void => { remembered.set(personId, memory); };
