import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { grammarDocuments } from '../../scripts/grammar.mjs';
import { recordedGrammar } from '../../src/syntax/recorded.ts';

interface Part {
  readonly name?: string;
  readonly type: string;
  readonly definition?: readonly Part[];
}

it('chevrotain finds no fault with the grammar', () => {
  expect(() => recordedGrammar()).not.toThrow();
});

it('every rule is reached from one that a text is entered by', () => {
  const rules = new Map((recordedGrammar().rules as Part[]).map((rule) => [rule.name, rule]));
  const reached = new Set<string>();
  const visit = (part: Part): void => {
    if (part.type === 'NonTerminal') {
      if (reached.has(part.name as string)) return;
      reached.add(part.name as string);
      visit(rules.get(part.name) as Part);
    } else part.definition?.forEach(visit);
  };
  const entries = ['Query', 'ExpressionText', 'RowSchemaText', 'FunctionCommand'];
  for (const entry of entries) visit(rules.get(entry) as Part);
  expect([...rules.keys()].filter((name) => !reached.has(name as string) && !entries.includes(name as string))).toEqual([]);
});

it.each(Object.entries(grammarDocuments(recordedGrammar())))('grammar/%s is what `npm run generate` writes', (file, text) => {
  expect(readFileSync(join(import.meta.dirname, '../../grammar', file), 'utf8') === text).toBe(true);
});

it('the diagrams need nothing from elsewhere', () => {
  const page = grammarDocuments(recordedGrammar())['diagrams.html'];
  expect(page).not.toMatch(/<script|https?:|@import|<link|<img/);
});
