/** Bugs of the line, of randomness, of timers and of the editor's port on one machine, planted in the seams that the replica is given. */
import type { WebSocket } from 'ws';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { DocPort } from '#electron/replica/docs/doc-port-peer.ts';
import type { Net } from '#electron/replica/ports.ts';
import type { DocPortDown } from '#shared/ipc/doc-port.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';
import type { Spoils } from '#tests/simulation/world/world.ts';
import { every, type PlantedBug } from './planted.ts';

type Heard = { readonly data: ArrayBufferLike | string };
type Base = new (...args: readonly unknown[]) => WebSocket & { send(data: Uint8Array): void; onmessage: ((event: Heard) => void) | null };

/** What a line does with a frame on its way up, and with one on its way down. */
interface Meddling {
  readonly up?: (frame: Uint8Array, send: (frame: Uint8Array) => void, hear: (frame: Uint8Array) => void) => void;
  readonly down?: (frame: Uint8Array) => readonly Uint8Array[];
}

const meddling = (make: () => Meddling): Spoils => ({
  machine: {
    net: (net: Net): Net => {
      const Real = net.WebSocket as unknown as Base;
      class Spoilt extends Real {
        readonly #meddling = make();
        readonly #isCollab: boolean;
        #heard: ((event: Heard) => void) | null = null;
        constructor(...args: readonly unknown[]) {
          super(...args);
          this.#isCollab = String(args[0]).includes('/collab/');
          const { down } = this.#meddling;
          if (!this.#isCollab || down === undefined) return;
          Object.defineProperty(this, 'onmessage', {
            get: () => this.#heard,
            set: (listener: ((event: Heard) => void) | null) => {
              this.#heard = listener === null ? null : (event) => { for (const frame of down(new Uint8Array(event.data as ArrayBuffer))) listener({ data: frame.slice().buffer }); };
            },
          });
        }
        override send(data: Uint8Array): void {
          const { up } = this.#meddling;
          if (!this.#isCollab || up === undefined) super.send(data);
          else up(data, (frame) => { super.send(frame); }, (frame) => { this.onmessage?.({ data: frame.slice().buffer }); });
        }
      }
      return { ...net, WebSocket: Spoilt as unknown as typeof WebSocket };
    },
  },
});

const isEdit = (frame: Uint8Array): boolean => frame[0] === MESSAGE.sync && frame[1] !== SYNC.step1;
export const durableFrame = (count: number): Uint8Array => encoding.encode((encoder) => {
  encoding.writeVarUint(encoder, MESSAGE.durable);
  encoding.writeVarUint(encoder, count);
  encoding.writeVarUint8Array(encoder, Uint8Array.of(0));
});
const without = (type: number): Spoils => meddling(() => ({ down: (frame) => (frame[0] === type ? [] : [frame]) }));

/** An answer of the server, changed on the way. */
const answers = (path: RegExp, change: (body: unknown) => unknown): Spoils => ({
  machine: { net: (net) => ({ ...net, fetch: (async (...request: Parameters<typeof fetch>) => {
    const answer = await net.fetch(...request);
    if (!path.test(String(request[0])) || !answer.ok) return answer;
    const text = await answer.text();
    return { ...answer, ok: answer.ok, status: answer.status, headers: answer.headers, text: async () => JSON.stringify(change(JSON.parse(text))) } as Response;
  }) as typeof fetch }) },
});
interface Outcomes { readonly outcomes: readonly { readonly opId: string; readonly docId: string; readonly status: string }[] }

const port = (spoil: (port: DocPort) => DocPort): Spoils => ({ machine: { port: spoil } });
const isKind = (frame: unknown, kind: string): boolean => (frame as { readonly kind?: unknown }).kind === kind;

export const LINE_BUGS: readonly PlantedBug[] = [
  { name: 'the client takes an edit for durable when it has been sent', spoils: () => meddling(() => {
    let count = 0;
    return { up: (frame, send, hear) => {
      send(frame);
      if (!isEdit(frame)) return;
      count += 1;
      hear(durableFrame(count));
    } };
  }) },
  { name: 'a frame in six is lost on the way up and nobody is told', spoils: () => meddling(() => {
    const isTime = every(6);
    return { up: (frame, send) => { if (!isTime()) send(frame); } };
  }) },
  { name: 'a frame in four of others is lost on the way down', spoils: () => meddling(() => {
    const isTime = every(4);
    return { down: (frame) => (isEdit(frame) && isTime() ? [] : [frame]) };
  }) },
  { name: 'acknowledgements count one too many', spoils: () => meddling(() => ({ down: (frame) => (frame[0] === MESSAGE.durable ? [durableFrame(decoding.readVarUint(decoding.createDecoder(frame.subarray(1))) + 1)] : [frame]) })) },
  { name: 'acknowledgements are not heard', spoils: () => without(MESSAGE.durable) },
  { name: 'refusals are not heard', spoils: () => ({ ...meddling(() => ({ down: (frame) => (frame[0] === MESSAGE.refused || frame[0] === MESSAGE.permission ? [] : [frame]) })) }) },
  { name: 'a call to send everything again is not heard, and frames are lost', spoils: () => meddling(() => {
    const isTime = every(5);
    return { up: (frame, send) => { if (!(frame[1] === SYNC.update && isEdit(frame) && isTime())) send(frame); }, down: (frame) => (frame[0] === MESSAGE.resync ? [] : [frame]) };
  }) },
  { name: 'step 2 is sent empty', spoils: () => meddling(() => ({ up: (frame, send) => { send(frame[0] === MESSAGE.sync && frame[1] === SYNC.step2 ? Uint8Array.of(MESSAGE.sync, SYNC.step2, 2, 0, 0) : frame); } })) },
  { name: 'a refused act is taken for accepted', spoils: () => answers(/\/api\/commands/u, (body) => ({ outcomes: (body as Outcomes).outcomes.map(({ opId, docId }) => ({ opId, docId, status: 'accepted', seq: 1 })) })) },
  { name: 'an accepted act is taken for refused', spoils: () => answers(/\/api\/commands/u, (body) => ({ outcomes: (body as Outcomes).outcomes.map(({ opId, docId }) => ({ opId, docId, status: 'refused', error: { code: 'policy.denied', message: '' } })) })) },
  { name: 'acts are answered that were never sent', spoils: () => ({ machine: { net: (net) => ({ ...net, fetch: (async (...request: Parameters<typeof fetch>) => {
    if (!String(request[0]).endsWith('/api/commands')) return net.fetch(...request);
    const { commands } = JSON.parse(String(request[1]?.body)) as { readonly commands: readonly { readonly opId: string; readonly docId: string }[] };
    return { ok: true, status: 200, headers: new Headers(), text: async () => JSON.stringify({ outcomes: commands.map(({ opId, docId }) => ({ opId, docId, status: 'accepted', seq: 1 })) }) } as Response;
  }) as typeof fetch }) } }) },
  { name: 'documents of the feed are thrown away', spoils: () => answers(/\/api\/feed/u, (body) => ({ ...(body as object), documents: [] })) },
  { name: 'op ids come back after a restart', spoils: () => ({ machine: { random: () => {
    let last = 0;
    return { bytes: (length) => Uint8Array.from({ length }, () => (last = (last * 73 + 41) % 251)) };
  } } }) },
  { name: 'every op id is the same', spoils: () => ({ machine: { random: (random) => ({ bytes: (length) => (length === 16 ? new Uint8Array(16).fill(7) : random.bytes(length)) }) } }) },
  { name: 'a client id of Yjs is used again', spoils: () => ({ machine: { clientId: (name) => 1_000 + [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) } }) },
  { name: 'everybody has the same client id', spoils: () => ({ machine: { clientId: () => 4_711 } }) },
  { name: 'a timer in five does not fire', spoils: () => ({ machine: { timers: (timers) => {
    const isTime = every(5);
    return { after: (delayMs, run) => timers.after(delayMs, isTime() ? () => undefined : run) };
  } } }) },
  { name: 'saved is said before it is', spoils: () => port((inner) => ({ ...inner, onFrame: (listener) => { inner.onFrame((frame) => {
    if (isKind(frame, 'flush')) inner.post({ kind: 'flushed', id: (frame as { readonly id: number }).id, contentHash: '0'.repeat(64) } as DocPortDown);
    else listener(frame);
  }); } })) },
  { name: 'an edit in five does not reach the replica', spoils: () => port((inner) => {
    const isTime = every(5);
    return { ...inner, onFrame: (listener) => { inner.onFrame((frame) => { if (!(isKind(frame, 'sync') && isTime())) listener(frame); }); } };
  }) },
  { name: 'an editor is not told to start over', spoils: () => port((inner) => ({ ...inner, post: (frame) => { if (!isKind(frame, 'reset')) inner.post(frame); } })) },
];
