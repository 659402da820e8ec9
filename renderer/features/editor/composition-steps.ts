/**
 * One word chosen with an input method is one step of undo, however long one looks for it: what is written within half a second is otherwise a step, and undoing
 * the choice would leave the letters that were typed for it. Words that follow each other soon stay one step, as if they had been typed. Where an input method
 * never says that it ended, the next word begins a step as any other.
 */

/** The part of a Y.UndoManager that is used here. */
export interface StepsOfUndo {
  captureTimeout: number;
  readonly lastChange: number;
  stopCapturing(): void;
}

export function compositionSteps(manager: () => StepsOfUndo | undefined): { begin(now: number): void; end(): void } {
  /** What counts as soon, while it is set aside. */
  let usual: number | null = null;
  return {
    begin: (now) => {
      const steps = manager();
      if (steps === undefined) return;
      usual ??= steps.captureTimeout;
      if (now - steps.lastChange >= usual) steps.stopCapturing();
      steps.captureTimeout = Number.POSITIVE_INFINITY;
    },
    end: () => {
      const steps = manager();
      if (steps === undefined || usual === null) return;
      steps.captureTimeout = usual;
      usual = null;
    },
  };
}
