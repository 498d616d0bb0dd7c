import { describe, expect, it } from 'vitest';
import { Database } from '../../src/index.ts';
import type { Explanation } from '../../src/rules/explain/explanation.ts';
import { explainQuery } from '../../src/rules/explain/index.ts';
import { secondWrongRules } from './traps/second-traps.ts';
import { type WrongRule, wrongRules } from './traps/traps.ts';

describe('the hint for a rule that finds nothing names its cause', () => {
  it.each([...wrongRules, ...secondWrongRules].map((rule) => [rule.name, rule] as const))('%s', async (_, rule) => {
    const { hints } = await explanationOf(rule);
    const [top] = hints;
    const { trap, stage, says } = rule.cause;
    expect({ trap: top?.trap, stage: top?.stage }, hints.map((hint) => `${hint.trap} ${hint.stage}: ${hint.message}`).join('\n')).toEqual({
      trap,
      stage,
    });
    for (const words of says) expect(top.message).toMatch(typeof words === 'string' ? new RegExp(escaped(words)) : words);
  });

  it('has every trap of the list among its rules', () => {
    expect(wrongRules.length).toBeGreaterThanOrEqual(40);
  });
});

async function explanationOf({ query, tables, schemas, watchlists, database: setup, options }: WrongRule): Promise<Explanation> {
  const database = new Database(setup);
  for (const [name, rows] of Object.entries(tables)) database.addTable(name, rows as never, { schema: schemas?.[name] as never });
  for (const [alias, { rows, searchKey }] of Object.entries(watchlists ?? {})) database.addWatchlist(alias, rows as never, { searchKey });
  return explainQuery(database, query, options);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
