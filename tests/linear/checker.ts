/**
 * Is there one order of all calls, true to the clock on the wall, in which the model gives each of them the answer that was given?
 * After Wing and Gong, with the states that were seen already (Lowe). A call without an answer may stand anywhere after its beginning, or nowhere.
 */
import type { Call, History } from './history.ts';
import { keyOf, step, type Model } from './model.ts';

export function isLinearizable(history: History, start: Model): boolean {
  const calls = history.toSorted((a, b) => a.from - b.from);
  const seen = new Set<string>();
  const stack: { readonly state: Model; readonly rest: readonly Call[] }[] = [{ state: start, rest: calls }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { state, rest } = settle(at.state, at.rest);
    if (rest.every(({ answer }) => answer === null)) return true;
    const key = `${rest.map(({ from }) => from).join()} ${keyOf(state)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const call of firsts(rest)) {
      const next = step(state, call.op);
      if (call.answer !== null && call.answer !== next.answer) continue;
      // Of no consequence to anybody: then it may as well never have happened.
      if (call.answer === null && next.state === state) continue;
      stack.push({ state: next.state, rest: rest.filter((each) => each !== call) });
    }
  }
  return false;
}

/** Whatever has not ended before another began. */
function firsts(rest: readonly Call[]): readonly Call[] {
  const firstEnd = Math.min(...rest.map(({ until }) => until));
  return rest.filter(({ from }) => from < firstEnd);
}

/**
 * Calls that could come now, have the right answer and change nothing but what is remembered of them: whoever can be placed at all later
 * can be placed now, because nobody else sees a difference. That leaves few to choose among, however often an act was sent again.
 */
function settle(from: Model, calls: readonly Call[]): { readonly state: Model; readonly rest: readonly Call[] } {
  let state = from;
  let rest = calls;
  for (;;) {
    const quiet = firsts(rest).find(({ op, answer }) => {
      if (answer === null || answer === 'accepted' && state.answered[op.id] === undefined && op.act !== 'edit') return false;
      const next = step(state, op);
      return next.answer === answer && isSame(next.state, state);
    });
    if (quiet === undefined) return { state, rest };
    state = step(state, quiet.op).state;
    rest = rest.filter((each) => each !== quiet);
  }
}

const isSame = (a: Model, b: Model): boolean => a === b || (a.events === b.events && a.text === b.text);

/**
 * As few calls as still show it. What comes after may be left out of any history, what was refused, looked up or sent again changes nothing and may
 * be left out too: if the rest cannot be put in order, neither could the whole.
 */
export function minimalHistory(history: History, start: Model): History {
  let least = history.toSorted((a, b) => a.from - b.from);
  const ends = [...new Set(least.map(({ until }) => until))].filter((until) => until !== Infinity).sort((a, b) => a - b);
  for (const end of ends) {
    const prefix = least.filter(({ from }) => from <= end).map((call) => (call.until <= end ? call : { ...call, until: Infinity, answer: null }));
    if (isLinearizable(prefix, start)) continue;
    least = prefix;
    break;
  }
  for (const call of least) {
    if (call.answer === null || call.answer === 'accepted') continue;
    const without = least.filter((each) => each !== call);
    if (!isLinearizable(without, start)) least = without;
  }
  return least;
}
