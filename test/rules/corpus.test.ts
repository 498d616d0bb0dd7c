import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutateRule } from '../../src/rules/mutate/index.ts';
import { createFixtureCache, testFile } from '../../src/rules/testing/index.ts';

const folder = path.resolve(import.meta.dirname, '../../corpus/rules');
const files = readdirSync(folder).filter((name) => name.endsWith('.test.yaml'));
const cache = createFixtureCache();

/** Rules of our own in the style of public ones; what their tests expect was written down by hand. */
describe('the rules of the corpus', () => {
  it('are thirty and the two seed rules', () => {
    expect(files.length).toBeGreaterThanOrEqual(32);
    expect(files.filter((name) => name.startsWith('seed-')).length).toBe(2);
  });

  it.each(files)('%s passes, with a test that fires and one that stays quiet', async (name) => {
    const report = await testFile(path.join(folder, name), { cache, isCi: true });
    expect(report.problems).toEqual([]);
    expect(report.tests.filter(({ status }) => status !== 'passed').map((test) => [test.name, test.failures])).toEqual([]);
    expect(report.tests.some(({ fired }) => fired === true)).toBe(true);
    expect(report.tests.some(({ fired }) => fired === false)).toBe(true);
  });

  it.each(['seed-mde', 'seed-sysmon'])(
    'the tests of %s notice at least four of five changes of the rule',
    async (name) => {
      const { score, mutants } = await mutateRule(path.join(folder, `${name}.test.yaml`), { cache });
      expect(mutants.length).toBeGreaterThan(20);
      expect(score).toBeGreaterThanOrEqual(80);
    },
    60_000,
  );
});
