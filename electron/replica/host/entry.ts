/**
 * The replica's process: Electron's utility process, plain node otherwise. Connects the core to its parent's messages and to the
 * real clock, disk and network. Ends only after everything is on disk.
 */
import type { DocPortDown } from '#shared/ipc/doc-port.ts';
import type { DocPort } from '#electron/replica/docs/doc-port-peer.ts';
import type { SecretVault } from '#electron/replica/ports.ts';
import { createReplica, type Replica } from '#electron/replica/replica.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { nodeClock, nodeNet, nodeRandom, nodeTimers } from './node-seams.ts';
import type { FromReplica, ToReplica } from './wire.ts';

/** The parts of Electron's ports that are used here; the replica knows no electron. */
interface ForeignPort {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}
interface ParentPort {
  postMessage(message: FromReplica): void;
  on(event: 'message', listener: (event: { readonly data: ToReplica; readonly ports: readonly ForeignPort[] }) => void): void;
}

const parent = (process as unknown as { readonly parentPort: ParentPort }).parentPort;
const post = (message: FromReplica): void => { parent.postMessage(message); };

let lastId = 0;
const secrets = new Map<number, (value: string | null) => void>();
const ask = (kind: 'seal' | 'open', value: string): Promise<string | null> =>
  new Promise((resolve) => {
    lastId += 1;
    secrets.set(lastId, resolve);
    post({ kind, id: lastId, value });
  });

const vaultOf = (hasKeychain: boolean): SecretVault => ({
  isAvailable: async () => hasKeychain,
  seal: async (secret) => {
    const sealed = await ask('seal', secret);
    if (sealed === null) throw new Error('the keychain refused to seal');
    return sealed;
  },
  open: (sealed) => ask('open', sealed),
});

const docPort = (port: ForeignPort): DocPort => {
  const doc: DocPort = {
    post: (frame: DocPortDown) => { port.postMessage(frame); },
    onFrame: (listener) => {
      port.on('message', (event) => { listener(event.data); });
      port.start();
    },
    onClose: (listener) => { port.on('close', listener); },
    close: () => { port.close(); },
  };
  return doc;
};

let replica: Replica | null = null;
const waiting: { readonly data: ToReplica; readonly ports: readonly ForeignPort[] }[] = [];

async function receive(message: ToReplica, ports: readonly ForeignPort[]): Promise<void> {
  if (message.kind === 'secret') {
    secrets.get(message.id)?.(message.value);
    secrets.delete(message.id);
    return;
  }
  if (message.kind === 'start') {
    replica = await createReplica({
      dir: message.dir, autoSignIn: message.autoSignIn, clock: nodeClock, random: nodeRandom, timers: nodeTimers, net: nodeNet, disk: nodeDisk,
      vault: vaultOf(message.hasKeychain), reminders: message.reminders,
      onBug: (incident, failure) => { post({ kind: 'bug', incident, text: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) }); },
    });
    replica.onNotice((name, payload) => { post({ kind: 'notice', name, payload }); });
    post({ kind: 'ready' });
    // A window that is older than this process (it was started again) must learn who is signed in now.
    const state = await replica.call('session.get', {});
    if (state.ok) post({ kind: 'notice', name: 'session.changed', payload: state.value });
    for (const early of waiting.splice(0)) void receive(early.data, early.ports);
    return;
  }
  if (replica === null) {
    waiting.push({ data: message, ports });
    return;
  }
  switch (message.kind) {
    case 'call': post({ kind: 'answer', id: message.id, result: await replica.call(message.name, message.input) }); return;
    case 'port': {
      const [port] = ports;
      if (port !== undefined) replica.openPort(message.docId, docPort(port));
      return;
    }
    case 'network-may-be-back': await replica.call('sync.now', {}); return;
    case 'reminders': replica.setReminders(message.settings); return;
    case 'flush': replica.flush(); return;
    case 'close':
      await replica.close();
      post({ kind: 'closed' });
  }
}

// One listener per open document is no leak; node's warning begins at eleven.
process.setMaxListeners(0);

parent.on('message', ({ data, ports }) => { void receive(data, ports); });
