/** Makes as many nonces as it is asked for; what it hands over it no longer has. */
import { parentPort } from 'node:worker_threads';
import { makeNonces } from './nonce.ts';

parentPort?.on('message', (count: number) => {
  const batch = makeNonces(count);
  parentPort?.postMessage(batch, [batch.buffer]);
});
