/**
 * Where every struct of a document stands: in the body, in one value of the metadata, in a node, in its text, and behind what (gate-order.ts).
 * An item that names a neighbour instead of a parent stands where the neighbour stands, and only with this can it be told whether it may:
 * a loose character between two paragraphs passes every other rule and makes each editor that opens the document fail. It is kept in runs, so
 * it costs about as much as the times that somebody put the caret elsewhere, not the characters. It holds no text. What is deleted together
 * with its parent is `gone`: nobody sees it again, and anything may stand there, because nothing of it is kept but its length (as-gone.ts).
 */
import { fits, type Place, type PlaceKind } from './gate-content.ts';
import { canBeNeighbours, createRun, type Run } from './gate-order.ts';
import { ROOT } from './shape.ts';
import type { Content, Ref, Struct } from './struct-reader.ts';

/** A type's two places: its list, and one for each of its keys. */
interface TypePlaces {
  readonly list: Place;
  readonly keyed: (key: string) => Place;
}

/** One client's structs from its first to its last. */
interface Runs {
  readonly list: Run[];
  end: number;
}

interface Layer {
  readonly runs: Map<number, Runs>;
  readonly types: Map<number, Map<number, TypePlaces>>;
}

export interface Draft {
  /** Asked in an order in which the structs can be applied; `known`: how much of this client is stored already. False: it may not stand there. */
  place(struct: Struct, known: number): boolean;
  /** Whether anything that was asked for stands in what is gone, and whether this does. */
  hasGone(): boolean;
  isGone(struct: Ref): boolean;
  commit(): void;
}

export interface Places {
  draft(): Draft;
  /** Counts in at once, without asking back. */
  learner(): Pick<Draft, 'place'>;
  /** How far this client's structs are placed. */
  state(client: number): number;
}

const place = (kind: PlaceKind, name = ''): Place => ({ kind, name });
const GONE = place('gone');
const NOWHERE = place('nowhere');
const GONE_TYPE: TypePlaces = { list: GONE, keyed: () => GONE };
const UNPLACED = createRun(GONE, 0, null, 0);

/** One place per key for as long as the type lives: neighbours must share it. */
function typePlaces(list: Place, keyedKind: PlaceKind, nameOf: (key: string) => string): TypePlaces {
  const keys = new Map<string, Place>();
  return {
    list,
    keyed: (key) => {
      const known = keys.get(key);
      if (known !== undefined) return known;
      const made = place(keyedKind, nameOf(key));
      keys.set(key, made);
      return made;
    },
  };
}

function placesWithin(content: Content): TypePlaces | null {
  if (content.kind === 'element') return typePlaces(place('node', content.name), 'attribute', (key) => `${content.name}.${key}`);
  return content.kind === 'text' ? typePlaces(place('text'), 'nowhere', () => '') : null;
}

