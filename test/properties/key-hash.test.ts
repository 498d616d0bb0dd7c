import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ScalarType } from '../../src/data/types.ts';
import { createGrouper } from '../../src/engine/group.ts';
import { KeyHasher } from '../../src/engine/key-hash.ts';
import { cell, encoded, scalarTypes } from './columns.ts';

/** Rows are parted by their hash, so that rows of one group must have one hash, whatever the encodings of their columns. */
it('rows of a group have the same hash in every encoding', () => {
  const keyed = fc.array(fc.constantFrom<ScalarType>(...scalarTypes), { minLength: 1, maxLength: 3 }).chain((types) =>
    fc.record({
      types: fc.constant(types),
      rows: fc.array(fc.tuple(...types.map(cell)), { minLength: 1, maxLength: 30 }),
      choices: fc.array(fc.nat(23), { minLength: 2, maxLength: 8 }),
      seed: fc.nat(5),
    }),
  );
  fc.assert(
    fc.property(keyed, ({ types, rows, choices, seed }) => {
      const hasher = new KeyHasher(seed);
      const grouper = createGrouper(types);
      const hashOf = new Map<number, number>();
      choices.forEach((choice, turn) => {
        const some = rows.slice(turn % rows.length);
        const columns = types.map((type, k) =>
          encoded(
            type,
            some.map((row) => row[k]),
            choice + k,
          ),
        );
        const groups = grouper.assign(columns, some.length);
        const hashes = hasher.hash(columns, some.length);
        for (let row = 0; row < some.length; row++) {
          const known = hashOf.get(groups[row]);
          if (known !== undefined) expect(hashes[row]).toBe(known);
          hashOf.set(groups[row], hashes[row]);
        }
      });
    }),
    { numRuns: 500 },
  );
});

it('parts keys evenly, in order or not', () => {
  const vectors = [
    { encoding: 'int32', type: 'long', values: Int32Array.from({ length: 32_000 }, (_, i) => i * 1000) },
    { encoding: 'text', type: 'string', values: Array.from({ length: 32_000 }, (_, i) => `host-${i}`) },
  ] as const;
  for (const vector of vectors) {
    const hashes = new KeyHasher(0).hash([{ ...vector, length: 32_000, nulls: undefined }], 32_000);
    const counts = new Int32Array(32);
    for (const hash of hashes) counts[hash >>> 27]++;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1200);
  }
});
