/** Visits every open line once a round, spread over its time: thousands of frames at once would make everybody wait. */

const SLICES = 20;
const SLICE_MS_MIN = 20;

/** `onRound` is called with every new round. Answers the function that ends them. */
export function startRounds<T>(all: ReadonlySet<T>, intervalMs: number, visit: (each: T) => void, onRound: () => void): () => void {
  const sliceMs = Math.max(SLICE_MS_MIN, intervalMs / SLICES);
  const slices = Math.max(1, Math.round(intervalMs / sliceMs));
  /** Whose turn it still is in this round. */
  let due: T[] = [];
  let slice = 0;
  let perSlice = 0;
  const timer = setInterval(() => {
    slice = (slice + 1) % slices;
    if (slice === 0) {
      for (const each of due) visit(each);
      due = [...all];
      perSlice = Math.ceil(due.length / slices);
      onRound();
    }
    for (const each of due.splice(0, perSlice)) visit(each);
  }, sliceMs);
  return () => clearInterval(timer);
}
