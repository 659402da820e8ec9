import { describe, expect, it } from 'vitest';
import { splitByReason } from './not-run-reporter.ts';
import { requireNode24 } from './require-node.ts';

describe('tests that could not run', () => {
  it('[ARC06] keeps the reason, and treats an empty one as none', () => {
    const { told, silent } = splitByReason([
      { fullName: 'a', note: ' PostgreSQL is not reachable ' },
      { fullName: 'b', note: undefined },
      { fullName: 'c', note: '  ' },
    ]);
    expect(told).toEqual([{ name: 'a', reason: 'PostgreSQL is not reachable' }]);
    expect(silent).toEqual(['b', 'c']);
  });

  it('[ARC06] refuses an old Node and names the way out', () => {
    expect(() => requireNode24('20.20.2')).toThrow(/Node 24 or newer is needed, this is 20\.20\.2/);
    expect(() => requireNode24('24.0.0')).not.toThrow();
  });
});