export function createPlaces(): Places {
  const roots: Readonly<Record<string, TypePlaces>> = {
    [ROOT.body]: typePlaces(place('body'), 'nowhere', () => ''),
    [ROOT.meta]: typePlaces(NOWHERE, 'meta', (key) => key),
    [ROOT.revisions]: typePlaces(NOWHERE, 'revision', (key) => key),
    [ROOT.comments]: typePlaces(NOWHERE, 'comment', (key) => key),
    [ROOT.sections]: typePlaces(NOWHERE, 'section', (key) => key),
    [ROOT.files]: typePlaces(NOWHERE, 'file', (key) => key),
  };
  const base: Layer = { runs: new Map(), types: new Map() };

  const draftIn = (own: Layer): Draft => {
    const at = ({ client, clock }: Ref): Run => find(own.runs.get(client), clock) ?? find(base.runs.get(client), clock) ?? UNPLACED;
    const typeAt = ({ client, clock }: Ref): TypePlaces => own.types.get(client)?.get(clock) ?? base.types.get(client)?.get(clock) ?? GONE_TYPE;
    /** By what it names: its neighbours, where it names any, stand in these runs. */
    const placeOf = ({ parent, parentSub }: Struct, left: Run | null, right: Run | null): Place => {
      // Neighbours are deleted with their parent both or not at all.
      if (left !== null && right !== null) return left.place === right.place ? left.place : NOWHERE;
      if (left !== null || right !== null) return (left ?? right ?? UNPLACED).place;
      const within = typeof parent === 'string' ? roots[parent] : parent === null ? undefined : typeAt(parent);
      if (within === undefined) return NOWHERE;
      return parentSub === null ? within.list : within.keyed(parentSub);
    };
    let hasGone = false;
    return {
      place: (struct, known) => {
        const { client, clock } = struct;
        const end = clock + struct.length;
        if (end <= known) return true;
        const start = Math.max(clock, known);
        if (struct.content.kind === 'gc') {
          extend(own.runs, client, end, createRun(GONE, start, null, 0));
          return true;
        }
        const named = struct.origin === null ? null : at(struct.origin);
        const before = struct.rightOrigin === null ? null : at(struct.rightOrigin);
        const where = placeOf(struct, named, before);
        hasGone ||= where === GONE;
        // The new half of a struct of which one half is stored stands behind that half, whatever the struct says.
        const left = start > clock ? { client, clock: start - 1 } : struct.origin;
        const beside = start > clock ? at({ client, clock: start - 1 }) : named;
        extend(own.runs, client, end, runBehind(where, client, start, left, beside));
        const within = placesWithin(struct.content);
        if (within !== null) typesOf(own, client).set(clock, where === GONE ? GONE_TYPE : within);
        if (beside !== null && beside.place !== where) return false;
        // Whose a 修订 is, and what somebody said, is said once.
        if ((where.kind === 'revision' || where.kind === 'comment') && (named !== null || before !== null)) return false;
        return fits(struct.content, where) && (where === GONE || canBeNeighbours(beside, left?.clock ?? 0, before, struct.rightOrigin?.clock ?? 0));
      },
      hasGone: () => hasGone,
      isGone: (ref) => at(ref).place === GONE,
      commit: () => {
        for (const [client, { list, end }] of own.runs) {
          for (const [index, run] of list.entries()) extend(base.runs, client, list[index + 1]?.start ?? end, run);
        }
        for (const [client, types] of own.types) for (const [clock, type] of types) typesOf(base, client).set(clock, type);
      },
    };
  };
  return { draft: () => draftIn({ runs: new Map(), types: new Map() }), learner: () => draftIn(base), state: (client) => base.runs.get(client)?.end ?? 0 };
}

/** Goes on with the run in front of it when that is its own client's last. */
function runBehind(where: Place, client: number, start: number, left: Ref | null, beside: Run | null): Run {
  if (left === null || beside === null || where === GONE) return createRun(where, start, null, 0);
  return left.client === client && left.clock === start - 1 && beside.place === where ? beside : createRun(where, start, beside, left.clock);
}

function typesOf(layer: Layer, client: number): Map<number, TypePlaces> {
  const known = layer.types.get(client);
  if (known !== undefined) return known;
  const made = new Map<number, TypePlaces>();
  layer.types.set(client, made);
  return made;
}

function extend(runs: Map<number, Runs>, client: number, end: number, run: Run): void {
  const known = runs.get(client);
  if (known === undefined) return void runs.set(client, { list: [run], end });
  const last = known.list.at(-1);
  if (last !== run && (run.place !== GONE || last?.place !== GONE)) known.list.push(run);
  known.end = end;
}

function find(runs: Runs | undefined, clock: number): Run | undefined {
  if (runs === undefined || clock >= runs.end) return undefined;
  const { list } = runs;
  let [low, high] = [0, list.length - 1];
  if (clock < (list[0]?.start ?? 0)) return undefined;
  // Who types goes on where they were.
  if (clock >= (list[high]?.start ?? 0)) return list[high];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((list[middle]?.start ?? 0) <= clock) low = middle;
    else high = middle - 1;
  }
  return list[low];
}
