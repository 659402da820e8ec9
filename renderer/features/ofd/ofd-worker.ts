/** Entry of the worker that makes OFD files beside the window. */
import { makeOfd, type OfdAnswer, type OfdAsk } from './ofd-desk.ts';

export type OfdTold = OfdAnswer | { readonly kind: 'progress'; readonly done: number; readonly all: number };

const load = async (address: string): Promise<Uint8Array | null> => {
  const response = await fetch(address).catch(() => null);
  return response?.ok === true ? new Uint8Array(await response.arrayBuffer()) : null;
};

self.onmessage = ({ data }: MessageEvent<OfdAsk>) => { void tell(data); };
async function tell(ask: OfdAsk): Promise<void> {
  self.postMessage(await makeOfd(ask, load, (done, all) => { self.postMessage({ kind: 'progress', done, all } satisfies OfdTold); }));
}
