/**
 * `npm run server -- …`: builds the server where its sources have changed, then is the server. What is said meanwhile goes to standard error:
 * the first line on standard output belongs to whoever waits for the address.
 */
import { bundle } from './bundle.mjs';
import { seconds } from './setup/say.mjs';

await bundle({
  only: 'server',
  report: async (label, run) => {
    const startedAt = performance.now();
    const result = await run();
    process.stderr.write(`✓ ${label} (${seconds(performance.now() - startedAt)})\n`);
    return result;
  },
});
await import(new URL('../dist/server/main.mjs', import.meta.url).href);
