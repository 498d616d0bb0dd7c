import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { schemas } from '../../src/schemas/index.ts';

it('knows the tables by name, with their columns in order', () => {
  expect(Object.keys(schemas).length).toBe(147);
  expect(Object.entries(schemas.Event).slice(0, 6)).toEqual([
    ['SourceSystem', 'string'],
    ['TimeGenerated', 'datetime'],
    ['Source', 'string'],
    ['EventLog', 'string'],
    ['Computer', 'string'],
    ['EventLevel', 'int'],
  ]);
  expect(schemas.Event).toBe(schemas.Event);
});

it('knows nothing by the names that objects have anyway', () => {
  for (const name of ['constructor', '__proto__', 'toString']) expect(schemas[name]).toBe(undefined);
});

const reference = path.resolve('../shared/reference/schemas.json');

it.skipIf(!existsSync(reference))('agrees with the reference (skipped where ../shared/reference is missing)', () => {
  expect(JSON.parse(JSON.stringify(schemas))).toEqual(JSON.parse(readFileSync(reference, 'utf8')));
});
