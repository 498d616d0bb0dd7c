import { describe, expect, it } from 'vitest';
import { missingFunctions } from '../src/binder/missing.ts';
import { functions } from '../src/functions/index.ts';
import { Database } from '../src/index.ts';

await functions.fetchAll();

const definitions = [
  ...functions.operators.values(),
  ...functions.scalars.values(),
  ...functions.aggregates.values(),
  ...functions.windows.values(),
].flat();

describe('every function', () => {
  for (const definition of definitions) {
    for (const [expression, expected] of definition.examples) {
      it(`${expression}`, async () => {
        const result = await new Database({ now: '2024-05-01T00:00:00Z' }).query(`print x = ${expression}`);
        expect(result.toRows()[0][0]).toEqual(expected);
      });
    }
  }

  it('has a doc', () => {
    for (const { signature, doc } of definitions) expect(doc, signature.text).toMatch(/\.$/);
  });

  it('of a family that is fetched is in its list of names', () => {
    const names = new Set(functions.names());
    const defined = new Set(definitions.map(({ name }) => name).filter((name) => !functions.operators.has(name)));
    expect(names).toEqual(defined);
  });

  it('is not among those that are missing', () => {
    expect([...missingFunctions].filter((name) => definitions.some((definition) => definition.name === name))).toEqual([]);
  });
});
