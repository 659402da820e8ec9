/**
 * User stories in the real Electron, one file and one test at a time: they share one screen, and a story's steps build on each other.
 * Playwright is used as a library; build/test.mjs names the runtime by GZT_ELECTRON (and GZT_NO_SANDBOX=1 for root, GZT_PACKAGED_APP
 * for the packaged app).
 */
import { defineConfig } from 'vitest/config';
import NotRunReporter from './build/test-report/not-run-reporter.ts';
import { requireNode24 } from './build/test-report/require-node.ts';

requireNode24();

export default defineConfig({
  test: {
    name: 'e2e',
    environment: 'node',
    pool: 'forks',
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { concurrent: false, hooks: 'stack' },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    retry: 0,
    reporters: ['verbose', new NotRunReporter()],
  },
});
