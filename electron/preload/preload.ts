/**
 * The bridge: `window.office` exactly as `Office` in shared/ipc/contract.ts, and nothing else; no raw ipcRenderer, no node.
 * It parses nothing (main and replica both do) so that it stays a few lines.
 *
 * A document's port: the page calls `office.call('document.open', { docId, portKey })`. When the call is answered with ok, main sends
 * one end of a fresh channel on CHANNEL.port; this file hands it on as a window message `{ kind: PORT_MESSAGE, portKey }` with `ports[0]`,
 * because a port cannot cross the context bridge. The message may arrive before or after the answer; the other end is the replica's.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { CallInput, CallName, NoticeName, NoticePayload } from '#shared/ipc/contract.ts';
import type { Office, PortMessage } from '#shared/ipc/office.ts';

// Written out because this bundle must not pull the schemas in; checked against the contract by their types and by a test.
const CHANNEL = { call: 'office:call', notice: 'office:notice', port: 'office:port' } as const;
const PORT_MESSAGE: PortMessage['kind'] = 'gzt:port';

type Heard = (name: string, payload: unknown) => void;
const listeners = new Set<Heard>();

const office: Office = {
  call: <N extends CallName>(name: N, input: CallInput<N>) => ipcRenderer.invoke(CHANNEL.call, name, input) as ReturnType<typeof office.call<N>>,
  on: <N extends NoticeName>(name: N, listener: (payload: NoticePayload<N>) => void) => {
    const heard: Heard = (noticed, payload) => {
      if (noticed === name) listener(payload as NoticePayload<N>);
    };
    listeners.add(heard);
    return () => { listeners.delete(heard); };
  },
};

// One listener on the channel for however many the page has.
ipcRenderer.on(CHANNEL.notice, (_event, name: string, payload: unknown) => {
  for (const heard of listeners) heard(name, payload);
});

contextBridge.exposeInMainWorld('office', office);

ipcRenderer.on(CHANNEL.port, (event, portKey: string) => {
  const message: PortMessage = { kind: PORT_MESSAGE, portKey };
  window.postMessage(message, window.location.origin, [...event.ports]);
});
