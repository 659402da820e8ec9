import { expect, it } from 'vitest';
import type { Step } from './messages.ts';
import { createPacker, createUnpacker } from './pack-steps.ts';

it('[STO28] steps arrive as they were sent, each text travels once, also after the numbering started over', () => {
  const [{ pack, startOver }, unpack] = [createPacker(), createUnpacker()];
  const texts = Array.from({ length: 1_500 }, (_, index) => `select ${index} from t where a = ? and b = ?`);
  for (let round = 0; round < 3; round += 1) {
    for (let from = 0; from < texts.length; from += 50) {
      const steps: Step[] = texts.slice(from, from + 50).flatMap((sql, index): Step[] => [
        { kind: 'open' }, { kind: 'write', sql, parameters: [index, '汉字', new Uint8Array([index]), null] }, { kind: 'ask', sql, parameters: [] }, { kind: index % 2 === 0 ? 'keep' : 'drop' },
      ]);
      const packed = structuredClone(pack(steps));
      expect(packed.texts.length).toBeLessThanOrEqual(50);
      expect([...unpack(packed)]).toEqual(steps);
    }
  }
  pack([{ kind: 'ask', sql: 'never arrived', parameters: [] }]);
  startOver();
  expect([...unpack(pack([{ kind: 'ask', sql: 'never arrived', parameters: [2] }]))]).toEqual([{ kind: 'ask', sql: 'never arrived', parameters: [2] }]);
  // What was never taken was still heard of.
  unpack(pack([{ kind: 'ask', sql: 'a new one', parameters: [] }]));
  expect([...unpack(pack([{ kind: 'ask', sql: 'a new one', parameters: [1] }]))]).toEqual([{ kind: 'ask', sql: 'a new one', parameters: [1] }]);
});
