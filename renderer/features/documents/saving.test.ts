import { expect, it } from 'vitest';
import { createSaving } from './saving.ts';

it('[UI141] how safe the text is, is told when it is another, and only then', () => {
  const saving = createSaving();
  const told: string[] = [];
  const stop = saving.subscribe(() => { told.push(`${saving.read().sync} ${saving.read().isSaving}`); });
  for (const part of [{ sync: 'synced' }, { sync: 'synced' }, { isSaving: true }, { isSaving: true, sync: 'synced' }, { isSaving: false }] as const) saving.set(part);
  const before = saving.read();
  saving.set({ isSaving: false });
  expect(saving.read()).toBe(before);
  stop();
  saving.set({ sync: 'pending' });
  expect(told).toEqual(['synced false', 'synced true', 'synced false']);
});
