/**
 * Whether copies agree about where a struct goes that names these two as its neighbours, told from what was written behind what (ADR 0018).
 * Every struct names what stood left of it when it was written, its origin: that makes a tree, and Yjs keeps whatever is below a struct right
 * behind it. So a right neighbour that stands elsewhere, even in front of the left one, is just never met. On two kinds copies disagree:
 * the right one was written behind something that was itself written behind the left one, so that this stands between them; or the right one
 * is within a stretch of typing that goes on to the left one, so that Yjs, where it has joined that stretch, loses the left one by cutting it.
 * A stretch of one client's structs in one place, each behind the one before it, is one run: typing costs one.
 */
import type { Place } from './gate-content.ts';

export interface Run {
  readonly place: Place;
  /** Its first clock. */
  readonly start: number;
  /** What its first struct was written behind: that clock in that run; null for the beginning of the place. */
  readonly behind: Run | null;
  readonly behindClock: number;
  /** How many runs are above it, and one of those, mostly far up: with it the way up is short however deep the tree is. */
  readonly depth: number;
  readonly jump: Run | null;
}

export function createRun(place: Place, start: number, behind: Run | null, behindClock: number): Run {
  if (behind === null) return { place, start, behind, behindClock, depth: 0, jump: null };
  const far = behind.jump;
  const further = far === null ? null : (far.jump ?? far);
  // Myers' skips: jumps of 1, 1, 3, 1, 1, 3, 7, … so that every ancestor is reached in a logarithm of steps.
  const jump = far !== null && further !== null && behind.depth - far.depth === far.depth - further.depth ? further : behind;
  return { place, start, behind, behindClock, depth: behind.depth + 1, jump };
}

/** `null` is the beginning on the left and the end on the right. Both in one place. */
export function canBeNeighbours(left: Run | null, leftClock: number, right: Run | null, rightClock: number): boolean {
  if (right === null) return true;
  const isFirst = rightClock === right.start;
  const before = isFirst ? right.behind : right;
  const beforeClock = isFirst ? right.behindClock : rightClock - 1;
  if (left === null) return before === null;
  // Nearly always.
  if (before === left && beforeClock === leftClock) return true;
  if (left === right && rightClock <= leftClock) return isFirst;
  return before === null || !descends(before, beforeClock, left, leftClock);
}

/** Whether it is that other one, or was written behind it, or behind what was, and so on. */
function descends(run: Run, clock: number, other: Run, otherClock: number): boolean {
  if (run === other) return otherClock <= clock;
  if (run.depth <= other.depth) return false;
  const last = climb(run, other.depth + 1);
  return last.behind === other && otherClock <= last.behindClock;
}

function climb(from: Run, depth: number): Run {
  let run = from;
  while (run.depth > depth) run = run.jump !== null && run.jump.depth >= depth ? run.jump : (run.behind as Run);
  return run;
}
