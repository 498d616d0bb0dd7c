import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { expectRule } from '../../src/node.ts';
import { testFile } from '../../src/rules/testing/index.ts';
import { testFileSchema } from '../../src/rules/testing/test-file.ts';
import { folderOf } from '../cli/kqlet.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/rules.md'), 'utf8');
/** The fenced blocks that name a file. */
const files = Object.fromEntries([...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, content]) => [name, content]));

describe('the document about testing rules', () => {
  const before = process.cwd();
  beforeAll(() => process.chdir(folderOf(files)));
  afterAll(() => process.chdir(before));

  it.each(Object.keys(files).filter((name) => name.endsWith('.test.yaml')))('has tests that pass: %s', async (name) => {
    const { tests, problems } = await testFile(name);
    expect(problems).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('has an example for test runners that passes', async () => {
    const body = files['brute-force.test.ts'].replace(/^import .*$/gm, '');
    const tests: [string, () => Promise<void>][] = [];
    new Function('expectRule', 'it', body)(expectRule, (name: string, run: () => Promise<void>) => tests.push([name, run]));
    expect(tests).toHaveLength(2);
    for (const [, run] of tests) await run();
  });

  it('has a workflow of ten lines', () => {
    const workflow = files['.github/workflows/rules.yaml'];
    expect(workflow.trimEnd().split('\n')).toHaveLength(10);
    const [, , { run }] = parse(workflow).jobs.rules.steps;
    expect(run).toMatch(/^npx --yes kqlet test rules\/ /);
  });

  it('names every key of the format', () => {
    const missing: string[] = [];
    const look = (schema: unknown): void => {
      if (Array.isArray(schema)) for (const item of schema) look(item);
      else if (typeof schema === 'object' && schema !== null)
        for (const [key, value] of Object.entries(schema)) {
          if (key === 'properties')
            for (const name of Object.keys(value as object)) if (!new RegExp(`\\b${name}\\b`).test(text)) missing.push(name);
          look(value);
        }
    };
    look(testFileSchema());
    expect(missing).toEqual([]);
  });
});
