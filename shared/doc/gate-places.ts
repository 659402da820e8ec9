/**
 * Where every struct of a document stands: in the body, in one value of the metadata, in a block, in its text. An item that names a neighbour
 * instead of a parent stands where the neighbour stands, and only with this can it be told whether it may: a loose character between two
 * paragraphs passes every other rule and makes each editor that opens the document fail. Neighbouring structs of one place are kept as one run,
 * so this costs about as much as the paragraphs, not the characters. It holds no text. What is deleted together with its parent is `gone`:
 * nobody sees it again, and anything may stand beside it.
 */
import * as Y from 'yjs';
import { fits, type PlaceKind } from './gate-content.ts';
import { ROOT } from './shape.ts';

export interface Place {
  readonly kind: PlaceKind;
  /** The metadata's or attribute's name, the block's name; '' elsewhere. */
  readonly name: string;
}

/** A type's two places: its list, and one for each of its keys. */
interface TypePlaces {
  readonly list: Place;
  readonly keyed: (key: string) => Place;
}

interface Runs {
  readonly starts: number[];
  readonly places: Place[];
  end: number;
}

interface Layer {
  readonly runs: Map<number, Runs>;
  readonly types: Map<number, Map<number, TypePlaces>>;
}

export interface Ref {
  readonly client: number;
  readonly clock: number;
}

export interface Draft {
  /** Asked in an order in which the structs can be applied; `known`: how much of this client is stored already. False: it may not stand there. */
  place(struct: Y.Item | Y.GC, known: number): boolean;
  commit(): void;
}

export interface Places {
  draft(): Draft;
  /** The short way for text between neighbours that are placed: where it would stand, null when it may not. */
  textBetween(left: Ref | null, right: Ref | null): Place | null;
  extend(client: number, clock: number, end: number, where: Place): void;
  /** How far this client's structs are placed. */
  state(client: number): number;
}

const place = (kind: PlaceKind, name = ''): Place => ({ kind, name });
const GONE = place('gone');
const NOWHERE = place('nowhere');
const GONE_TYPE: TypePlaces = { list: GONE, keyed: () => GONE };

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

function placesWithin(content: unknown): TypePlaces | null {
  if (!(content instanceof Y.ContentType)) return null;
  const { type } = content;
  if (type instanceof Y.XmlElement) return typePlaces(place('block', type.nodeName), 'attribute', (key) => `${type.nodeName}.${key}`);
  return type instanceof Y.XmlText ? typePlaces(place('text'), 'nowhere', () => '') : null;
}

export function createPlaces(): Places {
  const roots: Readonly<Record<string, TypePlaces>> = {
    [ROOT.body]: typePlaces(place('body'), 'nowhere', () => ''),
    [ROOT.meta]: typePlaces(NOWHERE, 'meta', (key) => key),
  };
  const base: Layer = { runs: new Map(), types: new Map() };

  const draft = (): Draft => {
    const own: Layer = { runs: new Map(), types: new Map() };
    const at = (client: number, clock: number): Place => find(own.runs.get(client), clock) ?? find(base.runs.get(client), clock) ?? GONE;
    const typeAt = ({ client, clock }: Y.ID): TypePlaces => own.types.get(client)?.get(clock) ?? base.types.get(client)?.get(clock) ?? GONE_TYPE;
    const placeOf = (item: Y.Item): Place => {
      const left = item.origin === null ? null : at(item.origin.client, item.origin.clock);
      const right = item.rightOrigin === null ? null : at(item.rightOrigin.client, item.rightOrigin.clock);
      if (left === GONE || right === GONE) return GONE;
      if (left !== null && right !== null) return left === right ? left : NOWHERE;
      if (left !== null || right !== null) return left ?? right ?? NOWHERE;
      const parent: unknown = item.parent;
      const within = parent instanceof Y.ID ? typeAt(parent) : typeof parent === 'string' ? roots[parent] : undefined;
      if (within === undefined) return NOWHERE;
      return item.parentSub === null ? within.list : within.keyed(item.parentSub);
    };
    return {
      place: (struct, known) => {
        const { client, clock } = struct.id;
        const end = clock + struct.length;
        if (end <= known) return true;
        const where = struct instanceof Y.Item ? placeOf(struct) : GONE;
        // The stored half and the new half of one struct stand together.
        if (clock < known && where !== GONE && at(client, known - 1) !== where) return false;
        extend(own.runs, client, Math.max(clock, known), end, where);
        if (!(struct instanceof Y.Item)) return true;
        const within = placesWithin(struct.content);
        if (within !== null) typesOf(own, client).set(clock, where === GONE ? GONE_TYPE : within);
        return fits(struct.content, where);
      },
      commit: () => {
        for (const [client, { starts, places, end }] of own.runs) {
          for (const [index, start] of starts.entries()) extend(base.runs, client, start, starts[index + 1] ?? end, places[index] ?? GONE);
        }
        for (const [client, types] of own.types) for (const [clock, type] of types) typesOf(base, client).set(clock, type);
      },
    };
  };
  const textBetween: Places['textBetween'] = (left, right) => {
    const beside = left === null ? null : (find(base.runs.get(left.client), left.clock) ?? GONE);
    const before = right === null ? null : (find(base.runs.get(right.client), right.clock) ?? GONE);
    if (beside === GONE || before === GONE) return GONE;
    if (beside !== null && before !== null && beside !== before) return null;
    const where = beside ?? before;
    return where?.kind === 'text' ? where : null;
  };
  return { draft, textBetween, extend: (client, clock, end, where) => extend(base.runs, client, clock, end, where), state: (client) => base.runs.get(client)?.end ?? 0 };
}

function typesOf(layer: Layer, client: number): Map<number, TypePlaces> {
  const known = layer.types.get(client);
  if (known !== undefined) return known;
  const made = new Map<number, TypePlaces>();
  layer.types.set(client, made);
  return made;
}

function extend(runs: Map<number, Runs>, client: number, start: number, end: number, where: Place): void {
  const known = runs.get(client);
  if (known === undefined) return void runs.set(client, { starts: [start], places: [where], end });
  if (known.places.at(-1) !== where) {
    known.starts.push(start);
    known.places.push(where);
  }
  known.end = end;
}

function find(runs: Runs | undefined, clock: number): Place | undefined {
  if (runs === undefined || clock >= runs.end || clock < (runs.starts[0] ?? 0)) return undefined;
  let [low, high] = [0, runs.starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs.starts[middle] ?? 0) <= clock) low = middle;
    else high = middle - 1;
  }
  return runs.places[low];
}
