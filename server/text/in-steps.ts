/** Long work on the event loop: between two of its steps everybody else has a turn. */
import type { Steps } from '#shared/doc/gate.ts';

export async function inSteps<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}
