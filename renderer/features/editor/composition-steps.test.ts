import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { compositionSteps } from './composition-steps.ts';

it('[COE03] a word is one step of undo, however long one looks for it; words that follow soon are one step, later ones another', () => {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  const undo = new Y.UndoManager(text);
  const steps = compositionSteps(() => undo);
  /** As if so much time had passed since the last change: Yjs reads a clock that nobody can set. */
  const later = (ms: number): void => { undo.lastChange -= ms; };
  const chosen = (words: string, letters: readonly string[]): void => {
    steps.begin(Date.now());
    let typed = '';
    const at = text.length;
    for (const next of letters) {
      text.delete(at, typed.length);
      text.insert(at, next);
      typed = next;
      later(2_000);
    }
    text.delete(at, typed.length);
    text.insert(at, words);
    steps.end();
  };
  chosen('村道', ['c', 'cun', 'cundao']);
  later(100);
  chosen('修缮', ['x', 'xiushan']);
  later(3_000);
  chosen('资金', ['z', 'zijin']);
  expect(text.toString()).toBe('村道修缮资金');
  undo.undo();
  expect(text.toString()).toBe('村道修缮');
  undo.undo();
  expect(text.toString()).toBe('');
  undo.redo();
  expect(text.toString()).toBe('村道修缮');
  expect(undo.captureTimeout).toBe(500);
});

it('[COE03] an input method that never says that it ended does not make one step of all that follows', () => {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  const undo = new Y.UndoManager(text);
  const steps = compositionSteps(() => undo);
  steps.begin(Date.now());
  text.insert(0, '村道');
  undo.lastChange -= 3_000;
  steps.begin(Date.now());
  text.insert(2, '修缮');
  steps.end();
  expect(undo.captureTimeout).toBe(500);
  undo.undo();
  expect(text.toString()).toBe('村道');
});
