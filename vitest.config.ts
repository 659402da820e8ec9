/**
 * Everything that runs without a window: unit (.test), adapter contracts (.contract) and seeded simulations (.sim.test).
 * The stories in the real Electron have their own configuration, vitest.e2e.config.ts, because they run one at a time.
 */
import { defineConfig } from 'vitest/config';
import NotRunReporter from './build/test-report/not-run-reporter.ts';
import { requireNode24 } from './build/test-report/require-node.ts';

requireNode24();

const timeoutMs = 30_000;

/** One project per folder, so that `vitest run --project server` is what one person needs while working on one side. */
const folders = ['shared', 'server', 'electron', 'renderer', 'tests', 'build', 'bench'] as const;

export default defineConfig({
  test: {
    reporters: [process.env['CI'] === undefined && process.stdout.isTTY ? 'default' : 'verbose', new NotRunReporter()],
    passWithNoTests: false,
    maxWorkers: process.env['GZT_TEST_WORKERS'] === undefined ? '100%' : Number(process.env['GZT_TEST_WORKERS']),
    projects: folders.map((name) => ({
      test: {
        name,
        environment: 'node' as const,
        pool: 'forks' as const,
        include: [`${name}/**/*.{test,sim.test}.{ts,tsx}`, `${name}/**/*.contract.ts`],
        testTimeout: timeoutMs,
        hookTimeout: timeoutMs,
        sequence: { hooks: 'stack' as const },
      },
    })),
  },
});
