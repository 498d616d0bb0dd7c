import { describe, expect, it } from 'vitest';
import { Database, KqlError } from '../src/index.ts';
import { caseFiles, type ExpectedRows, readCases } from './case-files.ts';

for (const file of caseFiles()) {
  describe(file, () => {
    for (const testCase of readCases(file)) {
      it(`${testCase.line}: ${testCase.title}`, async () => {
        const database = new Database({ now: '2024-05-01T00:00:00Z' });
        const { expected } = testCase;
        if (expected.kind === 'error') {
          const error = await database.query(testCase.query).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (!(error instanceof KqlError)) throw error ?? new Error('the query gave an answer, an error was expected');
          expect(error.kind).toBe(expected.error);
          expect(`${error.message} ${error.hint ?? ''}`).toContain(expected.text);
          return;
        }
        const result = await database.query(testCase.query);
        expect(result.columns.map(({ name, type }) => `${name}:${type}`)).toEqual(expected.columns);
        compareRows(result.toRows(), expected);
      });
    }
  });
}

function compareRows(actual: readonly unknown[][], { rows, ordered }: ExpectedRows): void {
  const shown = (list: readonly unknown[][]): string[] => {
    const texts = list.map((row) => JSON.stringify(row, rounded));
    return ordered ? texts : texts.sort();
  };
  expect(shown(actual)).toEqual(shown(rows));
}

/** Reals agree to 12 digits; the keys of bags have no order. */
function rounded(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(12));
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return value;
}
