import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRule, formatDescription, loadRules, rulesIn } from '../../src/node.ts';
import { allAdvice, checkRule } from '../../src/rules/advice/index.ts';
import { knownTables } from '../../src/rules/describe/known-tables.ts';
import { folderOf } from '../cli/kqlet.ts';

const document = (name: string): string => readFileSync(path.resolve(import.meta.dirname, `../../docs/${name}.md`), 'utf8');

describe('the document about describing', () => {
  const text = document('describe');
  const [, name, query] = /^```kql (\S+)\n([\s\S]*?)^```$/m.exec(text) ?? [];
  const before = process.cwd();
  beforeAll(() => process.chdir(folderOf({ [name]: query })));
  afterAll(() => process.chdir(before));

  it('shows what comes out', async () => {
    const shown = /^```text\n([\s\S]*?)^```$/m.exec(text)?.[1];
    const [rule] = await loadRules(name);
    expect((await formatDescription(await describeRule(rule))).trimEnd()).toBe(shown?.trimEnd());
  });
});

describe('the document about checking', () => {
  const text = document('check');

  it('lists all advice with its level', () => {
    const listed = [...text.matchAll(/^\| `([a-z-]+)` \| (\w+) \|/gm)].map(([, id, level]) => `${id} ${level}`);
    expect(listed).toEqual(allAdvice.map(({ id, severity }) => `${id} ${severity}`));
  });

  it('has an example in which all is silenced', async () => {
    const query = /^```kql ignored\.kql\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '';
    const [silent] = await rulesIn('ignored.kql', query);
    expect(await checkRule(silent, knownTables(undefined))).toMatchObject({ errors: [], warnings: [], advice: [] });
    const [loud] = await rulesIn('ignored.kql', query.replace(/\/\/.*/g, ''));
    const { advice } = await checkRule(loud, knownTables(undefined));
    expect(advice.map(({ id }) => id)).toEqual(['contains-has', 'contains-has', 'mv-expand-limit']);
  });
});
